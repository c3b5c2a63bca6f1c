// Who is looked up next, and who goes without. No threads and no clock: the service holds its mutex around each call.
#pragma once

#include "facerec/lookup/lookup_service.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace facerec {

struct QueuedLookup {
  Lookup lookup;
  std::shared_ptr<VerdictBox> box;
  TimePoint since{};         // when the track first asked
  std::uint64_t arrival = 0; // set by the queue: its place by `since`
  int passed_over = 0;       // how often others were taken instead
};

// One slot per track. First come those that were passed over several times, as they came; then those with the fewest
// tries, and among them the best crops. Background lookups only fill what the others leave of a batch.
class LookupQueue {
public:
  // `capacity` 1 or more.
  explicit LookupQueue(std::size_t capacity) : capacity_(capacity) {}

  enum class Offer {
    Added,    // a track that did not wait yet
    Replaced, // the better crop of a track that waits: it keeps its place
    Ignored,  // the track waits with a crop that is as good
  };
  struct Offered {
    Offer result = Offer::Added;
    // Who had to go because the queue was full: Background first, those passed over several times last, else the most
    // tries, then the worst crop. May be the one just added. It counts as passed over when it is offered again.
    std::optional<QueuedLookup> dropped;
  };
  Offered offer(QueuedLookup newcomer);

  // The next at most `count`, in order.
  std::vector<QueuedLookup> take(std::size_t count);
  // Everybody, in order.
  std::vector<QueuedLookup> take_all() { return take(slots_.size()); }
  bool remove(std::uint64_t serial);

  bool contains(std::uint64_t serial) const { return slots_.contains(serial); }
  bool empty() const { return slots_.empty(); }
  std::size_t size() const { return slots_.size(); }
  // True where an ordinary lookup waits, or a Background one since before `overdue`.
  bool is_urgent(TimePoint overdue) const;
  // Since when the first of them waits; the queue must not be empty.
  TimePoint oldest() const;

private:
  QueuedLookup drop_worst();

  std::size_t capacity_;
  std::uint64_t arrivals_ = 0;
  std::unordered_map<std::uint64_t, QueuedLookup> slots_; // by serial
  std::unordered_map<std::uint64_t, int> dropped_;        // how often these were passed over, by serial
};

} // namespace facerec
