#include "facerec/people.h"

#include "facerec/base/text.h"
#include "facerec/picture.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

namespace facerec::tool {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t longest_name = 128;
constexpr std::size_t longest_user_data = 16384;

Failure usage(std::string message) { return {ExitCode::Usage, std::move(message)}; }

bool is_hidden(const fs::path &path) { return path.filename().string().starts_with('.'); }

// Nothing where there is no such file.
Result<std::optional<json>, Failure> read_json(const fs::path &path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored))
    return std::optional<json>();
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  json value = json::parse(text, nullptr, false);
  if (file.bad() || value.is_discarded())
    return usage("\"" + path.string() + "\" is not JSON.");
  return std::optional<json>(std::move(value));
}

Result<void, Failure> apply_person_json(const fs::path &path, const json &value, PersonFolder &person) {
  if (!value.is_object())
    return usage("\"" + path.string() + "\" is not a JSON object like {\"name\": …, \"userData\": …}.");
  for (const auto &[key, entry] : value.items()) {
    if (key == "name" && entry.is_string())
      person.name = entry.get<std::string>();
    else if (key == "userData")
      person.user_data = entry.dump();
    else
      return usage("\"" + path.string() + "\": \"" + shorten(key, 80) +
                   R"(" is none of "name" (a string) and "userData".)");
  }
  return {};
}

Result<void, Failure> apply_details(const fs::path &folder, PersonFolder &person) {
  const auto details = read_json(folder / "person.json");
  if (!details)
    return details.error();
  const auto user_data = read_json(folder / "user_data.json");
  if (!user_data)
    return user_data.error();
  if (*details) {
    if (const auto applied = apply_person_json(folder / "person.json", **details, person); !applied)
      return applied.error();
  }
  if (*user_data && !person.user_data.empty())
    return usage("\"" + folder.string() + "\" has userData in person.json and in user_data.json.");
  if (*user_data)
    person.user_data = (*user_data)->dump();
  return {};
}

std::vector<fs::path> visible_entries(const fs::path &directory, std::error_code &error) {
  std::vector<fs::path> entries;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    if (!is_hidden(at->path()))
      entries.push_back(at->path());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

Result<PersonFolder, Failure> read_person(const fs::path &folder) {
  PersonFolder person{folder.filename().string(), folder.filename().string(), {}, {}};
  if (const auto details = apply_details(folder, person); !details)
    return details.error();
  if (const auto checked = check_person(person.name, person.user_data); !checked)
    return usage("\"" + folder.string() + "\": " + checked.error());
  std::error_code error;
  for (fs::path &entry : visible_entries(folder, error)) {
    if (is_picture(entry))
      person.pictures.push_back(std::move(entry));
  }
  if (error)
    return usage("The folder \"" + folder.string() + "\" cannot be read: " + error.message() + ".");
  return person;
}

Result<void, Failure> check_unique(const std::vector<PersonFolder> &people) {
  std::map<std::string_view, std::string_view> folder_of;
  for (const PersonFolder &person : people) {
    const auto [other, is_new] = folder_of.emplace(person.name, person.folder);
    if (!is_new)
      return usage("The folders \"" + std::string(other->second) + "\" and \"" + person.folder +
                   "\" name the same person, \"" + shorten(person.name, 130) + "\".");
  }
  return {};
}

} // namespace

std::size_t characters(std::string_view utf8) {
  return std::size_t(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

Result<void, std::string> check_person(std::string_view name, std::string_view user_data) {
  if (!is_valid_utf8(name))
    return std::string("the name is not valid UTF-8.");
  if (trim(name).empty() || characters(name) > longest_name)
    return "a name has 1 to 128 characters, \"" + shorten(name, 40) + "\" has " + std::to_string(characters(name)) +
           ".";
  if (!user_data.empty() && !json::accept(user_data))
    return "userData is not JSON: " + shorten(user_data, 80);
  if (characters(user_data) > longest_user_data)
    return "userData has " + std::to_string(characters(user_data)) + " characters, at most 16384 are allowed.";
  return {};
}

Result<std::vector<PersonFolder>, Failure> read_people(const fs::path &directory) {
  std::error_code error;
  const std::vector<fs::path> entries = visible_entries(directory, error);
  if (error)
    return usage("The folder \"" + directory.string() + "\" cannot be read: " + error.message() + ".");
  std::vector<PersonFolder> people;
  for (const fs::path &entry : entries) {
    if (!fs::is_directory(entry, error))
      continue;
    auto person = read_person(entry);
    if (!person)
      return person.error();
    people.push_back(*std::move(person));
  }
  if (people.empty())
    return usage("The folder \"" + directory.string() +
                 "\" has no sub-folders: make one a person, with pictures in it.");
  if (const auto unique = check_unique(people); !unique)
    return unique.error();
  return people;
}

} // namespace facerec::tool
