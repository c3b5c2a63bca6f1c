// A token endpoint that is played: "token-1", "token-2", … of an hour each, or whatever goes wrong.
#pragma once

#include "facerec/azure/token_source.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace facerec::azure::test {

inline ClientSecret application() { return {"https://login.example", "tenant", "app", "the-client-secret"}; }

// Any thread.
class PlayedTokens final : public HttpTransport {
public:
  Result<HttpResponse, HttpError> send(const HttpRequest &request, std::stop_token stop) override {
    if (on_ask)
      on_ask();
    std::unique_lock lock(mutex_);
    timeouts_.push_back(request.timeout);
    changed_.notify_all();
    if (!changed_.wait(lock, stop, [this] { return !held_; }))
      return HttpError{HttpFailure::Cancelled, "stopped"};
    if (failure_)
      return *failure_;
    const std::string name = same_ ? "token-1" : "token-" + std::to_string(++given_);
    return HttpResponse{200, {}, R"({"token_type":"Bearer","expires_in":3600,"access_token":")" + name + "\"}"};
  }

  void fail(int status, std::string body = "", std::vector<std::pair<std::string, std::string>> headers = {}) {
    const std::lock_guard lock(mutex_);
    failure_ = HttpResponse{status, std::move(headers), std::move(body)};
  }
  void work() {
    const std::lock_guard lock(mutex_);
    failure_.reset();
  }
  void give_the_same() { same_ = true; } // as IMDS does, which keeps tokens itself
  void hold() { set_held(true); }
  void release() { set_held(false); }

  int asked() const {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(timeouts_.size());
  }
  void await_asked(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return timeouts_.size() >= count; });
  }
  std::vector<std::chrono::milliseconds> timeouts() const {
    const std::lock_guard lock(mutex_);
    return timeouts_;
  }

  void pass(Duration time) {
    const std::lock_guard lock(mutex_);
    now_ += time;
  }
  TokenSourceWorld world() {
    return {[this] {
              const std::lock_guard lock(mutex_);
              return now_;
            },
            [] { return std::time_t(1'800'000'000); }, [this] { return random; }};
  }

  std::function<void()> on_ask; // before each answer
  double random = 0;

private:
  void set_held(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  TimePoint now_{};
  std::vector<std::chrono::milliseconds> timeouts_; // of each request
  std::optional<HttpResponse> failure_;
  bool held_ = false;
  bool same_ = false;
  int given_ = 0;
};

} // namespace facerec::azure::test
