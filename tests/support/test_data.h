// Where tests find files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace facerec::test {

// A file of the optional test data (real videos, portraits, models); nothing where this machine has none. Tests that
// need one say GTEST_SKIP() with the path.
std::optional<std::filesystem::path> shared_file(const std::string &relative_path);

// The root of the source tree.
std::filesystem::path source_dir();

// A fresh directory that is removed with everything in it at the end of the scope.
class TemporaryDirectory {
public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory &) = delete;
  TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;
  const std::filesystem::path &path() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace facerec::test
