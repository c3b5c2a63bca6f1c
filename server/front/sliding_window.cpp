#include "server/front/sliding_window.h"

namespace facerec::server {

std::optional<Duration> SlidingWindow::take(std::size_t limit, TimePoint now) {
  while (!taken_.empty() && taken_.front() + length <= now)
    taken_.pop_front();
  if (taken_.size() >= limit)
    return taken_[taken_.size() - limit] + length - now;
  taken_.push_back(now);
  return std::nullopt;
}

} // namespace facerec::server
