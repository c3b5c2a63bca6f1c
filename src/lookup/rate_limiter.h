// Makes worker threads wait for their turn under the account's rate.
#pragma once

#include "facerec/base/time.h"
#include "lookup/token_bucket.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>

namespace facerec {

class RateLimiter {
public:
  // `rate` transactions per second; 0 or less: no limit. Two may go at once, so that a lone face's Identify need not
  // wait behind its Detect.
  RateLimiter(double rate, Clock clock);

  // Blocks until it is the caller's turn. False: a stop was requested. Callers are served in the order of their calls.
  bool acquire(std::stop_token stop);

  // Makes the waiting look at the clock again: for clocks that jump, as in tests.
  void wake();

private:
  Clock clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<TokenBucket> bucket_;
  std::uint64_t wakes_ = 0;
};

} // namespace facerec
