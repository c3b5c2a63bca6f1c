// What the exit codes of `facerec` mean; the same list is in `facerec --help`.
#pragma once

#include <string>

namespace facerec::tool {

enum class ExitCode : int {
  Ok = 0,
  Usage = 1,        // an option, argument or input file is wrong: nothing was sent, or not all that was asked for
  Refused = 2,      // the service answered and said no: key, approval, unknown group, a rule broken
  Unreachable = 3,  // no answer, or only "try again later", also after all tries
  PartlyDone = 4,   // some of the pictures, people or lines could not be used; the rest is done
  LocalFailure = 5, // a file of this machine could not be written, or a program part failed to start
  Interrupted = 130 // Ctrl-C or a termination signal; what was done so far stays
};

// Why a command ended early.
struct Failure {
  ExitCode code = ExitCode::Usage;
  std::string message; // one or two sentences for the user, without a trailing newline and without secrets
};

} // namespace facerec::tool
