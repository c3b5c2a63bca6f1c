// facerec face add|list|update|delete
#include "facerec/adding_options.h"
#include "facerec/base/text.h"
#include "facerec/failure.h"
#include "facerec/json_output.h"
#include "facerec/person_commands.h"
#include "facerec/picture_note.h"
#include "facerec/picture_output.h"
#include "facerec/roster.h"
#include "facerec/table.h"
#include "facerec/with_account.h"

#include <ostream>

namespace facerec::tool {
namespace {

using nlohmann::ordered_json;

// What a sub-command does to the faces of one person.
using FaceAction = std::function<Outcome(const azure::Person &person, Account &account, const azure::GroupRef &group)>;

Result<azure::PersistedFace, Failure> get_face(Account &account, const azure::GroupRef &group,
                                               const azure::Person &person, const std::string &face_id) {
  const auto face =
      account.ask([&](auto &client, std::stop_token stop) { return client.get_face(group, person.id, face_id, stop); });
  if (!face)
    return service_failure("get the face \"" + shorten(face_id, 80) + "\"", face.error());
  return *face;
}

void print_faces(const Context &context, std::span<const azure::PersistedFace> faces) {
  if (!context.options.json) {
    Table table({"FACE ID", "USER DATA"});
    for (const azure::PersistedFace &face : faces)
      table.add({face.id, face.user_data});
    table.print(context.environment.out);
    return;
  }
  auto list = ordered_json::array();
  for (const azure::PersistedFace &face : faces)
    list.push_back({{"persistedFaceId", face.id}, {"userData", face.user_data}});
  print_json(context.environment.out, list);
}

Outcome list(const Context &context, const azure::Person &person, Account &account, const azure::GroupRef &group) {
  std::vector<azure::PersistedFace> faces;
  for (const std::string &face_id : person.face_ids) {
    const auto face = get_face(account, group, person, face_id);
    if (!face)
      return face.error();
    faces.push_back(*face);
  }
  print_faces(context, faces);
  return ExitCode::Ok;
}

struct NewFaces {
  std::vector<std::string> images;
  std::string user_data;
  PortraitOptions portrait;
};

Result<FaceAdder, Failure> adder_for(const Context &context, const NewFaces &wanted, const azure::Person &person,
                                     Account &account, const azure::GroupRef &group) {
  const auto details = get_group(account, group);
  if (!details)
    return details.error();
  KnownFaces known;
  if (const auto learnt = known.learn(account, group, person.id, person.face_ids); !learnt)
    return service_failure("get the faces of \"" + shorten(person.name, 130) + "\"", learnt.error());
  return FaceAdder(account, group, person.id,
                   {context.options.detection_model, details->recognition_model, rules_of(wanted.portrait)},
                   std::move(known));
}

Outcome add(const Context &context, const NewFaces &wanted, const azure::Person &person, Account &account,
            const azure::GroupRef &group) {
  auto adder = adder_for(context, wanted, person, account, group);
  if (!adder)
    return adder.error();
  const std::vector<std::filesystem::path> files(wanted.images.begin(), wanted.images.end());
  const AddedPictures pictures = add_pictures(*adder, files, print_each(context.environment.err), wanted.user_data);
  if (context.options.json)
    print_json(context.environment.out,
               {{"name", person.name}, {"personId", person.id}, {"pictures", to_json(pictures.outcomes)}});
  else
    print_added_faces(context.environment.out, person.name, person.id, pictures, files.size());
  if (pictures.failure)
    return *pictures.failure;
  return pictures.count(PictureState::LeftOut) == 0 ? ExitCode::Ok : ExitCode::PartlyDone;
}

// The hash by which `facerec enroll` knows the picture is not lost.
Outcome update(const Context &context, const std::string &face_id, const std::string &user_data,
               const azure::Person &person, Account &account, const azure::GroupRef &group) {
  const auto face = get_face(account, group, person, face_id);
  if (!face)
    return face.error();
  const auto hash = hash_in(face->user_data);
  const auto text = hash ? with_hash(user_data, *hash) : Result<std::string, Failure>(user_data);
  if (!text)
    return text.error();
  const auto answer = account.ask(
      [&](auto &client, std::stop_token stop) { return client.update_face(group, person.id, face->id, *text, stop); });
  if (!answer)
    return service_failure("update the face \"" + shorten(face_id, 80) + "\"", answer.error());
  if (context.options.json)
    print_json(context.environment.out, {{"persistedFaceId", face->id}, {"userData", *text}});
  else
    context.environment.out << "Updated the face " << shorten(face->id, 64) << "." << std::endl;
  return ExitCode::Ok;
}

Outcome remove(const Context &context, std::span<const std::string> face_ids, const azure::Person &person,
               Account &account, const azure::GroupRef &group) {
  for (const std::string &face_id : face_ids) {
    const auto answer = account.ask(
        [&](auto &client, std::stop_token stop) { return client.delete_face(group, person.id, face_id, stop); });
    if (!answer)
      return service_failure("delete the face \"" + shorten(face_id, 80) + "\"", answer.error());
    if (!context.options.json)
      context.environment.out << "Deleted the face " << shorten(face_id, 64) << "." << std::endl;
  }
  if (context.options.json)
    print_json(context.environment.out, {{"deleted", face_ids}});
  return ExitCode::Ok;
}

CLI::App *add_face_command(CLI::App &parent, Context &context, const char *name, const char *description,
                           FaceAction action) {
  CLI::App *command = parent.add_subcommand(name, description);
  auto who = std::make_shared<std::string>();
  command->add_option("PERSON", *who, "Whose faces: the name, or the person id")->required();
  set_group_action(*command, context,
                   [who, action = std::move(action)](Account &account, const azure::GroupRef &group) -> Outcome {
                     const auto person = get_person(account, group, *who);
                     return person ? action(*person, account, group) : person.error();
                   });
  return command;
}

void add_add(CLI::App &parent, Context &context) {
  auto wanted = std::make_shared<NewFaces>();
  CLI::App *command =
      add_face_command(parent, context, "add", "Add pictures to a person who is there, each once",
                       [&context, wanted](const azure::Person &person, Account &account, const azure::GroupRef &group) {
                         return add(context, *wanted, person, account, group);
                       });
  command->add_option("IMAGE", wanted->images, "Pictures with this one face: JPEG, PNG, GIF or BMP")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--user-data", wanted->user_data, "JSON object to keep with each face, beside the picture's hash")
      ->type_name("JSON");
  add_portrait_options(*command, wanted->portrait);
}

void add_update(CLI::App &parent, Context &context) {
  auto face_id = std::make_shared<std::string>();
  auto user_data = std::make_shared<std::string>();
  CLI::App *command = add_face_command(
      parent, context, "update", "Change what is kept with a face",
      [&context, face_id, user_data](const azure::Person &person, Account &account, const azure::GroupRef &group) {
        return update(context, *face_id, *user_data, person, account, group);
      });
  command->add_option("FACE_ID", *face_id, "The face, as `facerec face list` shows it")->required();
  command
      ->add_option("--user-data", *user_data,
                   "The new text to keep; a JSON object where the face has a picture's hash, which stays")
      ->required();
}

void add_delete(CLI::App &parent, Context &context) {
  auto face_ids = std::make_shared<std::vector<std::string>>();
  add_face_command(parent, context, "delete", "Delete faces, without asking",
                   [&context, face_ids](const azure::Person &person, Account &account, const azure::GroupRef &group) {
                     return remove(context, *face_ids, person, account, group);
                   })
      ->add_option("FACE_ID", *face_ids, "The faces, as `facerec face list` shows them")
      ->required();
}

} // namespace

void add_face_commands(CLI::App &app, Context &context) {
  CLI::App *parent = app.add_subcommand("face", "The faces of a person of --group: add, list, update, delete");
  parent->require_subcommand(1);
  add_add(*parent, context);
  add_face_command(*parent, context, "list", "List the faces of a person; each costs a transaction",
                   [&context](const azure::Person &person, Account &account, const azure::GroupRef &group) {
                     return list(context, person, account, group);
                   });
  add_update(*parent, context);
  add_delete(*parent, context);
}

} // namespace facerec::tool
