// What is known of one tracked face, and how it may change.
#pragma once

#include "facerec/base/time.h"
#include "facerec/region/regions.h"
#include "facerec/track/identity.h"
#include "facerec/track/verdict.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace facerec {

enum class TrackState : std::uint8_t {
  Waiting,      // not named yet; a lookup is or will be due
  LookingUp,    // a crop is queued or with the service
  Recognized,   // named
  Unrecognized, // max-lookups-per-face answers, and none of them a name
};
std::string_view to_string(TrackState state); // "waiting", "looking-up", "recognized", "unrecognized"

// Why a face is not recognized.
enum class Reason : std::uint8_t {
  None,            // it is
  OutsideRoi,      // its anchor lies in no region
  TooSmall,        // below min-face-size-pixels
  Queued,          // its crop waits for a worker
  InFlight,        // its crop is with the service
  WaitingForQuota, // the account's rate is spent, or the service asked for a pause
  ServiceError,    // the service did not answer or refused the account
  NoFace,          // the service found no face in the crop
  LowQuality,      // the service found the face unfit for recognition
  NoMatch,         // the service knows nobody like it
  LowConfidence,   // the best candidate is below min-confidence
  Ambiguous,       // two candidates are as likely as each other
  MaxLookups,      // looked up max-lookups-per-face times
  NoTrackId,       // no tracker gave the face an id, so it cannot be followed
};
inline constexpr std::size_t reason_count = 14;
std::string_view to_string(Reason reason); // "outside-roi", …; "" for None

struct TrackPolicy {
  int max_lookups = 3;                                       // answers without a name before a face is unrecognized
  double min_confidence = 0.6;                               // below it a match is no match
  Duration lookup_interval = std::chrono::milliseconds(500); // least time between two lookups of one face
  Duration track_timeout = std::chrono::seconds(5);          // a track unseen for so long is forgotten
  std::size_t max_tracks = 4096;                             // the track unseen for longest makes room
};

struct FaceTrack {
  std::uint64_t id = 0;     // the tracker's; may be used again for another face later
  std::uint64_t serial = 0; // ours; never used twice in the process, so a late verdict finds its own track or none
  TrackState state = TrackState::Waiting;
  Reason reason = Reason::None;
  int tries = 0; // answers of the service so far
  TimePoint last_seen{};
  std::optional<TimePoint> last_lookup;
  double looked_up_area = 0; // square pixels of the face in the crop that waits or was sent last
  std::uint64_t frame = 0;   // the last frame that showed it, as numbered by the session
  Rect box;                  // as last seen
  RegionMask regions = 0;    // as last seen
  IdentityPtr identity;      // set exactly when Recognized
  double confidence = 0;
  RegionMask reported_recognized = 0; // regions in which a frame has already said so
  RegionMask reported_unrecognized = 0;
};

// Waiting, with tries left, and the last lookup long enough ago.
bool lookup_due(const FaceTrack &track, const TrackPolicy &policy, TimePoint now);

// The track's crop was handed to the lookup service.
void begin_lookup(FaceTrack &track, TimePoint now);

// Makes a waiting track without tries left Unrecognized; says whether it did.
bool give_up(FaceTrack &track, const TrackPolicy &policy);

// What candidates (best first) amount to: None is a match. A tie of two candidates is nobody.
Reason judge(const std::vector<Candidate> &candidates, double min_confidence);

// Moves the track on by one verdict, and says what the verdict amounted to (None: a match). Only an answer about the
// face counts as a try; an outage leaves the track waiting.
Reason apply_verdict(FaceTrack &track, const Verdict &verdict, const TrackPolicy &policy);

} // namespace facerec
