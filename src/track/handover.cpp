#include "facerec/track/handover.h"

#include "facerec/track/box_tracker.h"

#include <algorithm>

namespace facerec {
namespace {

constexpr double same_place = 0.3; // IoU

bool overlap(const Rect &a, const Rect &b) { return iou(a, b) >= same_place; }

// The only one of `tracks` whose box overlaps; null where there is none or more.
FaceTrack *only_one_at(const Rect &place, std::span<FaceTrack *const> tracks) {
  FaceTrack *only = nullptr;
  for (FaceTrack *track : tracks)
    if (overlap(track->box, place)) {
      if (only)
        return nullptr;
      only = track;
    }
  return only;
}

bool anybody_at(const Rect &place, std::span<const Rect> boxes) {
  return std::any_of(boxes.begin(), boxes.end(), [&](const Rect &box) { return overlap(box, place); });
}

} // namespace

bool has_name_to_leave(const FaceTrack &track, const TrackPolicy &policy, TimePoint now) {
  return track.state == TrackState::Recognized && !track.inherited && track.doubts == 0 && track.heir == 0 &&
         track.look && now - track.last_seen <= policy.handover;
}

std::vector<Inheritance> find_heirs(std::span<FaceTrack *const> lost, std::span<FaceTrack *const> newcomers,
                                    std::span<const Rect> strangers, const TrackPolicy &policy, TimePoint now) {
  std::vector<Inheritance> found;
  for (FaceTrack *from : lost) {
    if (!has_name_to_leave(*from, policy, now))
      continue;
    FaceTrack *heir = only_one_at(from->box, newcomers);
    if (heir && only_one_at(heir->box, lost) == from && !anybody_at(from->box, strangers))
      found.push_back({from, heir});
  }
  return found;
}

void hand_over(FaceTrack &from, FaceTrack &heir) {
  heir.state = TrackState::Recognized;
  heir.reason = Reason::None;
  heir.identity = from.identity;
  heir.counted = from.counted;
  heir.confidence = from.confidence;
  heir.confirmed = from.confirmed;
  heir.inherited = true;
  heir.reported_recognized = from.reported_recognized;
  heir.reported_unrecognized = from.reported_unrecognized;
  from.heir = heir.serial;
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
  const double place_change = std::max(patch_change(look.patch, *before), patch_change(look.patch, *now));
  return cut_score(place_change, patch_change(*look.frame, *whole())) <= BoxTrackerOptions{}.cut_threshold;
}

const std::shared_ptr<const Patch> &Onlooker::whole() {
  if (!whole_)
    whole_ = std::make_shared<const Patch>(read_frame_patch(frame_));
  return whole_;
}

} // namespace facerec
