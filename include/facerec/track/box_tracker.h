// Gives the boxes of a detector ids that last: the core of the element facerectrack.
//
// A detection belongs to the track whose predicted box it overlaps most; a track that is not found moves on with
// constant velocity for a while. Where the picture at a track's place changes at once, as at a cut, the track ends, so
// that a name never goes over to another person who happens to be in the same place.
//
// One tracker per stream; not thread-safe. Times are stream times and may start anywhere.
#pragma once

#include "facerec/region/geometry.h"
#include "facerec/track/patch.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace facerec {

using StreamTime = std::chrono::nanoseconds;

struct BoxTrackerOptions {
  double min_iou = 0.2;                                    // 0..1: a detection that overlaps less is another face
  StreamTime max_missed = std::chrono::milliseconds(1000); // a track not found for longer is over
  // How long a face that was searched for in vain still gets a box: long enough to bridge a blink of the detector, too
  // short to leave a named box where nobody is any more. Frames that nobody searched are always bridged.
  StreamTime fill_missed = std::chrono::milliseconds(100);
  int min_hits = 2;             // detections before a track gets its id; at least 1
  double cut_threshold = 0.24;  // 0..1, see cut_score(); 0: never look for cuts
  std::size_t max_tracks = 256; // detections beyond get no track
};

struct DetectedBox {
  Rect box;
  double confidence = 0; // 0..1
};

struct TrackedBox {
  Rect box;
  double confidence = 0;                // the detector's; its last one where the box is predicted
  std::optional<std::uint64_t> id;      // from 1 on, never used twice; nothing before min_hits detections
  std::optional<std::size_t> detection; // index into the frame's detections; nothing: predicted
};

// How much a frame looks like another picture to a track, 0..1: the change of the face's place and, twice as heavy, the
// change of the whole frame (see patch_change()). Measured on real
// videos, searched every third frame: all five cuts between people in the same place score more than 0.24; a window
// that is pushed fast over a picture comes near it and once goes beyond (a face then gets a new id, never a wrong
// name).
double cut_score(double place_change, double frame_change);

class BoxTracker {
public:
  explicit BoxTracker(const BoxTrackerOptions &options = {}) : options_(options) {}

  // Takes effect from the next frame on; tracks stay.
  void set_options(const BoxTrackerOptions &options) { options_ = options; }

  // A frame in which faces were searched. First every detection, in the order given; then the tracks with an id that
  // were not found, at their predicted place, for as long as fill_missed says. `frame` may be null where the pixels are
  // not at hand: then no cut is seen.
  std::vector<TrackedBox> detected(const std::vector<DetectedBox> &detections, StreamTime now, const FrameView *frame);

  // A frame in which nobody searched: the tracks with an id, predicted; those that the last search missed as above.
  std::vector<TrackedBox> skipped(StreamTime now, const FrameView *frame);

  // Forgets all tracks, as after a seek. Ids go on.
  void reset();

  // How many tracks ended at a cut so far.
  std::uint64_t cuts() const { return cuts_; }

private:
  struct Track {
    Rect box;              // as last found
    double velocity_x = 0; // of its centre, pixels per second
    double velocity_y = 0;
    StreamTime found{};                       // when it was last found
    std::optional<StreamTime> missed_since{}; // the first search since then
    double confidence = 0;                    // of that detection
    int hits = 1;                             // detections so far
    std::optional<std::uint64_t> id{};
    std::optional<Patch> patch{}; // what the place `looked_at` looked like in the last frame
    Rect looked_at{};

    Rect predicted(StreamTime now) const;
    void update(const DetectedBox &detection, StreamTime now);
  };

  void forget_old(StreamTime now);
  void end_cut_tracks(const FrameView &frame);
  void watch_for_cuts(const FrameView *frame);
  void remember_places(StreamTime now, const FrameView *frame);
  void give_id(Track &track);
  // For each detection the index of its track, if any.
  std::vector<std::optional<std::size_t>> assign(const std::vector<DetectedBox> &detections, StreamTime now) const;
  std::vector<TrackedBox> take(const std::vector<DetectedBox> &detections, StreamTime now);
  void note_missed(StreamTime now);
  void add_predicted(std::vector<TrackedBox> &boxes, StreamTime now) const;

  BoxTrackerOptions options_;
  std::vector<Track> tracks_;
  std::optional<Patch> last_frame_; // what the last frame looked like
  std::uint64_t next_id_ = 1;
  std::uint64_t cuts_ = 0;
};

} // namespace facerec
