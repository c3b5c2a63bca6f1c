// A token bucket: at most `burst` at once, and `rate` per second in the long run. Time is passed in.
//
// Tokens are reserved in advance: each caller learns how long to wait for its own token, so that callers are served in
// the order in which they came.
//
//   TokenBucket bucket(10, 2);  // 10 per second, 2 at once
//   bucket.reserve(t0) == 0     // the first two go at once
//   bucket.reserve(t0) == 0
//   bucket.reserve(t0) == 100 ms
//   bucket.reserve(t0) == 200 ms
//   bucket.reserve(t0 + 1 s) == 0
#pragma once

#include "facerec/base/time.h"

#include <algorithm>
#include <chrono>

namespace facerec {

class TokenBucket {
public:
  // `rate` > 0 tokens per second, `burst` >= 1. Starts full.
  TokenBucket(double rate, double burst) : rate_(rate), burst_(burst), tokens_(burst) {}

  // Takes a token and tells how long from `now` the caller has to wait before it may be used.
  Duration reserve(TimePoint now) {
    refill(now);
    tokens_ -= 1;
    if (tokens_ >= 0)
      return Duration::zero();
    return std::chrono::ceil<Duration>(std::chrono::duration<double>(-tokens_ / rate_));
  }

private:
  void refill(TimePoint now) {
    if (now <= last_)
      return;
    tokens_ = std::min(burst_, tokens_ + rate_ * std::chrono::duration<double>(now - last_).count());
    last_ = now;
  }

  double rate_;
  double burst_;
  double tokens_;    // negative: reserved ahead
  TimePoint last_{}; // the bucket starts full, so any early time will do
};

} // namespace facerec
