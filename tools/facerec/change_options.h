// The options of `group update` and `person update`.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/exit_code.h"

#include <CLI/App.hpp>

namespace facerec::tool {

void add_change_options(CLI::App &command, azure::Changes &changes);

// One of the two has to be given.
Result<void, Failure> require_change(const azure::Changes &changes);

} // namespace facerec::tool
