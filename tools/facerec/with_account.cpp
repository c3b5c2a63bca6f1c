#include "facerec/with_account.h"

namespace facerec::tool {

Outcome with_account(const Context &context, const std::function<Outcome(Account &account)> &act) {
  const auto account = Account::open(context.options, context.environment);
  return account ? act(**account) : account.error();
}

Outcome with_group(const Context &context, const GroupAction &act) {
  const auto group = group_of(context.options);
  if (!group)
    return group.error();
  return with_account(context, [&](Account &account) { return act(account, *group); });
}

void set_action(CLI::App &command, Context &context, std::function<Outcome()> action) {
  command.callback([&context, action = std::move(action)] { context.action = action; });
}

void set_group_action(CLI::App &command, Context &context, GroupAction action) {
  set_action(command, context, [&context, action = std::move(action)] { return with_group(context, action); });
}

} // namespace facerec::tool
