// facerec person add|list
#include "facerec/base/text.h"
#include "facerec/context.h"
#include "facerec/enroll.h"
#include "facerec/failure.h"
#include "facerec/json_output.h"
#include "facerec/people.h"
#include "facerec/roster.h"
#include "facerec/table.h"

#include <ostream>

namespace facerec::tool {
namespace {

using nlohmann::ordered_json;

struct NewPerson {
  std::string name;
  std::string user_data;
  std::vector<std::string> images;
};

Result<PersonFolder, Failure> checked(const NewPerson &wanted) {
  if (const auto rule = check_person(wanted.name, wanted.user_data); !rule)
    return Failure{ExitCode::Usage, "This person cannot be added: " + rule.error()};
  return PersonFolder{{}, wanted.name, wanted.user_data, {wanted.images.begin(), wanted.images.end()}};
}

void print_picture(std::ostream &err, const PictureOutcome &picture) {
  err << picture.file.string() << ": " << (picture.reason.empty() ? "added" : "left out. " + picture.reason)
      << std::endl;
}

struct Target {
  std::string person_id;
  bool is_new = false;
};

Result<Target, Failure> new_person(Account &account, const azure::GroupRef &group, const PersonFolder &person) {
  const auto made = create_person(account, group, person);
  if (!made)
    return made.error();
  return Target{*made, true};
}

// The person of this name, made where there is none.
Result<Target, Failure> target_of(Account &account, const azure::GroupRef &group, const PersonFolder &person) {
  const auto persons = all_persons(account, group);
  if (!persons)
    return persons.error();
  const auto there = find_by_name(*persons, person.name);
  if (!there)
    return there.error();
  if (!*there)
    return new_person(account, group, person);
  if (!person.user_data.empty() && person.user_data != (*there)->user_data)
    return Failure{ExitCode::Usage, "\"" + shorten(person.name, 130) +
                                        "\" is in the group already, with other user data. Add the pictures without "
                                        "--user-data, or enrol the person anew with `facerec enroll --replace`."};
  return Target{(*there)->id, false};
}

// `person_id` is empty where the person was taken back.
void print_added(const Context &context, const PersonFolder &person, const std::string &person_id,
                 const AddedPictures &pictures) {
  if (context.options.json) {
    auto faces = ordered_json::array();
    for (const PictureOutcome &picture : pictures.outcomes)
      faces.push_back(
          {{"file", picture.file.string()}, {"persistedFaceId", picture.face_id}, {"reason", picture.reason}});
    print_json(context.environment.out, {{"name", person.name}, {"personId", person_id}, {"pictures", faces}});
    return;
  }
  if (person_id.empty()) {
    context.environment.out << shorten(person.name, 130) << " was not added: none of the pictures could be used."
                            << std::endl;
    return;
  }
  context.environment.out << shorten(person.name, 130) << " (" << shorten(person_id, 64) << "): " << pictures.added()
                          << " of " << person.pictures.size()
                          << " pictures added. They count after `facerec group train`." << std::endl;
}

Outcome add(const Context &context, const NewPerson &wanted) {
  const auto group = group_of(context.options);
  if (!group)
    return group.error();
  const auto person = checked(wanted);
  if (!person)
    return person.error();
  const auto account = Account::open(context.options, context.environment);
  if (!account)
    return account.error();
  auto target = target_of(**account, *group, *person);
  if (!target)
    return target.error();
  const AddedPictures pictures =
      add_pictures(**account, *group, target->person_id, person->pictures, context.options.detection_model,
                   [&](const PictureOutcome &picture) { print_picture(context.environment.err, picture); });
  if (target->is_new && pictures.added() == 0) {
    take_back(**account, *group, target->person_id);
    target->person_id.clear();
  }
  print_added(context, *person, target->person_id, pictures);
  if (pictures.failure)
    return *pictures.failure;
  return pictures.added() == person->pictures.size() ? ExitCode::Ok : ExitCode::PartlyDone;
}

void print_persons(const Context &context, const std::vector<azure::Person> &persons) {
  if (context.options.json) {
    auto list = ordered_json::array();
    for (const azure::Person &person : persons)
      list.push_back({{"personId", person.id},
                      {"name", person.name},
                      {"userData", person.user_data},
                      {"persistedFaceIds", person.face_ids}});
    print_json(context.environment.out, list);
    return;
  }
  Table table({"NAME", "FACES", "PERSON ID", "USER DATA"});
  for (const azure::Person &person : persons)
    table.add({person.name, std::to_string(person.face_ids.size()), person.id, person.user_data});
  table.print(context.environment.out);
}

Outcome list(const Context &context) {
  const auto group = group_of(context.options);
  if (!group)
    return group.error();
  const auto account = Account::open(context.options, context.environment);
  if (!account)
    return account.error();
  const auto persons = all_persons(**account, *group);
  if (!persons)
    return persons.error();
  print_persons(context, *persons);
  return ExitCode::Ok;
}

} // namespace

void add_person_commands(CLI::App &app, Context &context) {
  CLI::App *person = app.add_subcommand("person", "People of the group --group: add, list");
  person->require_subcommand(1);

  CLI::App *addition =
      person->add_subcommand("add", "Add pictures to the person NAME, who is made where there is none");
  auto wanted = std::make_shared<NewPerson>();
  addition->add_option("NAME", wanted->name, "The name to show")->required();
  addition->add_option("IMAGE", wanted->images, "Pictures with this one face: JPEG, PNG, GIF or BMP")
      ->required()
      ->check(CLI::ExistingFile);
  addition->add_option("--user-data", wanted->user_data, R"(JSON to keep with the person: {"color": "00ffff"})")
      ->type_name("JSON");
  addition->callback([&context, wanted] { context.action = [&context, wanted] { return add(context, *wanted); }; });

  person->add_subcommand("list", "List the people")->callback([&context] {
    context.action = [&context] { return list(context); };
  });
}

} // namespace facerec::tool
