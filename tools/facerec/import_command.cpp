// facerec import FILE
#include "facerec/import.h"
#include "facerec/json_output.h"
#include "facerec/person_commands.h"
#include "facerec/picture_output.h"
#include "facerec/roster.h"
#include "facerec/table.h"
#include "facerec/training.h"
#include "facerec/with_account.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>

namespace facerec::tool {
namespace {

using nlohmann::ordered_json;

struct ImportArguments {
  std::string file;
  std::string pictures;
  bool no_train = false;
};

struct Imported {
  std::vector<ImportedPerson> people;
  std::optional<Failure> failure; // why it ended before the last person

  bool has_added() const {
    return std::any_of(people.begin(), people.end(), [](const ImportedPerson &person) {
      return std::any_of(person.pictures.begin(), person.pictures.end(),
                         [](auto &picture) { return picture.state == PictureState::Added; });
    });
  }
  bool is_whole() const {
    return std::none_of(people.begin(), people.end(), [](const ImportedPerson &person) {
      return person.missing > 0 || std::any_of(person.pictures.begin(), person.pictures.end(),
                                               [](auto &picture) { return picture.is_left_out(); });
    });
  }
};

void print_result(const Context &context, const std::string &group, const Imported &imported, bool trained) {
  if (!context.options.json) {
    Table table({"NAME", "STATE", "FACES", "MISSING", "PERSON ID"});
    for (const ImportedPerson &person : imported.people)
      table.add({person.name, std::string(to_string(person.state)), std::to_string(person.faces),
                 std::to_string(person.missing), person.person_id});
    return table.print(context.environment.out);
  }
  ordered_json value{{"group", group}, {"people", ordered_json::array()}, {"trained", trained}};
  for (const ImportedPerson &person : imported.people)
    value["people"].push_back({{"name", person.name},
                               {"personId", person.person_id},
                               {"state", to_string(person.state)},
                               {"faces", person.faces},
                               {"missing", person.missing},
                               {"pictures", to_json(person.pictures)}});
  print_json(context.environment.out, value);
}

Result<Imported, Failure> import_all(const Context &context, const FiledGroup &filed, PictureIndex pictures,
                                     Account &account, const azure::GroupRef &group) {
  azure::Group wanted = filed.group;
  if (wanted.name.empty())
    wanted.name = group.id;
  const auto ensured = ensure_group(account, group, wanted);
  if (!ensured)
    return ensured.error();
  const auto there = all_persons(account, group);
  if (!there)
    return there.error();
  Importer importer(account, group, {context.options.detection_model, ensured->group.recognition_model, {}},
                    std::move(pictures), print_each(context.environment.err));
  Imported imported;
  for (const FiledPerson &person : filed.people) {
    auto outcome = importer.import(person, *there);
    if (!outcome) {
      imported.failure = outcome.error();
      break;
    }
    imported.people.push_back(*std::move(outcome));
  }
  return imported;
}

Outcome finish(const Context &context, const ImportArguments &arguments, Account &account, const azure::GroupRef &group,
               const Imported &imported) {
  Result<bool, Failure> trained = false;
  if (!imported.failure && !arguments.no_train && imported.has_added())
    trained = train_now(account, group);
  print_result(context, group.id, imported, trained && *trained);
  if (imported.failure) {
    context.environment.err << "The same command goes on from there." << std::endl;
    return *imported.failure;
  }
  if (!trained)
    return trained.error();
  return arguments.pictures.empty() || imported.is_whole() ? ExitCode::Ok : ExitCode::PartlyDone;
}

Outcome import_file(Context &context, const ImportArguments &arguments) {
  std::error_code ignored;
  if (std::filesystem::is_character_file(arguments.file, ignored)) // which may have no end
    return Failure{ExitCode::Usage,
                   "\"" + arguments.file + "\" is a device; a file that `facerec export` wrote is needed."};
  std::ifstream in(arguments.file, std::ios::binary);
  const auto filed = read_group_file(in, arguments.file);
  if (!filed)
    return filed.error();
  const auto pictures =
      arguments.pictures.empty() ? Result<PictureIndex, Failure>(PictureIndex{}) : index_pictures(arguments.pictures);
  if (!pictures)
    return pictures.error();
  if (context.options.group.empty())
    context.options.group = filed->group.id;
  return with_group(context, [&](Account &account, const azure::GroupRef &group) -> Outcome {
    const auto imported = import_all(context, *filed, *pictures, account, group);
    return imported ? finish(context, arguments, account, group, *imported) : imported.error();
  });
}

} // namespace

void add_import_command(CLI::App &app, Context &context) {
  CLI::App *command =
      app.add_subcommand("import", "Bring the people of a file that `facerec export` wrote into a group");
  auto arguments = std::make_shared<ImportArguments>();
  command->add_option("FILE", arguments->file, "JSON lines")->required()->check(CLI::ExistingFile);
  command->add_option("--pictures", arguments->pictures, "Folder, at any depth, with the pictures of the faces")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory);
  command->add_flag("--no-train", arguments->no_train, "Do not train the group at the end");
  command->footer(std::string(R"(
The group is --group, else the one that the file names; it is made where it does not exist, with the name, the userData
and the recognition model of the file. People are told apart by name: who is missing is made, other userData is brought
up to date, nobody is taken away, and a second import changes nothing.

A file holds no faces. With --pictures each face is added anew from the picture whose SHA-256 its userData names, and the
group is trained; what has no such picture is counted as missing (exit code 4). Without it nobody gets a face.
)") + command->get_footer());
  set_action(*command, context, [&context, arguments] { return import_file(context, *arguments); });
}

} // namespace facerec::tool
