#include "facerec/track/handover.h"

#include "facerec/track/box_tracker.h"

#include <algorithm>

namespace facerec {
namespace {

constexpr Duration least_patience = std::chrono::seconds(10); // with a name that cannot be verified

// The only one of `tracks` whose box overlaps; null where there is none or more.
FaceTrack *only_one_at(const Rect &place, std::span<FaceTrack *const> tracks) {
  FaceTrack *only = nullptr;
  for (FaceTrack *track : tracks)
    if (is_same_place(track->box, place)) {
      if (only)
        return nullptr;
      only = track;
    }
  return only;
}

bool anybody_at(const Rect &place, std::span<const Rect> boxes) {
  return std::any_of(boxes.begin(), boxes.end(), [&](const Rect &box) { return is_same_place(box, place); });
}

} // namespace

bool is_same_place(const Rect &a, const Rect &b) { return iou(a, b) >= 0.3; }

bool has_name_to_leave(const FaceTrack &track, const TrackPolicy &policy, TimePoint now) {
  return track.state == TrackState::Recognized && !track.inherited && track.doubts == 0 && track.heir == 0 &&
         track.look && now - track.last_seen <= policy.handover;
}

std::vector<Inheritance> find_heirs(std::span<FaceTrack *const> lost, std::span<FaceTrack *const> newcomers,
                                    std::span<const Rect> others, const TrackPolicy &policy, TimePoint now) {
  std::vector<Inheritance> found;
  for (FaceTrack *from : lost) {
    if (!has_name_to_leave(*from, policy, now))
      continue;
    FaceTrack *heir = only_one_at(from->box, newcomers);
    if (heir && only_one_at(heir->box, lost) == from && !anybody_at(from->box, others))
      found.push_back({from, heir});
  }
  return found;
}

void hand_over(FaceTrack &from, FaceTrack &heir, TimePoint now) {
  heir.state = TrackState::Recognized;
  heir.reason = Reason::None;
  heir.identity = from.identity;
  heir.counted = from.counted;
  heir.confidence = from.confidence;
  heir.checked = from.checked;
  heir.reported_recognized = from.reported_recognized;
  heir.reported_unrecognized = from.reported_unrecognized;
  from.heir = heir.serial;
  put_to_proof(heir, from.box, now);
}

void put_to_proof(FaceTrack &track, const Rect &place, TimePoint now) {
  track.inherited = true;
  track.inherited_since = now;
  track.inherited_place = place;
  track.last_lookup.reset();
}

bool is_rival(const FaceTrack &newcomer, const FaceTrack &heir, const TrackPolicy &policy, TimePoint now) {
  return heir.inherited && newcomer.serial != heir.serial && now - heir.inherited_since <= policy.handover &&
         is_same_place(newcomer.box, heir.inherited_place);
}

bool is_unverified_too_long(const FaceTrack &track, const TrackPolicy &policy, TimePoint now) {
  return track.inherited && now - track.inherited_since > std::max(policy.track_timeout, least_patience);
}

void Onlooker::remember(FaceTrack &track) {
  const auto patch = read_patch(frame_, track.box);
  track.look = patch ? std::make_shared<const Look>(Look{track.box, *patch, whole()}) : nullptr;
}

// Both the place where the lost face was and the newcomer's own: the first is what the threshold was measured on, the
// second does not mistake another face, in front of the same wall, for one that stood still.
bool Onlooker::looks_alike(const Look &look, const Rect &place) {
  const auto before = read_patch(frame_, look.place);
  const auto now = read_patch(frame_, place);
  if (!before || !now)
    return false;
  const auto there = patch_change(look.patch, *before), here = patch_change(look.patch, *now);
  const auto around = patch_change(*look.frame, *whole());
  if (!there || !here || !around) // flat: whether it is the same cannot be said
    return false;
  return cut_score(std::max(*there, *here), *around) <= BoxTrackerOptions{}.cut_threshold;
}

const std::shared_ptr<const Patch> &Onlooker::whole() {
  if (!whole_)
    whole_ = std::make_shared<const Patch>(read_frame_patch(frame_));
  return whole_;
}

} // namespace facerec
