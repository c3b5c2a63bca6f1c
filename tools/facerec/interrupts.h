// SIGINT and SIGTERM as a stop token.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace facerec::tool {

// Blocks the two signals for the process and waits for them on a thread of its own. The first one requests a stop; the
// second one ends the process at once. Make it first in main(), before any other thread.
class Interrupts {
public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts &) = delete;
  Interrupts &operator=(const Interrupts &) = delete;

  std::stop_token token() const { return stop_.get_token(); }

private:
  void listen();

  std::stop_source stop_;
  std::atomic<bool> done_ = false;
  std::thread listener_; // last: uses the members above
};

} // namespace facerec::tool
