// facerec person add|get|list|update|delete
#include "facerec/person_commands.h"

#include "facerec/base/text.h"
#include "facerec/change_options.h"
#include "facerec/failure.h"
#include "facerec/json_output.h"
#include "facerec/people.h"
#include "facerec/picture_output.h"
#include "facerec/roster.h"
#include "facerec/table.h"
#include "facerec/with_account.h"

#include <ostream>

namespace facerec::tool {
namespace {

using nlohmann::ordered_json;

ordered_json to_json(const azure::Person &person) {
  return {{"personId", person.id},
          {"name", person.name},
          {"userData", person.user_data},
          {"persistedFaceIds", person.face_ids}};
}

void print_table(std::ostream &out, std::span<const azure::Person> persons) {
  Table table({"NAME", "FACES", "PERSON ID", "USER DATA"});
  for (const azure::Person &person : persons)
    table.add({person.name, std::to_string(person.face_ids.size()), person.id, person.user_data});
  table.print(out);
}

Outcome list(const Context &context, Account &account, const azure::GroupRef &group) {
  const auto persons = all_persons(account, group);
  if (!persons)
    return persons.error();
  if (!context.options.json) {
    print_table(context.environment.out, *persons);
    return ExitCode::Ok;
  }
  auto list = ordered_json::array();
  for (const azure::Person &person : *persons)
    list.push_back(to_json(person));
  print_json(context.environment.out, list);
  return ExitCode::Ok;
}

Outcome get(const Context &context, const std::string &who, Account &account, const azure::GroupRef &group) {
  const auto person = get_person(account, group, who);
  if (!person)
    return person.error();
  if (context.options.json)
    print_json(context.environment.out, to_json(*person));
  else
    print_table(context.environment.out, {&*person, 1});
  return ExitCode::Ok;
}

Result<void, Failure> check_changes(const azure::Changes &changes) {
  if (const auto required = require_change(changes); !required)
    return required;
  // A name that stays keeps its rules.
  if (const auto rule = check_person(changes.name.value_or("-"), changes.user_data.value_or("")); !rule)
    return Failure{ExitCode::Usage, "The person cannot be changed: " + rule.error()};
  return {};
}

// Says that something was done to a person.
void print_done(const Context &context, const char *key, const char *done, const azure::Person &person) {
  if (context.options.json)
    print_json(context.environment.out, {{key, person.id}});
  else
    context.environment.out << done << " " << shorten(person.name, 130) << " (" << shorten(person.id, 64) << ")."
                            << std::endl;
}

Outcome update(const Context &context, const std::string &who, const azure::Changes &changes, Account &account,
               const azure::GroupRef &group) {
  if (const auto checked = check_changes(changes); !checked)
    return checked.error();
  const auto person = get_person(account, group, who);
  if (!person)
    return person.error();
  const auto answer = account.ask(
      [&](auto &client, std::stop_token stop) { return client.update_person(group, person->id, changes, stop); });
  if (!answer)
    return service_failure("update the person \"" + shorten(who, 130) + "\"", answer.error());
  print_done(context, "updated", "Updated", *person);
  return ExitCode::Ok;
}

Outcome remove(const Context &context, const std::string &who, Account &account, const azure::GroupRef &group) {
  const auto person = get_person(account, group, who);
  if (!person)
    return person.error();
  const auto answer =
      account.ask([&](auto &client, std::stop_token stop) { return client.delete_person(group, person->id, stop); });
  if (!answer)
    return service_failure("delete the person \"" + shorten(who, 130) + "\"", answer.error());
  print_done(context, "deleted", "Deleted", *person);
  return ExitCode::Ok;
}

// What a sub-command does to one person.
using PersonAction = std::function<Outcome(const std::string &who, Account &account, const azure::GroupRef &group)>;

CLI::App *add_person_command(CLI::App &parent, Context &context, const char *name, const char *description,
                             PersonAction action) {
  CLI::App *command = parent.add_subcommand(name, description);
  auto who = std::make_shared<std::string>();
  command->add_option("PERSON", *who, "The name, or the person id")->required();
  set_group_action(*command, context,
                   [who, action = std::move(action)](Account &account, const azure::GroupRef &group) {
                     return action(*who, account, group);
                   });
  return command;
}

void add_update(CLI::App &parent, Context &context) {
  auto changes = std::make_shared<azure::Changes>();
  CLI::App *command =
      add_person_command(parent, context, "update", "Change the name or the user data of a person",
                         [&context, changes](const std::string &who, Account &account, const azure::GroupRef &group) {
                           return update(context, who, *changes, account, group);
                         });
  add_change_options(*command, *changes);
}

} // namespace

PictureDone print_each(std::ostream &err) {
  return
      [&err](const PictureOutcome &picture) { err << picture.file.string() << ": " << in_words(picture) << std::endl; };
}

void print_added_faces(std::ostream &out, const std::string &name, const std::string &person_id,
                       const AddedPictures &pictures, std::size_t wanted) {
  out << shorten(name, 130) << " (" << shorten(person_id, 64) << "): " << pictures.count(PictureState::Added) << " of "
      << wanted << " pictures added. They count after `facerec group train`." << std::endl;
}

void add_person_commands(CLI::App &app, Context &context) {
  CLI::App *parent = app.add_subcommand("person", "People of the group --group: add, get, list, update, delete");
  parent->require_subcommand(1);
  add_person_add_command(*parent, context);
  add_person_command(*parent, context, "get", "Show a person",
                     [&context](const std::string &who, Account &account, const azure::GroupRef &group) {
                       return get(context, who, account, group);
                     });
  set_group_action(
      *parent->add_subcommand("list", "List the people"), context,
      [&context](Account &account, const azure::GroupRef &group) { return list(context, account, group); });
  add_update(*parent, context);
  add_person_command(*parent, context, "delete", "Delete a person with all faces, without asking",
                     [&context](const std::string &who, Account &account, const azure::GroupRef &group) {
                       return remove(context, who, account, group);
                     });
}

} // namespace facerec::tool
