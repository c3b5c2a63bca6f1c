#include "facerec/track/track_table.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace facerec {
namespace {

// Serials are unique in the process, because several sessions may share one lookup service.
std::uint64_t next_serial() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

} // namespace

FaceTrack &TrackTable::see(std::uint64_t id, TimePoint now, std::size_t max_tracks) {
  const auto known = by_id_.find(id);
  if (known != by_id_.end()) {
    known->second->absence = now - known->second->last_seen;
    tracks_.splice(tracks_.begin(), tracks_, known->second);
  } else {
    while (!tracks_.empty() && tracks_.size() >= std::max<std::size_t>(max_tracks, 1))
      forget_oldest();
    FaceTrack track;
    track.id = id;
    track.serial = next_serial();
    tracks_.push_front(std::move(track));
    by_id_[id] = tracks_.begin();
    by_serial_[tracks_.front().serial] = tracks_.begin();
  }
  tracks_.front().last_seen = now;
  return tracks_.front();
}

FaceTrack *TrackTable::find_serial(std::uint64_t serial) {
  const auto found = by_serial_.find(serial);
  return found == by_serial_.end() ? nullptr : &*found->second;
}

void TrackTable::renew_serial(FaceTrack &track) {
  auto entry = by_serial_.extract(track.serial);
  track.serial = next_serial();
  entry.key() = track.serial;
  by_serial_.insert(std::move(entry));
}

void TrackTable::expire(TimePoint now, Duration timeout) {
  while (!tracks_.empty() && now - tracks_.back().last_seen > timeout)
    forget_oldest();
}

void TrackTable::clear() {
  while (!tracks_.empty())
    forget_oldest();
}

void TrackTable::forget_oldest() {
  on_forget_(tracks_.back());
  by_id_.erase(tracks_.back().id);
  by_serial_.erase(tracks_.back().serial);
  tracks_.pop_back();
}

} // namespace facerec
