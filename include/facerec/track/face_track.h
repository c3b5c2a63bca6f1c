// What is known of one tracked face, and how it may change.
#pragma once

#include "facerec/base/time.h"
#include "facerec/region/regions.h"
#include "facerec/track/identity.h"

#include <cstdint>
#include <string_view>

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
std::string_view to_string(Reason reason); // "outside-roi", …; "" for None

} // namespace facerec
