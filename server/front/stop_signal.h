// What lets a thread wait for time to pass, or for a client to go, and yet end at once when the server does.
#pragma once

#include <chrono>

namespace facerec::server {

// Any thread.
class StopSignal {
public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal &) = delete;
  StopSignal &operator=(const StopSignal &) = delete;

  void raise() const; // for good
  // False as soon as the signal was raised.
  bool wait(std::chrono::milliseconds time) const;
  // Returns when the peer of `socket` has closed its side, or the signal was raised.
  void wait_for_end_of(int socket) const;

private:
  int event_; // an eventfd; -1 where the system has none left: then nothing waits
};

} // namespace facerec::server
