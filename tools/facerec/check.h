// Whether an account can do what the element needs of it, found out by asking it.
#pragma once

#include "facerec/account.h"
#include "facerec/check_findings.h"

#include <optional>

namespace facerec::tool {

// Asks each thing once: a service that is busy or down is a finding, not a reason to wait. `group`: nothing where none
// was named. `recognition_model` counts where the group has not said its own.
Findings check_account(Account &account, azure::GroupType type, const std::optional<azure::GroupRef> &group,
                       std::string recognition_model);

// Of the first finding that has one, else Ok.
ExitCode exit_code_of(const Findings &findings);

} // namespace facerec::tool
