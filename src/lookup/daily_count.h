// Counts transactions from midnight to midnight UTC. The time of day is passed in.
#pragma once

#include <chrono>
#include <cstdint>

namespace facerec {

class DailyCount {
public:
  using Time = std::chrono::system_clock::time_point;

  // A clock that was set back within a day stays on the later day, so that the same transactions are not counted away;
  // one that was wrong by more than that starts anew.
  void turn(Time now) {
    const auto day = std::chrono::floor<std::chrono::days>(now);
    if (day == day_ || day == day_ - std::chrono::days(1))
      return;
    day_ = day;
    count_ = 0;
  }
  void add() { ++count_; }
  void take_back() { count_ -= count_ > 0; } // one that was counted and never made; midnight may have come between
  std::uint64_t count() const { return count_; }
  // From `now` to the midnight that ends the day.
  std::chrono::system_clock::duration rest_of_day(Time now) const { return day_ + std::chrono::days(1) - now; }

private:
  std::chrono::sys_days day_{};
  std::uint64_t count_ = 0;
};

} // namespace facerec
