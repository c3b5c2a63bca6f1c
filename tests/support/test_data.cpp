#include "tests/support/test_data.h"

#include <cstdlib>
#include <stdexcept>

namespace facerec::test {
namespace {

std::filesystem::path from_environment(const char *name, const char *fallback) {
  const char *value = std::getenv(name);
  return value ? value : fallback;
}

} // namespace

std::filesystem::path source_dir() { return from_environment("FACEREC_SOURCE_DIR", "."); }

std::optional<std::filesystem::path> shared_file(const std::string &relative_path) {
  const auto path = from_environment("FACEREC_SHARED_DIR", "../shared") / relative_path;
  if (!std::filesystem::exists(path))
    return std::nullopt;
  return path;
}

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "facerec-test-XXXXXX").string();
  if (!mkdtemp(name.data()))
    throw std::runtime_error("no temporary directory can be made");
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

} // namespace facerec::test
