// What is known of one tracked face, and how it may change.
#pragma once

#include "facerec/base/time.h"
#include "facerec/region/regions.h"
#include "facerec/track/identity.h"
#include "facerec/track/patch.h"
#include "facerec/track/verdict.h"
#include "facerec/track/votes.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace facerec {

// What is known of a face. Whether it is being looked up is another matter (FaceTrack::lookup_open): a name that is
// rechecked or verified stays, and so does Unrecognized while a larger picture is tried. Otherwise the name on the
// screen, the counts and the alarms that hang on them would flicker with every recheck, though nothing new is known.
enum class TrackState : std::uint8_t {
  Waiting,      // not named yet; a lookup is or will be due
  LookingUp,    // not named yet; a lookup is open
  Recognized,   // named
  Unrecognized, // max-lookups-per-face answers, and none of them a name
};
std::string_view to_string(TrackState state); // "waiting", "looking-up", "recognized", "unrecognized"

// Why a face is not recognized.
enum class Reason : std::uint8_t {
  None,            // it is
  OutsideRoi,      // its anchor lies in no region
  TooSmall,        // below min-face-size-pixels
  Blurred,         // below min-sharpness
  Queued,          // its crop waits for a worker, or for room in the full queue
  InFlight,        // its crop is with the service
  WaitingForQuota, // the account's rate is spent, or the service asked for a pause
  BudgetSpent,     // the day's transactions are spent; goes on at midnight UTC
  ServiceError,    // the service did not answer or refused the account
  NoFace,          // the service found no face in the crop
  LowQuality,      // the service found the face unfit for recognition
  NoMatch,         // the service knows nobody like it
  LowConfidence,   // the best candidate is below min-confidence
  Ambiguous,       // two candidates are closer together than min-margin
  AwaitingVotes,   // a match, but not yet as many as `votes`
  MaxLookups,      // looked up max-lookups-per-face times
  NoTrackId,       // no tracker gave the face an id, so it cannot be followed
};
inline constexpr std::size_t reason_count = 17;
std::string_view to_string(Reason reason); // "outside-roi", …; "" for None

struct TrackPolicy {
  int max_lookups = 3;                                       // answers without a name before a face is unrecognized
  double min_confidence = 0.6;                               // below it a match is no match
  Duration lookup_interval = std::chrono::milliseconds(500); // least time between two lookups of one face
  Duration track_timeout = std::chrono::seconds(5);          // a track unseen for so long is forgotten
  std::size_t max_tracks = 4096;                             // the track unseen for longest makes room
  double min_margin = 0;                                     // how far the second candidate has to be behind
  int votes = 1;                                             // matches of one person before it is named
  Duration recheck_interval{};                               // a name so old is looked up again; 0: never
  double retry_growth = 1.5; // an unrecognized face gets a try when its side has grown by this factor; 0: never
  Duration handover = std::chrono::milliseconds(700); // for how long a lost face leaves its name to an heir; 0: not
};

// What the place of a face looked like when it was last seen.
struct Look {
  Rect place;
  Patch patch{};
  std::shared_ptr<const Patch> frame; // of the whole frame, never null
};

struct FaceTrack {
  std::uint64_t id = 0;     // the tracker's; may be used again for another face later
  std::uint64_t serial = 0; // ours; never used twice in the process, so a late verdict finds its own track or none
  TrackState state = TrackState::Waiting;
  Reason reason = Reason::None;
  int tries = 0; // answers of the service since the face was last new or its name withdrawn
  TimePoint last_seen{};
  Duration absence{};      // between the last two frames that showed it
  std::uint64_t frame = 0; // the last frame that showed it, as numbered by the session
  Rect box;                // as last seen
  RegionMask regions = 0;  // as last seen

  // The lookup that is open, or was last
  bool lookup_open = false; // a crop is held back, queued or with the service
  bool background = false;  // it only serves to confirm a name
  bool turned_away = false; // the last one ended without an answer, though another may be had at once or soon
  std::optional<TimePoint> last_lookup;
  double looked_up_side = 0;    // of the face in its crop, pixels; see side_of()
  double looked_up_quality = 0; // of its crop; see crop_quality()
  double answered_side = 0;     // of the face in the crop that was last answered
  Votes votes;                  // for names that are not yet the track's
  bool contested = false;       // the track had one name, then the service said another: see apply_verdict()

  // The name
  IdentityPtr identity; // set exactly when Recognized
  double confidence = 0;
  TimePoint checked{};              // when the service last said so, or had no face to compare
  int doubts = 0;                   // comparisons in a row that did not say so
  bool inherited = false;           // it came from a lost track, or the face was away; no lookup has verified it
  TimePoint inherited_since{};      // when that was
  Rect inherited_place;             // where the face had been before
  std::uint64_t heir = 0;           // serial of the track that inherited this one's name; 0: none has
  std::shared_ptr<const Look> look; // for an heir to be compared with; null: none may inherit

  RegionMask reported_recognized = 0; // regions in which a frame has already said so
  RegionMask reported_unrecognized = 0;
  IdentityPtr counted; // whom reported_recognized speaks of
};

// The side of a square as large as the rectangle.
double side_of(const Rect &rect);

// Whether the face, of which `side` pixels are visible, is to be looked up now. A face without a name has tries left;
// an unrecognized one has grown by retry_growth since its last answer; a name is inherited or recheck_interval old.
// None has a lookup open, and the last one began lookup_interval ago.
bool lookup_due(const FaceTrack &track, const TrackPolicy &policy, TimePoint now, double side);

// The track's crop was handed over, `side` pixels large and as good as `quality` says.
void begin_lookup(FaceTrack &track, TimePoint now, double side = 0, double quality = 0);

// Makes a waiting track without tries left Unrecognized; says whether it did.
bool give_up(FaceTrack &track, const TrackPolicy &policy);

// What became of a track.
enum class Change : std::uint8_t {
  None,         // it is what it was
  Recognized,   // it has got a name
  Unrecognized, // it is given up; it may have had a name
  Withdrawn,    // it had a name and is looked up anew
};

struct Step {
  Reason answer = Reason::None; // what the verdict amounted to; None: a match that named or confirmed
  Change change = Change::None;
};

// Moves the track on by one verdict on its open lookup. Only an answer about the face counts as a try; an outage leaves
// everything as it was.
//
// A face with a name keeps it while answers say nothing else: after max_lookups comparisons in a row that do not
// confirm the name it is unrecognized; a picture that shows no face fit to compare says nothing. Another person's name
// takes it away at once, and from then on a name needs two more matches than any other has, so that a face which is now
// A and now B is nobody. An inherited name goes with the first comparison that does not confirm it, and after
// max_lookups pictures that show no face fit to compare.
Step apply_verdict(FaceTrack &track, const Verdict &verdict, const TrackPolicy &policy, TimePoint now);

// Takes the name away, for this reason; the face is looked up anew.
void withdraw(FaceTrack &track, Reason reason);

} // namespace facerec
