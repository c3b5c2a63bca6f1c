// How long to leave a service alone after it failed. Arithmetic only: the failures, the age of the outage and the
// random number come from the caller.
//
//   base 500 ms, a young outage: 1st failure 500..1000 ms, from the 2nd on 500..2000 ms
//   the same after a minute: 500..2000 ms; after 10 minutes 0.5..20 s; from a quarter of an hour on 0.5..30 s
//
// Full jitter, so that many clients of one service do not come back together; never below the base, so that a dead
// service is not asked again at once. The bound grows with the age of the outage, not with the number of failures
// alone: names are back soon after a short outage, and a long one is not asked to death.
#pragma once

#include "facerec/base/time.h"

#include <algorithm>
#include <chrono>

namespace facerec {

struct Backoff {
  Duration base = std::chrono::milliseconds(500);
  Duration cap = std::chrono::seconds(30); // where below the base, the base counts

  // `failures` in a row (1 or more), the first of them `age` ago; `random` in [0, 1).
  Duration delay(int failures, Duration age, double random) const {
    constexpr Duration shortest_limit = std::chrono::seconds(2);
    constexpr int share_of_age = 30;
    const Duration limit = std::max(base, std::min(cap, std::max(shortest_limit, age / share_of_age)));
    Duration bound = base;
    for (int i = 0; i < failures && bound < limit; ++i)
      bound = bound > limit / 2 ? limit : bound * 2; // never overflows
    return base + std::chrono::duration_cast<Duration>((std::max(bound, base) - base) * random);
  }
};

} // namespace facerec
