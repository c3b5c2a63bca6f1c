#include "server/front/key.h"

#include "facerec/base/text.h"
#include "server/files.h"
#include "server/random.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace facerec::server {
namespace {

constexpr std::size_t max_key_length = 256;

Result<Key> checked(std::string value, std::string source) {
  const bool printable = std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 127; });
  if (value.empty() || value.size() > max_key_length || !printable)
    return invalid_argument("the key in " + source + " must be 1 to 256 printable ASCII characters without blanks");
  return Key{std::move(value), std::move(source)};
}

Result<Key> read_key_file(const std::string &path) {
  std::ifstream file(path);
  std::string line;
  if (!file || (!std::getline(file, line) && !file.eof()))
    return Error{ErrorCode::NotFound, "the key file '" + path + "' cannot be read"};
  return checked(std::string(trim(line)), "the file " + path);
}

Result<Key> make_key_file(const std::string &path) {
  Key key{random_hex(16), "the file " + path};
  if (const Result<void> written = write_file_atomically(path, key.value + "\n", 0600); !written)
    return written.error();
  return key;
}

} // namespace

Result<Key> load_key(const ServeOptions &options) {
  if (!options.key.empty())
    return checked(options.key, "the options");
  if (!options.key_file.empty())
    return read_key_file(options.key_file);
  if (const char *variable = std::getenv("FACE_APIKEY"); variable && *variable)
    return checked(variable, "the environment variable FACE_APIKEY");
  const std::string path = std::filesystem::path(options.data_dir) / "key";
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? read_key_file(path) : make_key_file(path);
}

bool same_key(std::string_view expected, std::string_view given) {
  unsigned difference = expected.size() == given.size() ? 0U : 1U;
  for (std::size_t i = 0; i < max_key_length; ++i) {
    const auto a = i < expected.size() ? static_cast<unsigned char>(expected[i]) : 0U;
    const auto b = i < given.size() ? static_cast<unsigned char>(given[i]) : 0U;
    difference |= a ^ b;
  }
  return difference == 0;
}

} // namespace facerec::server
