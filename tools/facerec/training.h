// Training a group and waiting for the end of it.
#pragma once

#include "facerec/account.h"

namespace facerec::tool {

Result<void, Failure> start_training(Account &account, const azure::GroupRef &group);

// Asks for the state until training has succeeded or failed: after 1 s, then ever less often up to every 10 s (each
// question costs a transaction).
Result<void, Failure> wait_for_training(Account &account, const azure::GroupRef &group);

// False where the group was never trained, its last training failed or still runs.
Result<bool, Failure> is_trained(Account &account, const azure::GroupRef &group);

} // namespace facerec::tool
