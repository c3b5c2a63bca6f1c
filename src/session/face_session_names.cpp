// How a name moves to another track, and is taken away where it is not sure whose it is.
#include "facerec/session/face_session.h"

#include <algorithm>

namespace facerec {

// The track is there again, or has lost its name: whoever inherited it is another face, or has the wrong name too.
void FaceSession::disown_heir(FaceTrack &track) {
  FaceTrack *heir = track.heir == 0 ? nullptr : tracks_.find_serial(track.heir);
  if (heir && heir->inherited)
    take_name(*heir, Reason::Ambiguous);
}

void FaceSession::take_name(FaceTrack &track, Reason reason) {
  if (track.lookup_open && waiting_place(track)) { // the lookup was to verify; the next is to name
    service_->forget(track.serial);
    track.lookup_open = false;
  }
  withdraw(track, reason);
  track.last_lookup.reset();
  announce(FaceEvent::Kind::Withdrawn, stats_.withdrawn, track);
}

// Frames went by without the recognized track. The time alone says nothing where frames are rare.
bool FaceSession::was_away(const FaceTrack &track) const {
  return track.state == TrackState::Recognized && track.absence > longest_absence && track.frame + 1 < stats_.frames;
}

// Trackers use ids again, so who comes back has to prove who it is; meanwhile it keeps a name that was sure and may
// well be its own. What was asked about its old picture says nothing of the new one.
void FaceSession::prove_returned(Onlooker &onlooker) {
  for (const auto &[track, last_box] : returned_) {
    if (track->lookup_open) {
      service_->forget(track->serial);
      tracks_.renew_serial(*track);
      track->lookup_open = false;
    }
    const bool plausible =
        is_same_place(track->box, last_box) || (track->look && onlooker.looks_alike(*track->look, track->box));
    if (plausible && !track->inherited)
      put_to_proof(*track, last_box, now_);
    else
      take_name(*track, Reason::Ambiguous);
  }
}

// Those that are not in the frame but were there a moment ago. The table has those seen last in front.
std::vector<FaceTrack *> FaceSession::lost_tracks() {
  std::vector<FaceTrack *> lost;
  for (FaceTrack &track : tracks_) {
    if (now_ - track.last_seen > options_.policy.handover)
      break;
    if (track.frame != stats_.frames)
      lost.push_back(&track);
  }
  return lost;
}

// Heirs that are not the only ones any more who may be meant. They were seen when they inherited, so that the table has
// them in front of all that are too old.
void FaceSession::take_names_of_rivals() {
  for (FaceTrack &heir : tracks_) {
    if (now_ - heir.last_seen > options_.policy.handover)
      break;
    const auto rivals = [&](const FaceTrack *newcomer) { return is_rival(*newcomer, heir, options_.policy, now_); };
    if (std::any_of(newcomers_.begin(), newcomers_.end(), rivals))
      take_name(heir, Reason::Ambiguous);
  }
}

void FaceSession::hand_over(const FrameView &frame, Onlooker &onlooker) {
  if (newcomers_.empty() || options_.policy.handover <= Duration::zero())
    return;
  take_names_of_rivals();
  std::vector<Rect> others;
  for (const Seen &seen : seen_)
    if (!seen.newcomer)
      others.push_back(seen.face.box);
  for (const auto &[from, heir] : find_heirs(lost_tracks(), newcomers_, others, options_.policy, now_)) {
    // A name that no lookup can verify would stay for good.
    if (hindrance(frame, *heir) != Reason::None || !onlooker.looks_alike(*from->look, heir->box))
      continue;
    facerec::hand_over(*from, *heir, now_);
    ++stats_.inherited;
    announce(FaceEvent::Kind::Recognized, stats_.recognized, *heir);
  }
}

// All at once, so that the whole frame is looked at no more often than needed.
void FaceSession::remember_looks(Onlooker &onlooker) {
  constexpr std::chrono::milliseconds interval(100); // a face and its surroundings change little in that time
  if (options_.policy.handover <= Duration::zero())
    return;
  const bool due = !last_looks_ || now_ - *last_looks_ >= interval;
  if (due)
    last_looks_ = now_;
  for (const Seen &seen : seen_)
    if (seen.track && seen.track->state == TrackState::Recognized && (due || !seen.track->look))
      onlooker.remember(*seen.track);
}

} // namespace facerec
