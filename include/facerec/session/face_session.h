// One stream: takes each frame's faces, looks their tracks up, and says what is known of the frame.
//
// Belongs to one element and has no thread of its own. process(), drain(), set_options() and new_generation() are the
// streaming thread's; interrupt() and resume() may be called from any thread.
//
//   FaceSession session(options, lookup_service);
//   const FrameReport &report = session.process(view, faces, now);
#pragma once

#include "facerec/base/time.h"
#include "facerec/frame/frame_view.h"
#include "facerec/lookup/lookup_service.h"
#include "facerec/region/regions.h"
#include "facerec/report/frame_report.h"
#include "facerec/track/track_table.h"
#include "facerec/track/tracked_face.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace facerec {

enum class Mode : std::uint8_t {
  Live,    // process() never waits
  Offline, // process() waits for the frame's lookups, so that every frame is reported whole
};
enum class RoiAnchor : std::uint8_t { Center, BottomCenter }; // the point of the box that must lie in the region

struct SessionOptions {
  Regions regions;
  TrackPolicy policy;
  Mode mode = Mode::Live;
  RoiAnchor roi_anchor = RoiAnchor::Center;
  int min_face_size = 64;                           // pixels, of width and of height
  double crop_margin = 0.3;                         // see expand()
  Duration offline_wait = std::chrono::seconds(30); // the longest that one frame may wait in offline mode
};

struct SessionStats {
  std::uint64_t frames = 0;
  std::uint64_t faces = 0;                           // boxes, over all frames
  std::uint64_t tracks = 0;                          // different tracks that were looked at
  std::uint64_t recognized = 0;                      // tracks that were named
  std::uint64_t unrecognized = 0;                    // tracks that were given up
  std::uint64_t late = 0;                            // verdicts whose track was forgotten by then
  std::size_t live_tracks = 0;                       // in the table now
  std::array<std::uint64_t, 4> states{};             // faces of the last frame by TrackState
  std::array<std::uint64_t, reason_count> reasons{}; // faces of the last frame by Reason
  std::array<std::uint64_t, reason_count> answers{}; // verdicts so far by what they amounted to
};

class FaceSession {
public:
  FaceSession(SessionOptions options, std::shared_ptr<LookupService> service);
  ~FaceSession();
  FaceSession(const FaceSession &) = delete;
  FaceSession &operator=(const FaceSession &) = delete;

  // Takes effect with the next frame. New regions start their deltas anew.
  void set_options(SessionOptions options);
  const SessionOptions &options() const { return options_; }

  // Pixels are read only where a crop is copied. The report is valid until the next call. `now` must not go backwards
  // within a generation.
  const FrameReport &process(const FrameView &frame, std::span<const TrackedFace> faces, TimePoint now);

  // Waits until no lookup is open, `deadline` (steady clock) or interrupt(); then reports the events that came of it,
  // and no face.
  const FrameReport &drain(TimePoint deadline);

  // Forgets every track, as after a flush: what is still with the service will name nobody.
  void new_generation();

  // Ends a wait of process() or drain() now, and lets none begin until resume().
  void interrupt() { verdicts_->interrupt(); }
  void resume() { verdicts_->resume(); }

  const SessionStats &stats() const { return stats_; }

private:
  // A face of the frame and the track it belongs to; no track: no id, or an id that another face of the frame has.
  struct Seen {
    TrackedFace face;
    FaceTrack *track = nullptr;
    RegionMask regions = 0;
  };

  void apply_verdicts();
  void apply(const Verdict &verdict);
  void announce(FaceEvent::Kind kind, std::uint64_t &count, const FaceTrack &track);
  void see_faces(const FrameView &frame, std::span<const TrackedFace> faces, TimePoint now);
  void look_up(const FrameView &frame, TimePoint now);
  void consider(const FrameView &frame, Seen &seen, TimePoint now);
  void submit(const FrameView &frame, FaceTrack &track, TimePoint now);
  void wait_for_lookups(TimePoint deadline);
  void build_report();
  void on_forget(const FaceTrack &track);
  FaceReport report_of(const Seen &seen) const;
  bool any_lookup_open() const;

  SessionOptions options_;
  std::shared_ptr<LookupService> service_;
  std::shared_ptr<VerdictBox> verdicts_ = std::make_shared<VerdictBox>();
  TrackTable tracks_;
  std::vector<Seen> seen_;
  std::vector<FaceEvent> events_; // of verdicts and forgotten tracks since the last report
  FrameReport report_;
  SessionStats stats_;
};

} // namespace facerec
