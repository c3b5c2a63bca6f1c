#include "facerec/session/face_session.h"

#include "facerec/frame/crop.h"
#include "facerec/report/report_builder.h"

#include <algorithm>
#include <utility>

namespace facerec {
namespace {

// A waiting crop is worth copying again only for a face that has clearly grown.
constexpr double worthwhile_growth = 1.2;

double area(const Rect &box) { return double(box.width) * box.height; }

Point anchor_of(const Rect &box, RoiAnchor anchor, int width, int height) {
  const Point center = box.center();
  const double y = anchor == RoiAnchor::Center ? center.y : double(box.y) + box.height;
  return {center.x / width, y / height};
}

FaceReport report_of_track(const FaceTrack &track) {
  return {track.box, track.id, track.state, track.reason, track.identity, track.confidence, track.regions};
}

} // namespace

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
  apply_verdicts();
  tracks_.expire(now, options_.policy.track_timeout);
  see_faces(frame, faces, now);
  look_up(frame, now);
  if (options_.mode == Mode::Offline)
    wait_for_lookups(std::chrono::steady_clock::now() + options_.offline_wait);
  build_report();
  return report_;
}

const FrameReport &FaceSession::drain(TimePoint deadline) {
  seen_.clear();
  wait_for_lookups(deadline);
  build_report();
  return report_;
}

void FaceSession::new_generation() {
  seen_.clear();
  tracks_.clear();
  events_.clear();
  verdicts_->take();
}

void FaceSession::apply_verdicts() {
  for (const Verdict &verdict : verdicts_->take())
    apply(verdict);
}

void FaceSession::apply(const Verdict &verdict) {
  FaceTrack *track = tracks_.find_serial(verdict.serial);
  if (!track || track->state != TrackState::LookingUp) {
    ++stats_.late;
    return;
  }
  const Reason answer = apply_verdict(*track, verdict, options_.policy);
  ++stats_.answers[static_cast<std::size_t>(answer)];
  if (track->state == TrackState::Recognized)
    announce(FaceEvent::Kind::Recognized, stats_.recognized, *track);
  else if (track->state == TrackState::Unrecognized)
    announce(FaceEvent::Kind::Unrecognized, stats_.unrecognized, *track);
}

void FaceSession::announce(FaceEvent::Kind kind, std::uint64_t &count, const FaceTrack &track) {
  ++count;
  events_.push_back({kind, report_of_track(track)});
}

void FaceSession::see_faces(const FrameView &frame, std::span<const TrackedFace> faces, TimePoint now) {
  seen_.clear();
  for (const TrackedFace &face : faces) {
    Seen seen{face, nullptr,
              options_.regions.containing(anchor_of(face.box, options_.roi_anchor, frame.width, frame.height))};
    if (face.track_id) {
      FaceTrack &track = tracks_.see(*face.track_id, now, std::max(options_.policy.max_tracks, faces.size()));
      if (track.frame == 0)
        ++stats_.tracks;
      // Two faces of one frame with one id: whoever the id means, the second is not the first.
      if (track.frame != stats_.frames) {
        track.frame = stats_.frames;
        track.box = face.box;
        track.regions = seen.regions;
        seen.track = &track;
      }
    }
    seen_.push_back(std::move(seen));
  }
}

void FaceSession::look_up(const FrameView &frame, TimePoint now) {
  for (Seen &seen : seen_)
    if (seen.track)
      consider(frame, seen, now);
}

void FaceSession::consider(const FrameView &frame, Seen &seen, TimePoint now) {
  FaceTrack &track = *seen.track;
  if (give_up(track, options_.policy)) // where max-lookups has been lowered since
    announce(FaceEvent::Kind::Unrecognized, stats_.unrecognized, track);
  const bool due = lookup_due(track, options_.policy, now);
  const bool waiting = track.state == TrackState::LookingUp && service_->is_waiting(track.serial);
  if (track.state == TrackState::LookingUp)
    track.reason = waiting ? Reason::Queued : Reason::InFlight;
  const bool grown = waiting && area(track.box) >= worthwhile_growth * track.looked_up_area;
  if (track.state != TrackState::Waiting && !grown)
    return;
  const Rect visible = clamp_to_frame(track.box, frame.width, frame.height);
  const bool outside = seen.regions == 0;
  const bool small = visible.width < options_.min_face_size || visible.height < options_.min_face_size;
  if (outside || small) {
    if (track.state == TrackState::Waiting)
      track.reason = outside ? Reason::OutsideRoi : Reason::TooSmall;
  } else if (due || grown) {
    submit(frame, track, now);
  }
}

void FaceSession::submit(const FrameView &frame, FaceTrack &track, TimePoint now) {
  Lookup lookup{track.serial, track.tries, copy_crop(frame, track.box, options_.crop_margin)};
  if (track.state == TrackState::Waiting)
    begin_lookup(track, now);
  track.looked_up_area = area(track.box);
  service_->submit(std::move(lookup), verdicts_);
}

bool FaceSession::any_lookup_open() const {
  return std::any_of(tracks_.begin(), tracks_.end(),
                     [](const FaceTrack &track) { return track.state == TrackState::LookingUp; });
}

void FaceSession::wait_for_lookups(TimePoint deadline) {
  apply_verdicts();
  while (any_lookup_open() && verdicts_->wait_until(deadline))
    apply_verdicts();
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
  service_->forget(track.serial);
  if (track.state == TrackState::Recognized || track.state == TrackState::Unrecognized)
    events_.push_back({FaceEvent::Kind::Lost, report_of_track(track)});
}

} // namespace facerec
