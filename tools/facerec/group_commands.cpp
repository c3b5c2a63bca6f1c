// facerec group create|list|delete|train
#include "facerec/account.h"
#include "facerec/context.h"
#include "facerec/failure.h"
#include "facerec/json_output.h"
#include "facerec/table.h"
#include "facerec/training.h"

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

Outcome create(const Context &context, const NewGroup &wanted) {
  const auto group = group_of(context.options);
  if (!group)
    return group.error();
  const auto account = Account::open(context.options, context.environment);
  if (!account)
    return account.error();
  const std::string &name = wanted.name.empty() ? group->id : wanted.name;
  const auto answer = (*account)->ask([&](auto &client, std::stop_token stop) {
    return client.create_group(*group, name, wanted.user_data, context.options.recognition_model, stop);
  });
  if (!answer)
    return service_failure("create the group \"" + group->id + "\"", answer.error());
  const azure::Group made{group->id, name, wanted.user_data, context.options.recognition_model};
  if (context.options.json)
    print_json(context.environment.out, to_json(made));
  else
    context.environment.out << "Created the group \"" << group->id << "\"." << std::endl;
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

Outcome list(const Context &context) {
  const auto account = Account::open(context.options, context.environment);
  if (!account)
    return account.error();
  const auto groups = all_groups(**account, group_type_of(context.options));
  if (!groups)
    return groups.error();
  print_groups(context, *groups);
  return ExitCode::Ok;
}

Outcome remove(const Context &context) {
  const auto group = group_of(context.options);
  if (!group)
    return group.error();
  const auto account = Account::open(context.options, context.environment);
  if (!account)
    return account.error();
  const auto answer =
      (*account)->ask([&](auto &client, std::stop_token stop) { return client.delete_group(*group, stop); });
  if (!answer)
    return service_failure("delete the group \"" + group->id + "\"", answer.error());
  if (context.options.json)
    print_json(context.environment.out, {{"deleted", group->id}});
  else
    context.environment.out << "Deleted the group \"" << group->id << "\" with everybody in it." << std::endl;
  return ExitCode::Ok;
}

Outcome train(const Context &context, bool wait) {
  const auto group = group_of(context.options);
  if (!group)
    return group.error();
  const auto account = Account::open(context.options, context.environment);
  if (!account)
    return account.error();
  if (const auto started = start_training(**account, *group); !started)
    return started.error();
  if (wait) {
    if (const auto trained = wait_for_training(**account, *group); !trained)
      return trained.error();
  }
  if (context.options.json)
    print_json(context.environment.out, {{"training", wait ? "succeeded" : "started"}});
  else
    context.environment.out << (wait ? "Trained the group \"" : "Training has begun for the group \"") << group->id
                            << "\"." << std::endl;
  return ExitCode::Ok;
}

void add_group_argument(CLI::App &command, Context &context) {
  command.add_option("ID", context.options.group_argument, "The group, in place of --group");
}

} // namespace

void add_group_commands(CLI::App &app, Context &context) {
  CLI::App *group = app.add_subcommand("group", "Person groups: create, list, delete, train");
  group->require_subcommand(1);

  CLI::App *creation = group->add_subcommand("create", "Make a group: facerec group create staff");
  add_group_argument(*creation, context);
  auto wanted = std::make_shared<NewGroup>();
  creation->add_option("--name", wanted->name, "Name for people to read (default: the id)");
  creation->add_option("--user-data", wanted->user_data, "Any text to keep with the group");
  creation->callback([&context, wanted] { context.action = [&context, wanted] { return create(context, *wanted); }; });

  group->add_subcommand("list", "List the groups of --group-type")->callback([&context] {
    context.action = [&context] { return list(context); };
  });

  CLI::App *deletion = group->add_subcommand("delete", "Delete a group with everybody in it, without asking");
  add_group_argument(*deletion, context);
  deletion->callback([&context] { context.action = [&context] { return remove(context); }; });

  CLI::App *training = group->add_subcommand("train", "Train a group: only then do new people count");
  add_group_argument(*training, context);
  auto wait = std::make_shared<bool>(false);
  training->add_flag("--wait", *wait, "Return when training has ended");
  training->callback([&context, wait] { context.action = [&context, wait] { return train(context, *wait); }; });
}

} // namespace facerec::tool
