// The tracks of one stream: one FaceTrack per track id, bounded in number and in age.
//
// Not thread-safe: belongs to the streaming thread. References stay valid until the track is forgotten.
#pragma once

#include "facerec/track/face_track.h"

#include <functional>
#include <list>
#include <unordered_map>

namespace facerec {

class TrackTable {
public:
  // Called with every track that is about to be forgotten, whatever the cause.
  using Forget = std::function<void(const FaceTrack &)>;

  explicit TrackTable(Forget on_forget) : on_forget_(std::move(on_forget)) {}

  // The track of this id, made where there is none; marks it as just seen. Where the table is full, the track unseen
  // for longest is forgotten. `now` must not go backwards.
  FaceTrack &see(std::uint64_t id, TimePoint now, std::size_t max_tracks);

  // The track that has this serial, or null where it has been forgotten.
  FaceTrack *find_serial(std::uint64_t serial);

  // Gives the track another serial, so that what was asked about it so far finds it no more.
  void renew_serial(FaceTrack &track);

  // Forgets every track that was last seen more than `timeout` before `now`.
  void expire(TimePoint now, Duration timeout);

  // Forgets all: a new generation.
  void clear();

  template <class Visit> void for_each(Visit visit) {
    for (FaceTrack &track : tracks_)
      visit(track);
  }

  // In the order they were seen last, the latest first.
  std::size_t size() const { return tracks_.size(); }
  auto begin() { return tracks_.begin(); }
  auto end() { return tracks_.end(); }
  auto begin() const { return tracks_.begin(); }
  auto end() const { return tracks_.end(); }

private:
  using Iterator = std::list<FaceTrack>::iterator;
  void forget_oldest();

  Forget on_forget_;
  std::list<FaceTrack> tracks_; // most recently seen first
  std::unordered_map<std::uint64_t, Iterator> by_id_;
  std::unordered_map<std::uint64_t, Iterator> by_serial_;
};

} // namespace facerec
