#include "facerec/azure/key_file.h"

#include "facerec/base/text.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace facerec::azure {

bool is_plausible_key(std::string_view key) {
  return !key.empty() && key.size() <= 512 &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<std::string> read_key_file(const std::string &path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) // a pipe or a device could block for ever
    return Error{ErrorCode::NotFound, "\"" + shorten(path, 200) + "\" is not a file"};
  std::ifstream file(path);
  std::string line(1024, '\0'); // bounded: whatever the file is, a key is short
  file.read(line.data(), static_cast<std::streamsize>(line.size()));
  if (file.bad() || file.gcount() == 0)
    return Error{ErrorCode::NotFound, "\"" + shorten(path, 200) + "\" cannot be read or is empty"};
  line.resize(static_cast<std::size_t>(file.gcount()));
  const std::string key(trim(split(line, '\n').front()));
  if (!is_plausible_key(key))
    return invalid_argument("the first line of \"" + shorten(path, 200) +
                            "\" is no key; it must be 1 to 512 characters without blanks");
  return key;
}

} // namespace facerec::azure
