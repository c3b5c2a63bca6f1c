#include "server/front/deadlines.h"

#include <sys/socket.h>

#include <algorithm>

namespace facerec::server {

std::optional<TimePoint> DueTimes::first() const {
  const auto earliest =
      std::min_element(due_.begin(), due_.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
  return earliest == due_.end() ? std::nullopt : std::optional(earliest->second);
}

std::vector<int> DueTimes::take_due(TimePoint now) {
  std::vector<int> due;
  for (const auto &[socket, time] : due_)
    if (time <= now)
      due.push_back(socket);
  for (const int socket : due)
    due_.erase(socket);
  return due;
}

Deadlines::Deadlines(Duration allowed)
    : allowed_(allowed), watcher_([this](const std::stop_token &stop) { watch(stop); }) {}

void Deadlines::arm(int socket) {
  const std::lock_guard lock(mutex_);
  const bool was_empty = !due_.first();
  due_.set(socket, std::chrono::steady_clock::now() + allowed_);
  if (was_empty) // otherwise the watcher wakes for an earlier one anyway
    changed_.notify_one();
}

void Deadlines::disarm(int socket) {
  const std::lock_guard lock(mutex_);
  due_.clear(socket);
}

void Deadlines::watch(const std::stop_token &stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const std::optional<TimePoint> first = due_.first();
    const auto nothing_new = [] { return false; };
    if (first)
      changed_.wait_until(lock, stop, *first, nothing_new);
    else
      changed_.wait(lock, stop, [this] { return due_.first().has_value(); });
    for (const int socket : due_.take_due(std::chrono::steady_clock::now()))
      ::shutdown(socket, SHUT_RDWR); // under the lock: a disarmed socket may be closed, and its number used again
  }
}

} // namespace facerec::server
