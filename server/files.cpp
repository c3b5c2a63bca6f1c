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

// A rename lasts once the folder is on the disk.
bool sync_directory(const std::filesystem::path &path) {
  const std::string directory = path.has_parent_path() ? path.parent_path().string() : ".";
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0)
    return false;
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced;
}

} // namespace

Result<std::unique_ptr<TemporaryFile>> TemporaryFile::beside(const std::string &path) {
  std::string name = path + ".XXXXXX";
  const int file = ::mkostemp(name.data(), O_CLOEXEC); // made with mode 0600
  if (file < 0)
    return refused(path, errno);
  return std::unique_ptr<TemporaryFile>(new TemporaryFile(path, std::move(name), file));
}

TemporaryFile::~TemporaryFile() {
  ::close(descriptor_);
  for (const char *suffix : {"", "-journal", "-wal", "-shm"})
    ::unlink((name_ + suffix).c_str()); // after take_the_place() none is there
}

Result<void> TemporaryFile::take_the_place() {
  if (std::rename(name_.c_str(), path_.c_str()) != 0 || !sync_directory(path_))
    return refused(path_, errno);
  return {};
}

Result<void> write_file_atomically(const std::string &path, std::string_view content, mode_t mode) {
  const Result<std::unique_ptr<TemporaryFile>> file = TemporaryFile::beside(path);
  if (!file)
    return file.error();
  if (!write_all((*file)->descriptor(), content) || ::fchmod((*file)->descriptor(), mode) != 0)
    return refused(path, errno);
  return (*file)->take_the_place();
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
