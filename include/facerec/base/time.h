// The one clock of the core. Time is passed in, so that every policy is tested with arithmetic.
#pragma once

#include <chrono>
#include <functional>

namespace facerec {

// Monotonic. In live mode the element passes the machine's steady clock, in offline mode the stream's running time.
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

// Where threads of the core get the time from. Must be callable from any thread.
using Clock = std::function<TimePoint()>;

inline Clock steady_clock() {
  return [] { return std::chrono::steady_clock::now(); };
}

} // namespace facerec
