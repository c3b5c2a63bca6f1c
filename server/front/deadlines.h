// Ends connections whose clients take too long, however busy they look.
#pragma once

#include "facerec/base/time.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace facerec::server {

// By when each socket must be done. Has no thread and no clock.
class DueTimes {
public:
  void set(int socket, TimePoint due) { due_[socket] = due; }
  void clear(int socket) { due_.erase(socket); }
  std::optional<TimePoint> first() const;
  // Sockets that are due at `now`, which are forgotten.
  std::vector<int> take_due(TimePoint now);

private:
  std::map<int, TimePoint> due_;
};

// Shuts a socket down when it was armed for longer than allowed; who serves it then notices as if the client had gone.
// Any thread. A socket must be disarmed before it is closed.
class Deadlines {
public:
  explicit Deadlines(Duration allowed);

  void arm(int socket); // from now on; again: anew
  void disarm(int socket);

private:
  void watch(const std::stop_token &stop);

  const Duration allowed_;
  std::mutex mutex_; // guards due_
  std::condition_variable_any changed_;
  DueTimes due_;
  std::jthread watcher_; // last: uses the members above
};

} // namespace facerec::server
