// No more than so many in any one second.
#pragma once

#include "facerec/base/time.h"

#include <deque>
#include <optional>

namespace facerec::server {

class SlidingWindow {
public:
  // Counts one more at `now` where it fits, and returns nothing; otherwise how long until one fits. `limit` is at least
  // 1; times must not go back.
  std::optional<Duration> take(std::size_t limit, TimePoint now);
  // Whether nothing was counted within the second before `now`.
  bool is_empty(TimePoint now) const { return taken_.empty() || taken_.back() + length <= now; }

  static constexpr Duration length = std::chrono::seconds(1);

private:
  std::deque<TimePoint> taken_;
};

} // namespace facerec::server
