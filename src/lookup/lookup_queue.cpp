#include "lookup/lookup_queue.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace facerec {
namespace {

// Batches that may leave a track behind before it goes first, so that newer and better faces cannot starve it.
constexpr int most_passed_over = 3;

constexpr std::size_t most_dropped_known = 4096;

// Nobody waits for ever: after so many batches a Background lookup counts as an ordinary one.
constexpr int longest_in_background = 30;

bool is_background(const QueuedLookup &entry) {
  return entry.lookup.priority == Priority::Background && entry.passed_over < longest_in_background;
}
bool was_passed_over(const QueuedLookup &entry) { return entry.passed_over >= most_passed_over; }

bool goes_before(const QueuedLookup &a, const QueuedLookup &b) {
  if (is_background(a) != is_background(b))
    return is_background(b);
  if (was_passed_over(a) || was_passed_over(b))
    return std::tuple(!was_passed_over(a), a.arrival) < std::tuple(!was_passed_over(b), b.arrival);
  return std::tuple(a.lookup.tries, -crop_quality(a.lookup.crop), a.arrival) <
         std::tuple(b.lookup.tries, -crop_quality(b.lookup.crop), b.arrival);
}

bool is_worse(const QueuedLookup &a, const QueuedLookup &b) {
  const auto rank = [](const QueuedLookup &entry) {
    return std::tuple(is_background(entry), !was_passed_over(entry), entry.lookup.tries,
                      -crop_quality(entry.lookup.crop), entry.arrival);
  };
  return rank(a) > rank(b);
}

} // namespace

LookupQueue::Offered LookupQueue::offer(QueuedLookup newcomer) {
  const std::uint64_t serial = newcomer.lookup.serial;
  if (const auto slot = slots_.find(serial); slot != slots_.end()) {
    if (crop_quality(newcomer.lookup.crop) <= crop_quality(slot->second.lookup.crop))
      return {Offer::Ignored, std::nullopt};
    slot->second.lookup = std::move(newcomer.lookup);
    slot->second.box = std::move(newcomer.box);
    return {Offer::Replaced, std::nullopt};
  }
  newcomer.arrival = arrivals_++;
  if (const auto again = dropped_.extract(serial))
    newcomer.passed_over = again.mapped();
  slots_.emplace(serial, std::move(newcomer));
  if (slots_.size() <= capacity_)
    return {Offer::Added, std::nullopt};
  return {Offer::Added, drop_worst()};
}

QueuedLookup LookupQueue::drop_worst() {
  const auto worst = std::min_element(slots_.begin(), slots_.end(),
                                      [](const auto &a, const auto &b) { return is_worse(a.second, b.second); });
  QueuedLookup dropped = std::move(slots_.extract(worst).mapped());
  if (dropped_.size() >= most_dropped_known)
    dropped_.clear();
  dropped_[dropped.lookup.serial] = dropped.passed_over + 1;
  return dropped;
}

bool LookupQueue::remove(std::uint64_t serial) {
  dropped_.erase(serial);
  return slots_.erase(serial) > 0;
}

std::vector<QueuedLookup> LookupQueue::take(std::size_t count) {
  std::vector<decltype(slots_)::iterator> order;
  order.reserve(slots_.size());
  for (auto slot = slots_.begin(); slot != slots_.end(); ++slot)
    order.push_back(slot);
  count = std::min(count, order.size());
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(order.begin(), end, order.end(), [](auto a, auto b) { return goes_before(a->second, b->second); });
  std::vector<QueuedLookup> taken;
  taken.reserve(count);
  for (auto slot = order.begin(); slot != end; ++slot)
    taken.push_back(std::move(slots_.extract(*slot).mapped()));
  for (auto &[serial, entry] : slots_)
    ++entry.passed_over;
  return taken;
}

bool LookupQueue::is_urgent(TimePoint overdue) const {
  return std::any_of(slots_.begin(), slots_.end(),
                     [&](const auto &slot) { return !is_background(slot.second) || slot.second.since < overdue; });
}

TimePoint LookupQueue::oldest() const {
  TimePoint oldest = TimePoint::max();
  for (const auto &[serial, entry] : slots_)
    oldest = std::min(oldest, entry.since);
  return oldest;
}

} // namespace facerec
