// facerec group create|get|list|update|delete|train, and facerec train
#include "facerec/change_options.h"
#include "facerec/failure.h"
#include "facerec/json_output.h"
#include "facerec/roster.h"
#include "facerec/table.h"
#include "facerec/training.h"
#include "facerec/with_account.h"

#include <ostream>

namespace facerec::tool {
namespace {

struct NewGroup {
  std::string name;
  std::string user_data;
};

constexpr int page_size = 1000; // the most that the API gives at once

nlohmann::ordered_json to_json(const azure::Group &group) {
  return {{"id", group.id},
          {"name", group.name},
          {"userData", group.user_data},
          {"recognitionModel", group.recognition_model}};
}

Result<std::vector<azure::Group>, Failure> all_groups(Account &account, azure::GroupType type) {
  std::vector<azure::Group> groups;
  for (bool more = true; more;) {
    const std::string start = groups.empty() ? "" : groups.back().id;
    const auto page = account.ask(
        [&](auto &client, std::stop_token stop) { return client.list_groups(type, start, page_size, stop); });
    if (!page)
      return service_failure("list the groups", page.error());
    groups.insert(groups.end(), page->begin(), page->end());
    more = page->size() == page_size;
  }
  return groups;
}

Outcome create(const Context &context, const NewGroup &wanted, Account &account, const azure::GroupRef &group) {
  const std::string &name = wanted.name.empty() ? group.id : wanted.name;
  const auto answer = account.ask([&](auto &client, std::stop_token stop) {
    return client.create_group(group, name, wanted.user_data, context.options.recognition_model, stop);
  });
  if (!answer)
    return service_failure("create the group \"" + group.id + "\"", answer.error());
  const azure::Group made{group.id, name, wanted.user_data, context.options.recognition_model};
  if (context.options.json)
    print_json(context.environment.out, to_json(made));
  else
    context.environment.out << "Created the group \"" << group.id << "\"." << std::endl;
  return ExitCode::Ok;
}

void print_groups(const Context &context, const std::vector<azure::Group> &groups) {
  if (context.options.json) {
    auto list = nlohmann::ordered_json::array();
    for (const azure::Group &group : groups)
      list.push_back(to_json(group));
    print_json(context.environment.out, list);
    return;
  }
  Table table({"ID", "NAME", "RECOGNITION MODEL", "USER DATA"});
  for (const azure::Group &group : groups)
    table.add({group.id, group.name, group.recognition_model, group.user_data});
  table.print(context.environment.out);
}

Outcome list(const Context &context, Account &account) {
  const auto groups = all_groups(account, group_type_of(context.options));
  if (!groups)
    return groups.error();
  print_groups(context, *groups);
  return ExitCode::Ok;
}

Outcome get(const Context &context, Account &account, const azure::GroupRef &group) {
  const auto found = get_group(account, group);
  if (!found)
    return found.error();
  const auto training = training_state(account, group);
  if (!training)
    return training.error();
  if (context.options.json) {
    auto value = to_json(*found);
    value["training"] = *training;
    print_json(context.environment.out, value);
    return ExitCode::Ok;
  }
  Table table({"ID", "NAME", "RECOGNITION MODEL", "TRAINING", "USER DATA"});
  table.add({found->id, found->name, found->recognition_model, *training, found->user_data});
  table.print(context.environment.out);
  return ExitCode::Ok;
}

Outcome update(const Context &context, const azure::Changes &changes, Account &account, const azure::GroupRef &group) {
  if (const auto required = require_change(changes); !required)
    return required.error();
  const auto answer =
      account.ask([&](auto &client, std::stop_token stop) { return client.update_group(group, changes, stop); });
  if (!answer)
    return service_failure("update the group \"" + group.id + "\"", answer.error());
  if (context.options.json)
    print_json(context.environment.out, {{"updated", group.id}});
  else
    context.environment.out << "Updated the group \"" << group.id << "\"." << std::endl;
  return ExitCode::Ok;
}

Outcome remove(const Context &context, Account &account, const azure::GroupRef &group) {
  const auto answer = account.ask([&](auto &client, std::stop_token stop) { return client.delete_group(group, stop); });
  if (!answer)
    return service_failure("delete the group \"" + group.id + "\"", answer.error());
  if (context.options.json)
    print_json(context.environment.out, {{"deleted", group.id}});
  else
    context.environment.out << "Deleted the group \"" << group.id << "\" with everybody in it." << std::endl;
  return ExitCode::Ok;
}

Outcome train(const Context &context, bool wait, Account &account, const azure::GroupRef &group) {
  if (const auto started = start_training(account, group); !started)
    return started.error();
  if (wait) {
    if (const auto trained = wait_for_training(account, group); !trained)
      return trained.error();
  }
  if (context.options.json)
    print_json(context.environment.out, {{"training", wait ? "succeeded" : "started"}});
  else
    context.environment.out << (wait ? "Trained the group \"" : "Training has begun for the group \"") << group.id
                            << "\"." << std::endl;
  return ExitCode::Ok;
}

// A sub-command that takes a group.
CLI::App *add_group_command(CLI::App &parent, Context &context, const char *name, const char *description) {
  CLI::App *command = parent.add_subcommand(name, description);
  command->add_option("ID", context.options.group_argument, "The group, in place of --group");
  return command;
}

void add_create(CLI::App &parent, Context &context) {
  CLI::App *command = add_group_command(parent, context, "create", "Make a group: facerec group create staff");
  auto wanted = std::make_shared<NewGroup>();
  command->add_option("--name", wanted->name, "Name for people to read (default: the id)");
  command->add_option("--user-data", wanted->user_data, "Any text to keep with the group");
  set_group_action(*command, context, [&context, wanted](Account &account, const azure::GroupRef &group) {
    return create(context, *wanted, account, group);
  });
}

void add_update(CLI::App &parent, Context &context) {
  CLI::App *command = add_group_command(parent, context, "update", "Change the name or the user data of a group");
  auto changes = std::make_shared<azure::Changes>();
  add_change_options(*command, *changes);
  set_group_action(*command, context, [&context, changes](Account &account, const azure::GroupRef &group) {
    return update(context, *changes, account, group);
  });
}

} // namespace

void add_train_command(CLI::App &parent, Context &context) {
  CLI::App *command = add_group_command(parent, context, "train", "Train a group: only then do new people count");
  auto wait = std::make_shared<bool>(false);
  command->add_flag("--wait", *wait, "Return when training has ended");
  set_group_action(*command, context, [&context, wait](Account &account, const azure::GroupRef &group) {
    return train(context, *wait, account, group);
  });
}

void add_group_commands(CLI::App &app, Context &context) {
  CLI::App *parent = app.add_subcommand("group", "Person groups: create, get, list, update, delete, train");
  parent->require_subcommand(1);
  add_create(*parent, context);
  set_group_action(*add_group_command(*parent, context, "get", "Show a group and whether it is trained"), context,
                   [&context](Account &account, const azure::GroupRef &group) { return get(context, account, group); });
  set_action(*parent->add_subcommand("list", "List the groups of --group-type"), context, [&context] {
    return with_account(context, [&context](Account &account) { return list(context, account); });
  });
  add_update(*parent, context);
  set_group_action(
      *add_group_command(*parent, context, "delete", "Delete a group with everybody in it, without asking"), context,
      [&context](Account &account, const azure::GroupRef &group) { return remove(context, account, group); });
  add_train_command(*parent, context);
}

} // namespace facerec::tool
