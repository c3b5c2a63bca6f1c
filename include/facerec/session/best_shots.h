// Crops that are held back for a while, in case a better picture of the face comes: the first lookup of a new track is
// the one that should name it. No clock: the session passes the time in.
#pragma once

#include "facerec/base/time.h"
#include "facerec/lookup/lookup_service.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace facerec {

class BestShots {
public:
  static constexpr std::size_t capacity = 64; // faces come in crowds, and their crops are large

  bool full() const { return held_.size() >= capacity; }
  bool empty() const { return held_.empty(); }
  bool holds(std::uint64_t serial) const { return find(serial) != held_.end(); }

  // A track that is not held yet; not when full.
  void hold(Lookup lookup, TimePoint since) { held_.push_back({std::move(lookup), since}); }
  // The better picture of a track that is held, which waits no longer for that.
  void replace(Lookup lookup) {
    const auto held = find(lookup.serial);
    held->lookup = std::move(lookup);
  }
  bool forget(std::uint64_t serial) {
    return std::erase_if(held_, [&](const Held &held) { return held.lookup.serial == serial; }) > 0;
  }

  // Moves those to `out` that are held for `window`, and those for whom nothing better can come: is_gone(serial).
  template <class IsGone> void release(TimePoint now, Duration window, IsGone is_gone, std::vector<Lookup> &out) {
    std::erase_if(held_, [&](Held &held) {
      if (now - held.since < window && !is_gone(held.lookup.serial))
        return false;
      out.push_back(std::move(held.lookup));
      return true;
    });
  }

private:
  struct Held {
    Lookup lookup;
    TimePoint since;
  };
  std::vector<Held>::iterator find(std::uint64_t serial) {
    return std::find_if(held_.begin(), held_.end(), [&](const Held &held) { return held.lookup.serial == serial; });
  }
  std::vector<Held>::const_iterator find(std::uint64_t serial) const {
    return std::find_if(held_.begin(), held_.end(), [&](const Held &held) { return held.lookup.serial == serial; });
  }

  std::vector<Held> held_; // in the order they came
};

} // namespace facerec
