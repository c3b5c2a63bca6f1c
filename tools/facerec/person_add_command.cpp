// facerec person add
#include "facerec/person_commands.h"

#include "facerec/base/text.h"
#include "facerec/enroll.h"
#include "facerec/json_output.h"
#include "facerec/people.h"
#include "facerec/picture_output.h"
#include "facerec/roster.h"
#include "facerec/with_account.h"

#include <ostream>

namespace facerec::tool {
namespace {

struct NewPerson {
  std::string name;
  std::string user_data;
  std::vector<std::string> images;
};

struct Target {
  std::string person_id;
  bool is_new = false;
};

Result<Target, Failure> new_person(Account &account, const azure::GroupRef &group, const NewPerson &wanted) {
  const auto made = create_person(account, group, wanted.name, wanted.user_data);
  if (!made)
    return made.error();
  return Target{*made, true};
}

// The person of this name, made where there is none.
Result<Target, Failure> target_of(Account &account, const azure::GroupRef &group, const NewPerson &wanted) {
  const auto persons = all_persons(account, group);
  if (!persons)
    return persons.error();
  const auto there = find_by_name(*persons, wanted.name);
  if (!there)
    return there.error();
  if (!*there)
    return new_person(account, group, wanted);
  if (!wanted.user_data.empty() && wanted.user_data != (*there)->user_data)
    return Failure{ExitCode::Usage, "\"" + shorten(wanted.name, 130) +
                                        "\" is in the group already, with other user data. Add the pictures without "
                                        "--user-data; `facerec person update` changes it."};
  return Target{(*there)->id, false};
}

// `person_id` is empty where the person was taken back.
void print_added(const Context &context, const NewPerson &wanted, const std::string &person_id,
                 const AddedPictures &pictures) {
  std::ostream &out = context.environment.out;
  if (context.options.json)
    print_json(out, {{"name", wanted.name}, {"personId", person_id}, {"pictures", to_json(pictures.outcomes)}});
  else if (person_id.empty())
    out << shorten(wanted.name, 130) << " was not added: none of the pictures could be used." << std::endl;
  else
    print_added_faces(out, wanted.name, person_id, pictures, wanted.images.size());
}

Outcome add(const Context &context, const NewPerson &wanted, Account &account, const azure::GroupRef &group) {
  auto target = target_of(account, group, wanted);
  if (!target)
    return target.error();
  const std::vector<std::filesystem::path> files(wanted.images.begin(), wanted.images.end());
  FaceAdder adder(account, group, target->person_id, {context.options.detection_model, {}, {}});
  const AddedPictures pictures = add_pictures(adder, files, print_each(context.environment.err));
  if (target->is_new && adder.faces() == 0) {
    take_back(account, group, target->person_id);
    target->person_id.clear();
  }
  print_added(context, wanted, target->person_id, pictures);
  if (pictures.failure)
    return *pictures.failure;
  return pictures.count(PictureState::LeftOut) == 0 ? ExitCode::Ok : ExitCode::PartlyDone;
}

Outcome checked_add(const Context &context, const NewPerson &wanted) {
  if (const auto rule = check_person(wanted.name, wanted.user_data); !rule)
    return Failure{ExitCode::Usage, "This person cannot be added: " + rule.error()};
  return with_group(
      context, [&](Account &account, const azure::GroupRef &group) { return add(context, wanted, account, group); });
}

} // namespace

void add_person_add_command(CLI::App &person, Context &context) {
  CLI::App *command = person.add_subcommand("add", "Add pictures to the person NAME, who is made where there is none");
  auto wanted = std::make_shared<NewPerson>();
  command->add_option("NAME", wanted->name, "The name to show")->required();
  command->add_option("IMAGE", wanted->images, "Pictures with this one face: JPEG, PNG, GIF or BMP")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--user-data", wanted->user_data, R"(JSON to keep with the person: {"color": "00ffff"})")
      ->type_name("JSON");
  set_action(*command, context, [&context, wanted] { return checked_add(context, *wanted); });
}

} // namespace facerec::tool
