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
#include "facerec/session/best_shots.h"
#include "facerec/track/handover.h"
#include "facerec/track/track_table.h"
#include "facerec/track/tracked_face.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
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
  Duration offline_wait = std::chrono::seconds(30); // the longest that a frame waits in offline mode
  // Offline mode: after so long a frame asks again for what the service turned away.
  Duration offline_retry = std::chrono::milliseconds(200);
  double min_sharpness = 0;                   // a face less sharp is not sent, see sharpness(); 0: any
  FaceQuality min_quality = FaceQuality::Low; // no Identify is spent on a face below it
  Duration best_shot_window{};                // how long a new face may wait for a better picture
};

// Why a crop was never looked up.
enum class Drop : std::uint8_t {
  QueueFull,       // other faces were more urgent, or the service was closing
  WaitingForQuota, // the account's rate is spent
  BudgetSpent,     // the day's transactions are spent
  ServiceError,    // no answer: outage, timeout, refused account
  TrackEnded,      // its face was forgotten while it waited
};
inline constexpr std::size_t drop_count = 5;
std::string_view to_string(Drop drop); // "queue-full", …

struct SessionStats {
  std::uint64_t frames = 0;
  std::uint64_t faces = 0;                           // boxes, over all frames
  std::uint64_t tracks = 0;                          // different tracks that were looked at
  std::uint64_t recognized = 0;                      // names given, inherited ones included
  std::uint64_t unrecognized = 0;                    // tracks that were given up
  std::uint64_t inherited = 0;                       // names that came from a lost track, without a call
  std::uint64_t withdrawn = 0;                       // names taken away again
  std::uint64_t rechecks = 0;                        // lookups of faces that had a name
  std::uint64_t late = 0;                            // verdicts whose track was forgotten by then
  double transactions = 0;                           // this session's share of the account's
  std::size_t live_tracks = 0;                       // in the table now
  std::array<std::uint64_t, 4> states{};             // faces of the last frame by TrackState
  std::array<std::uint64_t, reason_count> reasons{}; // faces of the last frame by Reason
  std::array<std::uint64_t, reason_count> answers{}; // verdicts so far by what they amounted to
  std::array<std::uint64_t, drop_count> drops{};     // crops so far by why they were not looked up
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

  // Pixels are read of faces that are or may be looked up, and now and then of recognized ones. The report is valid
  // until the next call. `now` must not go backwards within a generation.
  const FrameReport &process(const FrameView &frame, std::span<const TrackedFace> faces, TimePoint now);

  // Sends what is held back and waits until no lookup is open that may name a face, `deadline` (steady clock) or
  // interrupt(); then reports the events that came of it, and no face.
  const FrameReport &drain(TimePoint deadline);

  // Forgets every track, as after a flush: what is still with the service will name nobody. The next report says who is
  // lost.
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
    bool newcomer = false;
  };
  // A recognized track that is in the frame again after it was away.
  struct Returned {
    FaceTrack *track = nullptr;
    Rect last_box;
  };

  void apply_verdicts();
  void apply(const Verdict &verdict);
  void note(const Step &step, bool had_name, FaceTrack &track);
  void announce(FaceEvent::Kind kind, std::uint64_t &count, const FaceTrack &track);

  void see_faces(const FrameView &frame, std::span<const TrackedFace> faces, TimePoint now);
  void see_track(FaceTrack &track, Seen &seen);
  void disown_heir(FaceTrack &track);
  std::vector<FaceTrack *> lost_tracks();
  void take_name(FaceTrack &track, Reason reason);
  bool was_away(const FaceTrack &track) const;
  void prove_returned(Onlooker &onlooker);
  void take_names_of_rivals();
  void hand_over(const FrameView &frame, Onlooker &onlooker);
  void remember_looks(Onlooker &onlooker);

  void look_up(const FrameView &frame);
  void consider(const FrameView &frame, Seen &seen);
  void follow(const FrameView &frame, const Seen &seen);
  Reason obstacle(const FrameView &frame, const FaceTrack &track) const;
  Reason hindrance(const FrameView &frame, const FaceTrack &track) const;
  void begin(const FrameView &frame, FaceTrack &track);
  Lookup lookup_of(const FrameView &frame, const FaceTrack &track) const;
  void send();
  std::optional<LookupService::Place> waiting_place(const FaceTrack &track) const;

  void wait_for_lookups(TimePoint deadline);
  void wait_for_frame(const FrameView &frame);
  TimePoint waits_until(TimePoint start) const;
  bool pause_until(TimePoint time);
  void ask_again(const FrameView &frame);
  bool is_turned_away(const FrameView &frame, const Seen &seen) const;
  bool any_lookup_open() const;
  bool any_turned_away(const FrameView &frame) const;

  void build_report();
  void on_forget(const FaceTrack &track);
  FaceReport report_of(const Seen &seen) const;

  SessionOptions options_;
  std::shared_ptr<LookupService> service_;
  std::shared_ptr<VerdictBox> verdicts_ = std::make_shared<VerdictBox>();
  TrackTable tracks_;
  TimePoint now_{}; // of the frame
  std::vector<Seen> seen_;
  std::vector<FaceTrack *> newcomers_;  // of the frame
  std::vector<Returned> returned_;      // of the frame
  std::optional<TimePoint> last_looks_; // when the looks of all recognized tracks were taken
  BestShots best_shots_;
  std::uint64_t look_turns_ = 1;  // in how many frames every waiting face is looked at once
  std::vector<Lookup> outgoing_;  // of the frame
  std::vector<FaceEvent> events_; // of verdicts and forgotten tracks since the last report
  FrameReport report_;
  SessionStats stats_;
  std::uint64_t answers_ = 0; // verdicts that count as a try
  // Offline mode: a frame has waited in vain for as long as one may, and no answer has come since.
  bool gave_up_waiting_ = false;
};

} // namespace facerec
