// How long to leave a service alone after it failed. Arithmetic only: the failure count and the random number come from
// the caller.
//
//   base 500 ms, cap 5 s: 1st failure 500..1000 ms, 2nd 500..2000 ms, 3rd 500..4000 ms, from the 4th on 500..5000 ms.
//
// Full jitter, so that many clients of one service do not come back together; never below the base, so that a dead
// service is not asked again at once.
#pragma once

#include "facerec/base/time.h"

#include <algorithm>
#include <chrono>

namespace facerec {

struct Backoff {
  Duration base = std::chrono::milliseconds(500);
  Duration cap = std::chrono::milliseconds(5000); // where below the base, the base counts

  // `failures` in a row (1 or more), `random` in [0, 1).
  Duration delay(int failures, double random) const {
    Duration bound = base;
    for (int i = 0; i < failures && bound < cap; ++i)
      bound = bound > cap / 2 ? cap : bound * 2; // never overflows
    bound = std::max(bound, base);
    return base + std::chrono::duration_cast<Duration>((bound - base) * random);
  }
};

} // namespace facerec
