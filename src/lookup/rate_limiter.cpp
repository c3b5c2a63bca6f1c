#include "lookup/rate_limiter.h"

#include <utility>

namespace facerec {
namespace {

constexpr double burst = 2;

} // namespace

RateLimiter::RateLimiter(double rate, Clock clock) : clock_(std::move(clock)) {
  if (rate > 0)
    bucket_.emplace(rate, burst);
}

bool RateLimiter::acquire(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (!bucket_ || stop.stop_requested())
    return !stop.stop_requested();
  TimePoint now = clock_();
  const TimePoint turn = now + bucket_->reserve(now);
  for (; now < turn && !stop.stop_requested(); now = clock_()) {
    const std::uint64_t wakes = wakes_;
    changed_.wait_for(lock, stop, turn - now, [&] { return wakes_ != wakes; });
  }
  return !stop.stop_requested();
}

void RateLimiter::wake() {
  {
    std::lock_guard lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

} // namespace facerec
