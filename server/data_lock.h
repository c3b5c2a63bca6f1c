// One server at a time works in a data folder.
#pragma once

#include "facerec/base/result.h"

#include <atomic>
#include <memory>
#include <string>

namespace facerec::server {

// Holds an exclusive lock (flock) on the file "lock" of a folder. The system ends it with the process, however that
// dies; the file itself stays. Any thread.
class DataLock {
public:
  enum class Purpose { Serve, Restore };

  // Unavailable where another server, of this process too, holds the lock, or where the system refuses it.
  static Result<std::unique_ptr<DataLock>> take(const std::string &directory, Purpose purpose = Purpose::Serve);
  explicit DataLock(int file) : file_(file) {}
  ~DataLock() { release(); }
  DataLock(const DataLock &) = delete;
  DataLock &operator=(const DataLock &) = delete;

  void release(); // idempotent

private:
  std::atomic<int> file_;
};

} // namespace facerec::server
