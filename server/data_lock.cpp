#include "server/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace facerec::server {
namespace {

Error refused(const std::string &directory, int reason, DataLock::Purpose purpose) {
  if (reason == EWOULDBLOCK && purpose == DataLock::Purpose::Restore)
    return {ErrorCode::Unavailable, "a server uses the folder '" + directory + "'; stop it first"};
  if (reason == EWOULDBLOCK)
    return {ErrorCode::Unavailable,
            "another server uses the folder '" + directory + "'; stop it or give this one a folder of its own"};
  return {ErrorCode::Unavailable,
          "the folder '" + directory + "' cannot be locked: " + std::generic_category().message(reason)};
}

} // namespace

Result<std::unique_ptr<DataLock>> DataLock::take(const std::string &directory, Purpose purpose) {
  const std::string path = std::filesystem::path(directory) / "lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return refused(directory, errno, purpose);
  auto lock = std::make_unique<DataLock>(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0)
    return refused(directory, errno, purpose);
  return lock;
}

void DataLock::release() {
  if (const int file = file_.exchange(-1); file >= 0)
    ::close(file);
}

} // namespace facerec::server
