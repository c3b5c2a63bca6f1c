#include "facerec/group_file.h"

#include "facerec/base/text.h"
#include "facerec/people.h"

#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>

namespace facerec::tool {
namespace {

using nlohmann::ordered_json;

constexpr int version = 1;
constexpr std::size_t longest_user_data = 16384; // characters (Azure Face v1.2)

void write_line(std::ostream &out, const ordered_json &value) {
  out << value.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

std::string text_of(const ordered_json &object, const char *member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The rule that the line breaks; empty: none.
std::string read_group(const ordered_json &line, azure::Group &group) {
  if (text_of(line, "type") != "group")
    return R"(the first line is no {"type": "group", …}, as `facerec export` writes it.)";
  if (line.value("version", ordered_json()) != version)
    return "\"version\" is not 1, the only one that is known.";
  group = {text_of(line, "id"), text_of(line, "name"), text_of(line, "userData"), text_of(line, "recognitionModel")};
  return azure::is_valid_group_id(group.id) ? "" : "\"id\" is no id of a person group.";
}

std::string read_faces(const ordered_json &line, std::vector<std::string> &faces) {
  const ordered_json list = line.value("faces", ordered_json::array());
  if (!list.is_array())
    return "\"faces\" is no list.";
  for (const ordered_json &face : list) {
    if (!face.is_object())
      return R"("faces" holds something else than {"userData": …}.)";
    faces.push_back(text_of(face, "userData"));
  }
  return {};
}

std::string read_person(const ordered_json &line, FiledPerson &person) {
  if (text_of(line, "type") != "person")
    return R"(it is no {"type": "person", …}.)";
  person.name = text_of(line, "name");
  person.user_data = text_of(line, "userData");
  if (const auto rule = check_person(person.name, ""); !rule)
    return rule.error();
  if (characters(person.user_data) > longest_user_data)
    return "userData has more than 16384 characters.";
  return read_faces(line, person.faces);
}

class Reader {
public:
  // The rule that the line breaks; empty: none.
  std::string take(const std::string &text, bool is_first) {
    const auto line = ordered_json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!line.is_object())
      return "it is no JSON object.";
    if (is_first)
      return read_group(line, filed_.group);
    FiledPerson person;
    std::string rule = read_person(line, person);
    if (rule.empty() && !names_.insert(person.name).second)
      return "a second person has the name \"" + shorten(person.name, 130) +
             "\"; people are told apart by name. Rename one.";
    filed_.people.push_back(std::move(person));
    return rule;
  }

  FiledGroup filed() && { return std::move(filed_); }

private:
  FiledGroup filed_;
  std::set<std::string> names_;
};

} // namespace

void write_group_line(std::ostream &out, const azure::Group &group) {
  write_line(out, {{"type", "group"},
                   {"version", version},
                   {"id", group.id},
                   {"name", group.name},
                   {"userData", group.user_data},
                   {"recognitionModel", group.recognition_model}});
}

void write_person_line(std::ostream &out, const FiledPerson &person) {
  ordered_json faces = ordered_json::array();
  for (const std::string &user_data : person.faces)
    faces.push_back({{"userData", user_data}});
  write_line(out, {{"type", "person"}, {"name", person.name}, {"userData", person.user_data}, {"faces", faces}});
}

Result<FiledGroup, Failure> read_group_file(std::istream &in, const std::string &name) {
  Reader reader;
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    const std::string rule = reader.take(text, ++number == 1);
    if (!rule.empty())
      return Failure{ExitCode::Usage, "\"" + name + "\", line " + std::to_string(number) + ": " + rule};
  }
  if (in.bad() || number == 0)
    return Failure{ExitCode::Usage, "\"" + name + "\" is empty or cannot be read."};
  return std::move(reader).filed();
}

} // namespace facerec::tool
