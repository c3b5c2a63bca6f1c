// What calls a played service has seen, and when. Safe from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::test {

class CallLog {
public:
  using Time = std::chrono::steady_clock::time_point;

  void add(std::string path, Time arrival);

  // Calls so far whose path ends in `suffix`; all for "".
  int count(std::string_view suffix) const;
  // Blocks until there are as many; false after a minute.
  bool await(std::string_view suffix, int count) const;

  // The most calls that arrived within less than one second.
  int max_in_any_second() const;
  // Calls that arrived at `from` or later, and before `until`.
  int between(Time from, Time until) const;

private:
  struct Call {
    std::string path;
    Time arrival;
  };
  int count_locked(std::string_view suffix) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<Call> calls_; // in order of arrival
};

} // namespace facerec::test
