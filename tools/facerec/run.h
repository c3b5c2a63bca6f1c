// The command line as a function.
#pragma once

#include "facerec/environment.h"

#include <string>
#include <vector>

namespace facerec::tool {

// Runs `facerec ARGUMENTS` and returns its exit code (exit_code.h). Throws nothing.
int run(std::vector<std::string> arguments, const Environment &environment);

} // namespace facerec::tool
