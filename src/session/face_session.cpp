#include "facerec/session/face_session.h"

#include "facerec/report/report_builder.h"

#include <algorithm>
#include <utility>

namespace facerec {
namespace {

Point anchor_of(const Rect &box, RoiAnchor anchor, int width, int height) {
  const Point center = box.center();
  const double y = anchor == RoiAnchor::Center ? center.y : double(box.y) + box.height;
  return {center.x / width, y / height};
}

FaceReport report_of_track(const FaceTrack &track) {
  return {track.box,      track.id,         track.state,   track.reason,
          track.identity, track.confidence, track.regions, track.inherited};
}

std::optional<Drop> drop_of(Outcome outcome) {
  switch (outcome) {
  case Outcome::Dropped:
    return Drop::QueueFull;
  case Outcome::Throttled:
    return Drop::WaitingForQuota;
  case Outcome::BudgetSpent:
    return Drop::BudgetSpent;
  case Outcome::ServiceError:
    return Drop::ServiceError;
  default:
    return std::nullopt;
  }
}

} // namespace

std::string_view to_string(Drop drop) {
  switch (drop) {
  case Drop::QueueFull:
    return "queue-full";
  case Drop::WaitingForQuota:
    return "waiting-for-quota";
  case Drop::BudgetSpent:
    return "budget-spent";
  case Drop::ServiceError:
    return "service-error";
  case Drop::TrackEnded:
    return "track-ended";
  }
  return "";
}

FaceSession::FaceSession(SessionOptions options, std::shared_ptr<LookupService> service)
    : options_(std::move(options)), service_(std::move(service)),
      tracks_([this](const FaceTrack &track) { on_forget(track); }) {}

FaceSession::~FaceSession() {
  for (const FaceTrack &track : tracks_)
    service_->forget(track.serial);
}

void FaceSession::set_options(SessionOptions options) {
  const auto same = [](const Region &a, const Region &b) { return a.label == b.label && a.polygon == b.polygon; };
  const auto &before = options_.regions.all();
  const auto &after = options.regions.all();
  if (!std::equal(before.begin(), before.end(), after.begin(), after.end(), same))
    tracks_.for_each([](FaceTrack &track) { track.reported_recognized = track.reported_unrecognized = 0; });
  options_ = std::move(options);
}

const FrameReport &FaceSession::process(const FrameView &frame, std::span<const TrackedFace> faces, TimePoint now) {
  ++stats_.frames;
  stats_.faces += faces.size();
  now_ = now;
  Onlooker onlooker(frame);
  apply_verdicts();
  tracks_.expire(now, options_.policy.track_timeout);
  see_faces(frame, faces, now);
  prove_returned(onlooker);
  hand_over(frame, onlooker);
  look_up(frame);
  if (options_.mode == Mode::Offline)
    wait_for_frame(frame);
  remember_looks(onlooker);
  build_report();
  return report_;
}

const FrameReport &FaceSession::drain(TimePoint deadline) {
  seen_.clear();
  best_shots_.release(
      now_, Duration::zero(), [](std::uint64_t) { return true; }, outgoing_);
  send();
  wait_for_lookups(deadline);
  build_report();
  return report_;
}

void FaceSession::new_generation() {
  seen_.clear();
  newcomers_.clear();
  returned_.clear();
  tracks_.clear();
  gave_up_waiting_ = false;
  last_looks_.reset(); // time may begin anew
  for (const Verdict &verdict : verdicts_->take())
    stats_.transactions += verdict.cost;
}

void FaceSession::apply_verdicts() {
  for (const Verdict &verdict : verdicts_->take())
    apply(verdict);
}

void FaceSession::apply(const Verdict &verdict) {
  stats_.transactions += verdict.cost;
  if (const auto drop = drop_of(verdict.outcome))
    ++stats_.drops[static_cast<std::size_t>(*drop)];
  if (is_try(verdict.outcome)) {
    ++answers_;
    gave_up_waiting_ = false;
  }
  FaceTrack *track = tracks_.find_serial(verdict.serial);
  if (!track || !track->lookup_open) {
    ++stats_.late;
    return;
  }
  const bool had_name = track->state == TrackState::Recognized;
  note(apply_verdict(*track, verdict, options_.policy, now_), had_name, *track);
}

void FaceSession::note(const Step &step, bool had_name, FaceTrack &track) {
  ++stats_.answers[static_cast<std::size_t>(step.answer)];
  switch (step.change) {
  case Change::None:
    return;
  case Change::Recognized:
    return announce(FaceEvent::Kind::Recognized, stats_.recognized, track);
  case Change::Unrecognized:
    if (had_name)
      announce(FaceEvent::Kind::Withdrawn, stats_.withdrawn, track);
    announce(FaceEvent::Kind::Unrecognized, stats_.unrecognized, track);
    break;
  case Change::Withdrawn:
    announce(FaceEvent::Kind::Withdrawn, stats_.withdrawn, track);
    break;
  }
  disown_heir(track); // what is no longer sure of the one is not sure of the other
}

void FaceSession::announce(FaceEvent::Kind kind, std::uint64_t &count, const FaceTrack &track) {
  ++count;
  events_.push_back({kind, report_of_track(track)});
}

void FaceSession::see_faces(const FrameView &frame, std::span<const TrackedFace> faces, TimePoint now) {
  seen_.clear();
  newcomers_.clear();
  returned_.clear();
  for (const TrackedFace &face : faces) {
    const Point anchor = anchor_of(face.box, options_.roi_anchor, frame.width, frame.height);
    Seen seen{face, nullptr, options_.regions.containing(anchor), false};
    if (face.track_id) {
      FaceTrack &track = tracks_.see(*face.track_id, now, std::max(options_.policy.max_tracks, faces.size()));
      // Two faces of one frame with one id: whoever the id means, the second is not the first.
      if (track.frame != stats_.frames) {
        seen.track = &track;
        see_track(track, seen);
      }
    }
    seen_.push_back(std::move(seen));
  }
}

void FaceSession::see_track(FaceTrack &track, Seen &seen) {
  if (track.frame == 0) {
    ++stats_.tracks;
    newcomers_.push_back(&track);
    seen.newcomer = true;
  } else if (was_away(track)) {
    returned_.push_back({&track, track.box});
  }
  track.frame = stats_.frames;
  track.box = seen.face.box;
  track.regions = seen.regions;
  disown_heir(track);
}

FaceReport FaceSession::report_of(const Seen &seen) const {
  if (seen.track)
    return report_of_track(*seen.track);
  FaceReport report;
  report.box = seen.face.box;
  report.track_id = seen.face.track_id;
  report.reason = Reason::NoTrackId;
  report.regions = seen.regions;
  return report;
}

void FaceSession::build_report() {
  begin_report(report_, options_.regions.size());
  stats_.states.fill(0);
  stats_.reasons.fill(0);
  for (Seen &seen : seen_) {
    FaceReport face = report_of(seen);
    ++stats_.states[static_cast<std::size_t>(face.state)];
    ++stats_.reasons[static_cast<std::size_t>(face.reason)];
    if (seen.track) {
      Reported reported{seen.track->reported_recognized, seen.track->reported_unrecognized};
      add_face(report_, std::move(face), &reported);
    } else {
      add_face(report_, std::move(face), nullptr);
    }
  }
  std::swap(report_.events, events_);
  stats_.live_tracks = tracks_.size();
}

void FaceSession::on_forget(const FaceTrack &track) {
  if (track.lookup_open && waiting_place(track))
    ++stats_.drops[static_cast<std::size_t>(Drop::TrackEnded)];
  best_shots_.forget(track.serial);
  service_->forget(track.serial);
  if (track.state == TrackState::Recognized || track.state == TrackState::Unrecognized)
    events_.push_back({FaceEvent::Kind::Lost, report_of_track(track)});
}

} // namespace facerec
