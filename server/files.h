// Files that are there whole or not at all.
#pragma once

#include "facerec/base/result.h"

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace facerec::server {

// A file under a name of its own beside `path`, for its owner only, that is removed with SQLite's files for it at the
// end of the scope, unless it took the place of `path`.
class TemporaryFile {
public:
  static Result<std::unique_ptr<TemporaryFile>> beside(const std::string &path);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;

  const std::string &path() const { return name_; }
  int descriptor() const { return descriptor_; }
  // What is in the file must be synced. Afterwards `path` is the new file for ever, or still the old one.
  Result<void> take_the_place();

private:
  TemporaryFile(std::string path, std::string name, int descriptor)
      : path_(std::move(path)), name_(std::move(name)), descriptor_(descriptor) {}

  const std::string path_;
  const std::string name_;
  int descriptor_;
};

// Writes a temporary file beside `path`, syncs it and renames it. Unavailable where the system refuses.
Result<void> write_file_atomically(const std::string &path, std::string_view content, mode_t mode);

// Makes `path` and its parents where they do not exist; the last one is for its owner only.
Result<void> make_private_directory(const std::string &path);

} // namespace facerec::server
