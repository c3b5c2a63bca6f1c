// Training a group and waiting for the end of it.
#pragma once

#include "facerec/account.h"

namespace facerec::tool {

Result<void, Failure> start_training(Account &account, const azure::GroupRef &group);

// Asks for the state until training has succeeded or failed: after 1 s, then ever less often up to every 10 s (each
// question costs a transaction).
Result<void, Failure> wait_for_training(Account &account, const azure::GroupRef &group);

// Trains the group and waits, and says so on the environment's err. True: it is trained.
Result<bool, Failure> train_now(Account &account, const azure::GroupRef &group);
// The same where the last training is not a success. False: there was nothing to do.
Result<bool, Failure> train_if_untrained(Account &account, const azure::GroupRef &group);

// "succeeded", "failed", "running" or "not started" (also of a group that was never trained).
Result<std::string, Failure> training_state(Account &account, const azure::GroupRef &group);

} // namespace facerec::tool
