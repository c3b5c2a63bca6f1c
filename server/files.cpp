#include "server/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace facerec::server {
namespace {

Error refused(const std::string &path, int reason) {
  return {ErrorCode::Unavailable, "'" + path + "' cannot be written: " + std::generic_category().message(reason)};
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0;
}

} // namespace

Result<void> write_file_atomically(const std::string &path, std::string_view content, mode_t mode) {
  std::string temporary = path + ".XXXXXX";
  const int file = ::mkstemp(temporary.data()); // made with mode 0600
  if (file < 0)
    return refused(path, errno);
  const bool written = write_all(file, content) && ::fchmod(file, mode) == 0;
  const bool closed = ::close(file) == 0;
  if (written && closed && std::rename(temporary.c_str(), path.c_str()) == 0)
    return {};
  const Error error = refused(path, errno);
  ::unlink(temporary.c_str());
  return error;
}

Result<void> make_private_directory(const std::string &path) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  if (!parent.empty())
    std::filesystem::create_directories(parent, error);
  if (error)
    return refused(path, error.value());
  if (::mkdir(path.c_str(), 0700) == 0 || std::filesystem::is_directory(path, error))
    return {};
  return refused(path, errno);
}

} // namespace facerec::server
