#include "facerec/change_options.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace facerec::tool {

// By functions: an optional would take an empty text for none, and emptying userData is a change.
void add_change_options(CLI::App &command, azure::Changes &changes) {
  const std::function<void(const std::string &)> set_name = [&changes](auto &text) { changes.name = text; };
  const std::function<void(const std::string &)> set_data = [&changes](auto &text) { changes.user_data = text; };
  command.add_option_function("--name", set_name, "The new name");
  command.add_option_function("--user-data", set_data, "The new userData; \"\" empties it");
}

Result<void, Failure> require_change(const azure::Changes &changes) {
  if (!changes.name && !changes.user_data)
    return Failure{ExitCode::Usage, "Nothing to change: give --name or --user-data."};
  return {};
}

} // namespace facerec::tool
