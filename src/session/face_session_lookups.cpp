// Which faces of a frame are looked up, on which picture, and how offline mode waits for them.
#include "facerec/session/face_session.h"

#include "facerec/azure/face_client.h"
#include "facerec/frame/crop.h"

#include <algorithm>
#include <utility>

namespace facerec {
namespace {

// A crop that waits is worth copying again only for a clearly better picture.
constexpr double worthwhile_gain = 1.1;

// So many waiting faces of a frame, about, are looked at for a better picture; where more wait, they take turns.
constexpr std::uint64_t looks_per_frame = 8;

Reason reason_of(LookupService::Place place) {
  switch (place) {
  case LookupService::Place::Queued:
    return Reason::Queued;
  case LookupService::Place::WaitsForBudget:
    return Reason::WaitingForQuota;
  case LookupService::Place::Elsewhere:
    return Reason::InFlight;
  }
  return Reason::InFlight;
}

Rect visible_part(const Rect &box, const FrameView &frame) { return clamp_to_frame(box, frame.width, frame.height); }

} // namespace

void FaceSession::look_up(const FrameView &frame) {
  const auto open =
      std::count_if(seen_.begin(), seen_.end(), [](const Seen &seen) { return seen.track && seen.track->lookup_open; });
  look_turns_ = 1 + static_cast<std::uint64_t>(open) / looks_per_frame;
  for (Seen &seen : seen_)
    if (seen.track)
      consider(frame, seen);
  const auto is_gone = [this](std::uint64_t serial) {
    const FaceTrack *track = tracks_.find_serial(serial);
    return !track || track->frame != stats_.frames;
  };
  best_shots_.release(now_, options_.best_shot_window, is_gone, outgoing_);
  send();
}

void FaceSession::send() {
  if (!outgoing_.empty())
    service_->submit(std::exchange(outgoing_, {}), verdicts_);
}

void FaceSession::consider(const FrameView &frame, Seen &seen) {
  FaceTrack &track = *seen.track;
  if (give_up(track, options_.policy)) // where max-lookups has been lowered since
    announce(FaceEvent::Kind::Unrecognized, stats_.unrecognized, track);
  if (is_unverified_too_long(track, options_.policy, now_)) {
    const Reason reason = hindrance(frame, track);
    take_name(track, reason == Reason::None ? Reason::Ambiguous : reason);
  }
  if (track.lookup_open)
    return follow(frame, seen);
  const bool due = lookup_due(track, options_.policy, now_, side_of(visible_part(track.box, frame)));
  if (!due && track.state != TrackState::Waiting)
    return;
  const Reason reason = due ? hindrance(frame, track) : obstacle(frame, track);
  if (reason != Reason::None) {
    if (track.state == TrackState::Waiting)
      track.reason = reason;
  } else if (due) {
    begin(frame, track);
  }
}

// Why the face cannot be looked up, as far as its box says.
Reason FaceSession::obstacle(const FrameView &frame, const FaceTrack &track) const {
  const Rect visible = visible_part(track.box, frame);
  if (track.regions == 0)
    return Reason::OutsideRoi;
  if (visible.width < options_.min_face_size || visible.height < options_.min_face_size)
    return Reason::TooSmall;
  return Reason::None;
}

// The same, as far as its pixels say, too.
Reason FaceSession::hindrance(const FrameView &frame, const FaceTrack &track) const {
  const Reason reason = obstacle(frame, track);
  if (reason != Reason::None || options_.min_sharpness <= 0)
    return reason;
  return sharpness(frame, visible_part(track.box, frame)) < options_.min_sharpness ? Reason::Blurred : Reason::None;
}

Lookup FaceSession::lookup_of(const FrameView &frame, const FaceTrack &track) const {
  Lookup lookup;
  lookup.serial = track.serial;
  lookup.tries = track.tries;
  lookup.crop = copy_crop(frame, track.box, options_.crop_margin);
  lookup.min_quality = options_.min_quality;
  // Offline mode waits for them all, so that a file comes out the same each time.
  const bool can_wait = track.state == TrackState::Recognized && options_.mode == Mode::Live;
  lookup.priority = can_wait ? Priority::Background : Priority::Ordinary;
  return lookup;
}

void FaceSession::begin(const FrameView &frame, FaceTrack &track) {
  const bool hold = options_.best_shot_window > Duration::zero() && track.state == TrackState::Waiting &&
                    !track.last_lookup && !best_shots_.full();
  if (track.state == TrackState::Recognized)
    ++stats_.rechecks;
  Lookup lookup = lookup_of(frame, track);
  begin_lookup(track, now_, side_of(visible_part(track.box, frame)), crop_quality(lookup.crop));
  if (hold)
    best_shots_.hold(std::move(lookup), now_);
  else
    outgoing_.push_back(std::move(lookup));
}

// Where a crop waits that has not been sent yet.
std::optional<LookupService::Place> FaceSession::waiting_place(const FaceTrack &track) const {
  if (best_shots_.holds(track.serial))
    return LookupService::Place::Queued;
  const LookupService::Place place = service_->place(track.serial);
  return place == LookupService::Place::Elsewhere ? std::nullopt : std::optional(place);
}

// A lookup is open: says where it is, and takes a better picture of the face as long as it waits.
void FaceSession::follow(const FrameView &frame, const Seen &seen) {
  FaceTrack &track = *seen.track;
  const auto place = waiting_place(track);
  if (track.state == TrackState::LookingUp)
    track.reason = reason_of(place.value_or(LookupService::Place::Elsewhere));
  const bool has_turn = (stats_.frames + track.serial) % look_turns_ == 0;
  if (!place || !has_turn || obstacle(frame, track) != Reason::None)
    return;
  const Rect visible = visible_part(track.box, frame);
  const double sharp = sharpness(frame, visible);
  const double quality = crop_quality(side_of(visible), sharp);
  if (sharp < options_.min_sharpness || quality < worthwhile_gain * track.looked_up_quality)
    return;
  track.looked_up_quality = quality;
  track.looked_up_side = side_of(visible);
  if (best_shots_.holds(track.serial))
    best_shots_.replace(lookup_of(frame, track));
  else
    outgoing_.push_back(lookup_of(frame, track));
}

// A lookup that only serves to confirm a name is not worth waiting for where nobody else waits.
bool FaceSession::any_lookup_open() const {
  return std::any_of(tracks_.begin(), tracks_.end(), [this](const FaceTrack &track) {
    const bool awaited = !track.background || options_.mode == Mode::Offline;
    return track.lookup_open && awaited && !best_shots_.holds(track.serial);
  });
}

void FaceSession::wait_for_lookups(TimePoint deadline) {
  apply_verdicts();
  while (any_lookup_open() && verdicts_->wait_until(deadline))
    apply_verdicts();
}

// What the service turned away is asked for again until it answers, but an outage costs one wait, not one a frame.
void FaceSession::wait_for_frame(const FrameView &frame) {
  if (gave_up_waiting_)
    return;
  const auto time = std::chrono::steady_clock::now;
  const TimePoint start = time();
  const std::uint64_t answers_before = answers_;
  wait_for_lookups(start + options_.offline_wait);
  TimePoint deadline = waits_until(start);
  while (any_turned_away(frame) && time() < deadline &&
         pause_until(std::min(deadline, time() + options_.offline_retry)) && time() < deadline) {
    ask_again(frame);
    wait_for_lookups(deadline);
    deadline = waits_until(start);
  }
  const bool unfinished = any_lookup_open() || any_turned_away(frame);
  gave_up_waiting_ = unfinished && answers_ == answers_before && time() >= deadline;
}

// A pause that the service asked for is waited out. What somebody has to mend is not waited for.
TimePoint FaceSession::waits_until(TimePoint start) const {
  const AccountState account = service_->account().status.state;
  if (needs_mending(account))
    return start;
  const Duration pause = account == AccountState::Throttled ? azure::longest_retry_after : Duration::zero();
  return start + options_.offline_wait + pause;
}

// False where the wait was interrupted.
bool FaceSession::pause_until(TimePoint time) {
  while (verdicts_->wait_until(time))
    apply_verdicts();
  return std::chrono::steady_clock::now() >= time;
}

// A face of the frame that the service turned away though it may be had: no answer yet, and nothing else in the way.
bool FaceSession::is_turned_away(const FrameView &frame, const Seen &seen) const {
  return seen.track && seen.track->turned_away && obstacle(frame, *seen.track) == Reason::None;
}

bool FaceSession::any_turned_away(const FrameView &frame) const {
  return std::any_of(seen_.begin(), seen_.end(), [&](const Seen &seen) { return is_turned_away(frame, seen); });
}

void FaceSession::ask_again(const FrameView &frame) {
  for (const Seen &seen : seen_)
    if (is_turned_away(frame, seen))
      begin(frame, *seen.track);
  send();
}

} // namespace facerec
