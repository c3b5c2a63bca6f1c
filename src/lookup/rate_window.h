// How many calls may be under way so that nobody ever sees more than a limit of them in one period. Time is passed in.
//
//   RateWindow window(10, 1s);
//   window.take(2);            // two calls may be sent from now on
//   window.end(t);             // the first has been answered: its slot is free again at t + 1 s
//   window.free(t) == 8;
#pragma once

#include "facerec/base/time.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <optional>

namespace facerec {

class RateWindow {
public:
  // `limit` 1 or more.
  RateWindow(int limit, Duration period) : limit_(limit), period_(period) {}

  // At least one call, however low the rate: below one per second the period grows instead. 0: no limit.
  static RateWindow per_second(double rate) {
    constexpr std::chrono::seconds second{1};
    if (rate <= 0 || rate >= std::numeric_limits<int>::max())
      return {std::numeric_limits<int>::max(), second};
    if (rate >= 1)
      return {static_cast<int>(rate), second};
    return {1, std::chrono::ceil<Duration>(std::chrono::duration<double>(1 / rate))};
  }

  int limit() const { return limit_; }
  int free(TimePoint now) const {
    const auto resting = std::count_if(rested_at_.begin(), rested_at_.end(), [&](TimePoint at) { return at > now; });
    return std::max(0, limit_ - taken_ - static_cast<int>(resting));
  }
  // When `count` slots (at most the limit) will be free if no call ends meanwhile; nothing: not before one ends.
  std::optional<TimePoint> free_at(int count, TimePoint now) const {
    const auto room = static_cast<std::size_t>(std::max(0, limit_ - taken_));
    const auto wanted = static_cast<std::size_t>(count);
    if (room < wanted)
      return std::nullopt;
    const std::size_t may_rest = room - wanted;
    if (rested_at_.size() <= may_rest)
      return now;
    return std::max(now, rested_at_[rested_at_.size() - may_rest - 1]);
  }

  // To be asked for only where they are free.
  void take(int count) { taken_ += count; }
  void give_back(int count) { taken_ -= count; } // never sent
  void end(TimePoint now) {
    --taken_;
    std::erase_if(rested_at_, [&](TimePoint at) { return at <= now; });
    rested_at_.push_back(now + period_);
  }
  // Another limit from now on; calls that are out or rest count on.
  void set_limit(const RateWindow &other) {
    limit_ = other.limit_;
    period_ = other.period_;
  }
  // The strictest limit counts from now on.
  void tighten(const RateWindow &other) {
    limit_ = std::min(limit_, other.limit_);
    period_ = std::max(period_, other.period_);
  }

private:
  int limit_;
  Duration period_;
  int taken_ = 0;                   // by calls that are to be sent, or on their way
  std::deque<TimePoint> rested_at_; // when each answered call's slot is free again; ascending
};

} // namespace facerec
