#include "facerec/track/box_tracker.h"

#include <algorithm>
#include <cmath>

namespace facerec {
namespace {

constexpr double smoothing = 0.4; // weight of the newest velocity
// Farther into the future a velocity says nothing; a lost face then waits in its place.
constexpr std::chrono::milliseconds longest_move(400);

double seconds(StreamTime time) { return std::chrono::duration<double>(time).count(); }

// A displacement in pixels that cannot overflow a coordinate, however wild the boxes and times.
int to_pixels(double value) { return static_cast<int>(std::clamp(std::round(value), -1e6, 1e6)); }

struct Pair {
  double overlap = 0;
  std::size_t track = 0;
  std::size_t detection = 0;
};

// Most overlap first; the order of equals is fixed, so that a stream gives the same ids every time.
bool before(const Pair &a, const Pair &b) {
  if (a.overlap != b.overlap)
    return a.overlap > b.overlap;
  return a.track != b.track ? a.track < b.track : a.detection < b.detection;
}

} // namespace

double cut_score(double place_change, double frame_change) { return (place_change + 2 * frame_change) / 3; }

Rect BoxTracker::Track::predicted(StreamTime now) const {
  const double time = seconds(std::clamp<StreamTime>(now - found, StreamTime::zero(), longest_move));
  Rect moved = box;
  moved.x += to_pixels(velocity_x * time);
  moved.y += to_pixels(velocity_y * time);
  return moved;
}

void BoxTracker::Track::update(const DetectedBox &detection, StreamTime now) {
  const double time = seconds(now - found);
  if (time > 0) {
    const Point from = box.center(), to = detection.box.center();
    const double weight = hits == 1 ? 1.0 : smoothing;
    velocity_x += weight * ((to.x - from.x) / time - velocity_x);
    velocity_y += weight * ((to.y - from.y) / time - velocity_y);
  }
  box = detection.box;
  confidence = detection.confidence;
  found = now;
  ++hits;
}

std::vector<TrackedBox> BoxTracker::detected(const std::vector<DetectedBox> &detections, StreamTime now,
                                             const FrameView *frame) {
  forget_old(now);
  watch_for_cuts(frame);
  std::vector<TrackedBox> boxes = take(detections, now);
  note_missed(now);
  add_predicted(boxes, now);
  remember_places(now, frame);
  return boxes;
}

std::vector<TrackedBox> BoxTracker::skipped(StreamTime now, const FrameView *frame) {
  forget_old(now);
  watch_for_cuts(frame);
  std::vector<TrackedBox> boxes;
  add_predicted(boxes, now);
  remember_places(now, frame);
  return boxes;
}

// Also tracks from the future: the stream's time has jumped back.
void BoxTracker::forget_old(StreamTime now) {
  std::erase_if(tracks_,
                [&](const Track &track) { return now - track.found > options_.max_missed || now < track.found; });
}

void BoxTracker::watch_for_cuts(const FrameView *frame) {
  if (!frame || options_.cut_threshold <= 0) {
    last_frame_.reset();
    return;
  }
  end_cut_tracks(*frame);
}

void BoxTracker::end_cut_tracks(const FrameView &frame) {
  const Patch whole = read_frame_patch(frame);
  const double frame_change = last_frame_ ? patch_change(*last_frame_, whole).value_or(0) : 0;
  last_frame_ = whole;
  cuts_ += std::erase_if(tracks_, [&](const Track &track) {
    const std::optional<Patch> place = track.patch ? read_patch(frame, track.looked_at) : std::nullopt;
    const double place_change = place ? patch_change(*track.patch, *place).value_or(0) : 0;
    return cut_score(place_change, frame_change) > options_.cut_threshold;
  });
}

void BoxTracker::remember_places(StreamTime now, const FrameView *frame) {
  const bool wanted = frame && options_.cut_threshold > 0;
  for (Track &track : tracks_) {
    track.looked_at = track.predicted(now);
    track.patch = wanted ? read_patch(*frame, track.looked_at) : std::nullopt;
  }
}

void BoxTracker::reset() {
  tracks_.clear();
  last_frame_.reset();
}

void BoxTracker::give_id(Track &track) {
  if (!track.id && track.hits >= options_.min_hits)
    track.id = next_id_++;
}

std::vector<std::optional<std::size_t>> BoxTracker::assign(const std::vector<DetectedBox> &detections,
                                                           StreamTime now) const {
  std::vector<Pair> pairs;
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    const Rect predicted = tracks_[t].predicted(now);
    for (std::size_t d = 0; d < detections.size(); ++d) {
      const double overlap = std::max(iou(predicted, detections[d].box), iou(tracks_[t].box, detections[d].box));
      if (overlap > 0 && overlap >= options_.min_iou)
        pairs.push_back({overlap, t, d});
    }
  }
  std::sort(pairs.begin(), pairs.end(), before);
  std::vector<std::optional<std::size_t>> track_of(detections.size());
  std::vector<bool> taken(tracks_.size());
  for (const Pair &pair : pairs)
    if (!taken[pair.track] && !track_of[pair.detection]) {
      taken[pair.track] = true;
      track_of[pair.detection] = pair.track;
    }
  return track_of;
}

std::vector<TrackedBox> BoxTracker::take(const std::vector<DetectedBox> &detections, StreamTime now) {
  const auto track_of = assign(detections, now);
  std::vector<TrackedBox> boxes;
  for (std::size_t i = 0; i < detections.size(); ++i) {
    TrackedBox box{detections[i].box, detections[i].confidence, std::nullopt, i};
    Track *track = track_of[i] ? &tracks_[*track_of[i]] : nullptr;
    if (track) {
      track->update(detections[i], now);
    } else if (tracks_.size() < options_.max_tracks) {
      track =
          &tracks_.emplace_back(Track{.box = detections[i].box, .found = now, .confidence = detections[i].confidence});
    }
    if (track) {
      give_id(*track);
      box.id = track->id;
    }
    boxes.push_back(box);
  }
  return boxes;
}

void BoxTracker::note_missed(StreamTime now) {
  for (Track &track : tracks_)
    if (track.found == now)
      track.missed_since.reset();
    else if (!track.missed_since)
      track.missed_since = now;
}

void BoxTracker::add_predicted(std::vector<TrackedBox> &boxes, StreamTime now) const {
  const auto gone = [&](const Track &track) {
    return track.missed_since && now - *track.missed_since >= options_.fill_missed;
  };
  for (const Track &track : tracks_)
    if (track.id && track.found != now && !gone(track))
      boxes.push_back({track.predicted(now), track.confidence, track.id, std::nullopt});
}

} // namespace facerec
