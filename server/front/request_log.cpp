#include "server/front/request_log.h"

#include "facerec/base/text.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <ctime>
#include <system_error>

namespace facerec::server {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t max_path_bytes = 512;

// "2026-01-31T12:00:00.123Z"
std::string utc(std::chrono::system_clock::time_point time) {
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(milliseconds);
  const std::time_t whole = std::chrono::system_clock::to_time_t(seconds);
  std::tm parts{};
  gmtime_r(&whole, &parts);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string fraction = std::to_string(1000 + (milliseconds - seconds).count()).substr(1);
  return std::string(text.data(), size) + "." + fraction + "Z";
}

// Microsoft's code of an error; null where the answer is none.
ordered_json code_of(const Response &response) {
  if (response.status < 400)
    return nullptr;
  const auto body = ordered_json::parse(response.body, nullptr, false);
  const ordered_json::json_pointer code("/error/code");
  return body.is_object() && body.contains(code) ? body[code] : ordered_json(nullptr);
}

ordered_json text_or_null(const std::string &text) { return text.empty() ? ordered_json(nullptr) : ordered_json(text); }

bool is_sent(const Answer &answer) { return answer.delivery != Delivery::Hang && answer.delivery != Delivery::Reset; }

} // namespace

std::string request_line(const Request &request, const Answer &answer, std::chrono::system_clock::time_point time,
                         Duration took) {
  const double milliseconds = std::chrono::duration<double, std::milli>(took).count();
  const ordered_json line = {{"time", utc(time)},
                             {"client", request.client},
                             {"method", shorten(request.method, 16)},
                             {"path", shorten(request.path, max_path_bytes)},
                             {"operation", text_or_null(answer.operation)},
                             {"status", is_sent(answer) ? ordered_json(answer.response.status) : ordered_json(nullptr)},
                             {"code", is_sent(answer) ? code_of(answer.response) : ordered_json(nullptr)},
                             {"requestBytes", request.body_bytes},
                             {"responseBytes", is_sent(answer) ? answer.response.body.size() : 0},
                             {"milliseconds", std::round(milliseconds * 10) / 10},
                             {"fault", text_or_null(answer.fault)}};
  return line.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

Result<std::unique_ptr<RequestLog>> RequestLog::open(std::string path) {
  std::unique_ptr<RequestLog> log(new RequestLog(std::move(path)));
  if (!log->reopen())
    return Error{ErrorCode::Unavailable,
                 "the request log '" + log->path_ + "' cannot be written: " + std::generic_category().message(errno)};
  return log;
}

RequestLog::~RequestLog() {
  if (file_ >= 0)
    ::close(file_);
}

bool RequestLog::is_current() const {
  struct stat open {};
  struct stat named {};
  return file_ >= 0 && ::fstat(file_, &open) == 0 && ::stat(path_.c_str(), &named) == 0 &&
         open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

bool RequestLog::reopen() {
  const int file = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
  if (file < 0)
    return false; // lines go on to the old file
  if (file_ >= 0)
    ::close(file_);
  file_ = file;
  return true;
}

void RequestLog::write(std::string line) {
  line += '\n';
  const std::lock_guard lock(mutex_);
  if (!is_current())
    reopen();
  [[maybe_unused]] const ssize_t written = ::write(file_, line.data(), line.size()); // at once: lines stay whole
}

} // namespace facerec::server
