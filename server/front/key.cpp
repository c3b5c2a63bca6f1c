#include "server/front/key.h"

#include "facerec/base/text.h"
#include "server/files.h"
#include "server/random.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace facerec::server {
namespace {

constexpr std::size_t max_key_length = 256;
constexpr std::streamsize max_file_bytes = 4096; // whatever the file is, two keys are short

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= max_key_length &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

Result<Keys> checked(Keys keys) {
  if (keys.values.empty() || !std::all_of(keys.values.begin(), keys.values.end(), is_key))
    return invalid_argument("the key in " + keys.source +
                            " must be 1 to 256 printable ASCII characters without blanks");
  if (keys.values.size() > 2)
    return invalid_argument(keys.source + " holds more than two keys");
  return keys;
}

Result<Keys> read_key_file(const std::string &path) {
  std::ifstream file(path);
  std::string text(max_file_bytes, '\0');
  file.read(text.data(), max_file_bytes);
  if (file.bad() || !file.is_open() || (file.fail() && !file.eof()))
    return Error{ErrorCode::NotFound, "the key file '" + path + "' cannot be read"};
  text.resize(static_cast<std::size_t>(file.gcount()));
  Keys keys{{}, "the file " + path, path};
  for (const std::string_view line : split(text, '\n'))
    if (const std::string_view key = trim(line); !key.empty())
      keys.values.emplace_back(key);
  return checked(std::move(keys));
}

Result<Keys> make_key_file(const std::string &path) {
  Keys keys{{random_hex(16)}, "the file " + path, path};
  if (const Result<void> written = write_file_atomically(path, keys.values[0] + "\n", 0600); !written)
    return written.error();
  return keys;
}

} // namespace

Result<Keys> load_keys(const ServeOptions &options) {
  if (!options.key.empty())
    return checked({{options.key}, "the options"});
  if (!options.key_file.empty())
    return read_key_file(options.key_file);
  if (const char *variable = std::getenv("FACE_APIKEY"); variable && *variable)
    return checked({{variable}, "the environment variable FACE_APIKEY"});
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

bool KeyRing::Stamp::operator==(const Stamp &other) const {
  return modified.tv_sec == other.modified.tv_sec && modified.tv_nsec == other.modified.tv_nsec &&
         number == other.number && size == other.size;
}

KeyRing::Stamp KeyRing::stamp_of(const std::string &file) {
  struct stat status {};
  if (file.empty() || ::stat(file.c_str(), &status) != 0)
    return {};
  return {status.st_mtim, status.st_ino, status.st_size};
}

// A change between the reading and the first look at the stamp must not be missed, so the first look finds a change.
KeyRing::KeyRing(Keys keys, std::function<void(const std::string &)> warn)
    : source_(std::move(keys.source)), file_(std::move(keys.file)), warn_(std::move(warn)),
      values_(std::move(keys.values)) {}

bool KeyRing::accepts(std::string_view key) {
  const std::lock_guard lock(mutex_);
  refresh();
  bool accepted = false;
  for (const std::string &value : values_) // all of them, so that the time tells nothing
    accepted = same_key(value, key) || accepted;
  return accepted;
}

// The stamp is taken first: what is written later changes it again.
void KeyRing::refresh() {
  const Stamp stamp = stamp_of(file_);
  if (stamp == stamp_)
    return;
  stamp_ = stamp;
  Result<Keys> keys = read_key_file(file_);
  if (keys)
    values_ = std::move(keys->values);
  else if (warn_)
    warn_(keys.error().message + "; the keys that were known stay");
}

} // namespace facerec::server
