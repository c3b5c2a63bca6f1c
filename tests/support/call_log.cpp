#include "tests/support/call_log.h"

#include <algorithm>
#include <utility>

namespace facerec::test {

void CallLog::add(std::string path, Time arrival) {
  const std::lock_guard lock(mutex_);
  // Two threads may come here in the other order than they took the time.
  const auto place = std::upper_bound(calls_.begin(), calls_.end(), arrival,
                                      [](Time time, const Call &call) { return time < call.arrival; });
  calls_.insert(place, {std::move(path), arrival});
  changed_.notify_all();
}

int CallLog::count(std::string_view suffix) const {
  const std::lock_guard lock(mutex_);
  return count_locked(suffix);
}

int CallLog::count_locked(std::string_view suffix) const {
  return static_cast<int>(
      std::count_if(calls_.begin(), calls_.end(), [&](const Call &call) { return call.path.ends_with(suffix); }));
}

bool CallLog::await(std::string_view suffix, int count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::minutes(1), [&] { return count_locked(suffix) >= count; });
}

int CallLog::max_in_any_second() const {
  const std::lock_guard lock(mutex_);
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < calls_.size(); ++last) {
    while (calls_[last].arrival - calls_[first].arrival >= std::chrono::seconds(1))
      ++first;
    most = std::max(most, last - first + 1);
  }
  return static_cast<int>(most);
}

int CallLog::between(Time from, Time until) const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(std::count_if(
      calls_.begin(), calls_.end(), [&](const Call &call) { return call.arrival >= from && call.arrival < until; }));
}

} // namespace facerec::test
