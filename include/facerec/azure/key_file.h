// Keys in files, so that they need not stand on a command line.
#pragma once

#include "facerec/base/result.h"

#include <string>
#include <string_view>

namespace facerec::azure {

// Whether the text can be a key: 1..512 visible ASCII characters, so that a header can carry it and nothing can be
// smuggled in with it.
bool is_plausible_key(std::string_view key);

// The first line of the file, without blanks around it. The message names the file and what is wrong with it, never
// what is in it.
Result<std::string> read_key_file(const std::string &path);

} // namespace facerec::azure
