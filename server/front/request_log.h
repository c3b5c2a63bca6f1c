// One line of JSON for every request that was answered. Knows no keys, bodies, pictures and query values.
#pragma once

#include "facerec/base/result.h"
#include "server/front/answer.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace facerec::server {

using WallClock = std::function<std::chrono::system_clock::time_point()>;

// The line, without its end. `time` is when the answer was ready, `took` since the request's headers were there.
std::string request_line(const Request &request, const Answer &answer, std::chrono::system_clock::time_point time,
                         Duration took);

// A file that lines are appended to. When somebody renamed or removed it, the next line begins a new one of the same
// name, so that logrotate needs to tell nobody. Any thread.
class RequestLog {
public:
  // Unavailable where the file cannot be opened. It is made for its owner only.
  static Result<std::unique_ptr<RequestLog>> open(std::string path);
  ~RequestLog();
  RequestLog(const RequestLog &) = delete;
  RequestLog &operator=(const RequestLog &) = delete;

  // A line that cannot be written (the disk is full) is lost.
  void write(std::string line);

private:
  explicit RequestLog(std::string path) : path_(std::move(path)) {}
  bool is_current() const;
  bool reopen();

  const std::string path_;
  std::mutex mutex_; // guards file_
  int file_ = -1;
};

} // namespace facerec::server
