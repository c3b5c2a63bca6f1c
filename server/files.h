// Files that are there whole or not at all.
#pragma once

#include "facerec/base/result.h"

#include <sys/types.h>

#include <string>
#include <string_view>

namespace facerec::server {

// Writes a temporary file beside `path`, syncs it and renames it. Unavailable where the system refuses.
Result<void> write_file_atomically(const std::string &path, std::string_view content, mode_t mode);

// Makes `path` and its parents where they do not exist; the last one is for its owner only.
Result<void> make_private_directory(const std::string &path);

} // namespace facerec::server
