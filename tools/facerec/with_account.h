// How most commands begin: with the account, and often the group, that the options name.
#pragma once

#include "facerec/account.h"
#include "facerec/context.h"

namespace facerec::tool {

// Opens the account and runs `act`; the Failure where that cannot be done.
Outcome with_account(const Context &context, const std::function<Outcome(Account &account)> &act);

// The same with the group of the options.
using GroupAction = std::function<Outcome(Account &account, const azure::GroupRef &group)>;
Outcome with_group(const Context &context, const GroupAction &act);

// `action` is what `command` does.
void set_action(CLI::App &command, Context &context, std::function<Outcome()> action);
void set_group_action(CLI::App &command, Context &context, GroupAction action);

} // namespace facerec::tool
