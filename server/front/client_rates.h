// How many requests one client may send in a second.
#pragma once

#include "server/front/sliding_window.h"

#include <map>
#include <mutex>
#include <string>

namespace facerec::server {

// IPv6 clients are told apart by the first 64 bits of their addresses, which is what a client has for itself. Any
// thread.
class ClientRates {
public:
  // Requests in any one second; 0: no limit.
  ClientRates(int limit, Clock clock);

  // Counts a request of the address; false where it is one too many.
  bool admit(const std::string &address);

private:
  void forget_idle(TimePoint now);

  const int limit_;
  const Clock clock_;
  std::mutex mutex_; // guards everything below
  std::map<std::string, SlidingWindow> windows_;
  TimePoint next_sweep_{};
};

} // namespace facerec::server
