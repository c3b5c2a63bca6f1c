// Who is looked up next, and who goes without. No threads and no time: the service holds its mutex around each call.
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
  std::uint64_t arrival = 0; // set by the queue: when the track first asked
};

// How good a picture of its face a crop is: grows with the size of the face and with its sharpness. It is one number,
// so that of two crops one is better whichever is asked first. Sharpness counts relative to 50, below which a face is
// blurred (see sharpness()): from there on it brings less and less.
double crop_quality(const Crop &crop);

// One slot per track. First come those with the fewest tries, and among them those who came first.
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
    // Who had to go because the queue was full: the most tries, then the worst crop. May be the one just added.
    std::optional<QueuedLookup> dropped;
  };
  Offered offer(QueuedLookup newcomer);

  // The next at most `count`, in order.
  std::vector<QueuedLookup> take(std::size_t count);
  // Everybody, in order.
  std::vector<QueuedLookup> take_all() { return take(slots_.size()); }
  bool remove(std::uint64_t serial) { return slots_.erase(serial) > 0; }

  bool contains(std::uint64_t serial) const { return slots_.contains(serial); }
  bool empty() const { return slots_.empty(); }
  std::size_t size() const { return slots_.size(); }

private:
  QueuedLookup drop_worst();

  std::size_t capacity_;
  std::uint64_t arrivals_ = 0;
  std::unordered_map<std::uint64_t, QueuedLookup> slots_; // by serial
};

} // namespace facerec
