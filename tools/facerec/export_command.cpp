// facerec export FILE
#include "facerec/base/text.h"
#include "facerec/failure.h"
#include "facerec/group_file.h"
#include "facerec/json_output.h"
#include "facerec/roster.h"
#include "facerec/with_account.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ostream>

namespace facerec::tool {
namespace {

namespace fs = std::filesystem;

struct ExportArguments {
  std::string file;
  bool no_faces = false;
};

struct Counts {
  std::size_t people = 0;
  std::size_t faces = 0;
};

Result<FiledPerson, Failure> read_person(const ExportArguments &arguments, const azure::Person &person,
                                         Account &account, const azure::GroupRef &group) {
  FiledPerson filed{person.name, person.user_data, {}};
  if (arguments.no_faces)
    return filed;
  for (const std::string &face_id : person.face_ids) {
    const auto face = account.ask(
        [&](auto &client, std::stop_token stop) { return client.get_face(group, person.id, face_id, stop); });
    if (!face)
      return service_failure("get the faces of \"" + shorten(person.name, 130) + "\"", face.error());
    filed.faces.push_back(face->user_data);
  }
  return filed;
}

Result<Counts, Failure> write_group(const ExportArguments &arguments, std::ostream &out, Account &account,
                                    const azure::GroupRef &group) {
  const auto details = get_group(account, group);
  if (!details)
    return details.error();
  const auto persons = all_persons(account, group);
  if (!persons)
    return persons.error();
  write_group_line(out, *details);
  Counts counts{persons->size(), 0};
  for (const azure::Person &person : *persons) {
    const auto filed = read_person(arguments, person, account, group);
    if (!filed)
      return filed.error();
    write_person_line(out, *filed);
    counts.faces += filed->faces.size();
  }
  return counts;
}

Failure cannot_write(const std::string &file) {
  return {ExitCode::LocalFailure, "\"" + file + "\" cannot be written: " + std::strerror(errno) + "."};
}

// Beside the file first, so that an older one is whole until the new one is.
Result<Counts, Failure> write_file(const ExportArguments &arguments, Account &account, const azure::GroupRef &group) {
  const fs::path part = arguments.file + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  if (!out)
    return cannot_write(part.string());
  const auto counts = write_group(arguments, out, account, group);
  out.close();
  std::error_code error;
  if (!counts || !out) {
    const Failure failure = counts ? cannot_write(part.string()) : counts.error();
    fs::remove(part, error);
    return failure;
  }
  fs::rename(part, arguments.file, error);
  if (error)
    return Failure{ExitCode::LocalFailure, "\"" + arguments.file + "\" cannot be written: " + error.message() + "."};
  return counts;
}

Outcome export_group(const Context &context, const ExportArguments &arguments, Account &account,
                     const azure::GroupRef &group) {
  std::ostream &out = context.environment.out;
  const bool to_out = arguments.file == "-";
  const auto counts = to_out ? write_group(arguments, out, account, group) : write_file(arguments, account, group);
  if (!counts)
    return counts.error();
  if (to_out)
    out << std::flush;
  else if (context.options.json)
    print_json(out, {{"file", arguments.file}, {"people", counts->people}, {"faces", counts->faces}});
  else
    out << "Wrote " << counts->people << " people with " << counts->faces << " faces to \"" << arguments.file << "\"."
        << std::endl;
  return ExitCode::Ok;
}

} // namespace

void add_export_command(CLI::App &app, Context &context) {
  CLI::App *command = app.add_subcommand("export", "Write who is in the group to a file, for `facerec import`");
  auto arguments = std::make_shared<ExportArguments>();
  command->add_option("FILE", arguments->file, "JSON lines; \"-\": the output")->required();
  command->add_flag("--no-faces", arguments->no_faces, "Leave the faces out, each of which costs a transaction");
  command->footer(std::string(R"(
The file holds the group's name, userData and recognition model, everybody's name and userData, and the userData of each
face. It holds no faces: neither Azure nor `facerec serve` gives a picture back, or what was computed from it. A face
that facerec added keeps the SHA-256 of its picture as userData, by which `facerec import --pictures` finds the picture
and adds it anew. Ids of people and faces are not kept; the service makes new ones.
)") + command->get_footer());
  set_group_action(*command, context, [&context, arguments](Account &account, const azure::GroupRef &group) {
    return export_group(context, *arguments, account, group);
  });
}

} // namespace facerec::tool
