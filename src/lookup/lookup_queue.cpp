#include "lookup/lookup_queue.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace facerec {
namespace {

constexpr double blurred_below = 50;

auto place(const QueuedLookup &entry) { return std::tuple(entry.lookup.tries, entry.arrival); }

bool is_worse(const QueuedLookup &a, const QueuedLookup &b) {
  if (a.lookup.tries != b.lookup.tries)
    return a.lookup.tries > b.lookup.tries;
  const double quality_a = crop_quality(a.lookup.crop);
  const double quality_b = crop_quality(b.lookup.crop);
  return quality_a != quality_b ? quality_a < quality_b : a.arrival > b.arrival;
}

} // namespace

double crop_quality(const Crop &crop) {
  const double side = std::sqrt(std::max(0.0, double(crop.face.width)) * std::max(0.0, double(crop.face.height)));
  const double sharpness = std::max(0.0, crop.sharpness);
  return side * (sharpness + 1) / (sharpness + blurred_below);
}

LookupQueue::Offered LookupQueue::offer(QueuedLookup newcomer) {
  const std::uint64_t serial = newcomer.lookup.serial;
  if (const auto slot = slots_.find(serial); slot != slots_.end()) {
    if (crop_quality(newcomer.lookup.crop) <= crop_quality(slot->second.lookup.crop))
      return {Offer::Ignored, std::nullopt};
    newcomer.arrival = slot->second.arrival;
    slot->second = std::move(newcomer);
    return {Offer::Replaced, std::nullopt};
  }
  newcomer.arrival = arrivals_++;
  slots_.emplace(serial, std::move(newcomer));
  if (slots_.size() <= capacity_)
    return {Offer::Added, std::nullopt};
  return {Offer::Added, drop_worst()};
}

QueuedLookup LookupQueue::drop_worst() {
  const auto worst = std::min_element(slots_.begin(), slots_.end(),
                                      [](const auto &a, const auto &b) { return is_worse(a.second, b.second); });
  return std::move(slots_.extract(worst).mapped());
}

std::vector<QueuedLookup> LookupQueue::take(std::size_t count) {
  std::vector<decltype(slots_)::iterator> order;
  order.reserve(slots_.size());
  for (auto slot = slots_.begin(); slot != slots_.end(); ++slot)
    order.push_back(slot);
  count = std::min(count, order.size());
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(order.begin(), end, order.end(),
                    [](auto a, auto b) { return place(a->second) < place(b->second); });
  std::vector<QueuedLookup> taken;
  taken.reserve(count);
  for (auto slot = order.begin(); slot != end; ++slot)
    taken.push_back(std::move(slots_.extract(*slot).mapped()));
  return taken;
}

} // namespace facerec
