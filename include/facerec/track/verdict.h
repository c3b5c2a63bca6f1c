// What the service said about one crop of one track.
#pragma once

#include "facerec/track/identity.h"

#include <cstdint>
#include <vector>

namespace facerec {

struct Candidate {
  IdentityPtr identity; // never null
  double confidence = 0;
};

enum class Outcome : std::uint8_t {
  Candidates,   // the service compared the face; `candidates` holds who it may be, best first, possibly nobody
  NoFace,       // the service found no face in the crop
  LowQuality,   // the service found the face unfit for recognition
  Throttled,    // the account's rate is spent; not a try
  BudgetSpent,  // the day's transactions are spent; not a try
  ServiceError, // no answer about this face: outage, timeout, refused account; not a try
  Dropped,      // never sent: the queue was full or the service is closing; not a try
};

// True where the outcome is an answer about the face, and so counts as one of max-lookups-per-face.
constexpr bool is_try(Outcome outcome) {
  return outcome == Outcome::Candidates || outcome == Outcome::NoFace || outcome == Outcome::LowQuality;
}

struct Verdict {
  std::uint64_t serial = 0; // FaceTrack::serial of the track that asked
  Outcome outcome = Outcome::ServiceError;
  std::vector<Candidate> candidates; // best first; only with Outcome::Candidates
  // This track's share of the transactions that the answer took: a Detect that ten faces shared is a tenth.
  double cost = 0;
};

} // namespace facerec
