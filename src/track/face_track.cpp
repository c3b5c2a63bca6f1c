#include "facerec/track/face_track.h"

namespace facerec {

std::string_view to_string(TrackState state) {
  switch (state) {
  case TrackState::Waiting:
    return "waiting";
  case TrackState::LookingUp:
    return "looking-up";
  case TrackState::Recognized:
    return "recognized";
  case TrackState::Unrecognized:
    return "unrecognized";
  }
  return "";
}

std::string_view to_string(Reason reason) {
  switch (reason) {
  case Reason::None:
    return "";
  case Reason::OutsideRoi:
    return "outside-roi";
  case Reason::TooSmall:
    return "too-small";
  case Reason::Queued:
    return "queued";
  case Reason::InFlight:
    return "in-flight";
  case Reason::WaitingForQuota:
    return "waiting-for-quota";
  case Reason::ServiceError:
    return "service-error";
  case Reason::NoFace:
    return "no-face";
  case Reason::LowQuality:
    return "low-quality";
  case Reason::NoMatch:
    return "no-match";
  case Reason::LowConfidence:
    return "low-confidence";
  case Reason::Ambiguous:
    return "ambiguous";
  case Reason::MaxLookups:
    return "max-lookups";
  case Reason::NoTrackId:
    return "no-track-id";
  }
  return "";
}

bool lookup_due(const FaceTrack &track, const TrackPolicy &policy, TimePoint now) {
  return track.state == TrackState::Waiting && track.tries < policy.max_lookups &&
         (!track.last_lookup || now - *track.last_lookup >= policy.lookup_interval);
}

void begin_lookup(FaceTrack &track, TimePoint now) {
  track.state = TrackState::LookingUp;
  track.reason = Reason::Queued;
  track.last_lookup = now;
}

bool give_up(FaceTrack &track, const TrackPolicy &policy) {
  if (track.state != TrackState::Waiting || track.tries < policy.max_lookups)
    return false;
  track.state = TrackState::Unrecognized;
  track.reason = Reason::MaxLookups;
  return true;
}

Reason judge(const std::vector<Candidate> &candidates, double min_confidence) {
  if (candidates.empty())
    return Reason::NoMatch;
  const double best = candidates[0].confidence;
  if (!(best >= min_confidence))
    return Reason::LowConfidence;
  if (candidates.size() > 1 && candidates[1].confidence >= best)
    return Reason::Ambiguous;
  return Reason::None;
}

namespace {

Reason reason_of(const Verdict &verdict, double min_confidence) {
  switch (verdict.outcome) {
  case Outcome::Candidates:
    return judge(verdict.candidates, min_confidence);
  case Outcome::NoFace:
    return Reason::NoFace;
  case Outcome::LowQuality:
    return Reason::LowQuality;
  case Outcome::Throttled:
  case Outcome::Dropped:
    return Reason::WaitingForQuota;
  case Outcome::ServiceError:
    return Reason::ServiceError;
  }
  return Reason::ServiceError;
}

} // namespace

Reason apply_verdict(FaceTrack &track, const Verdict &verdict, const TrackPolicy &policy) {
  const Reason answer = reason_of(verdict, policy.min_confidence);
  if (is_try(verdict.outcome))
    ++track.tries;
  track.reason = answer;
  if (answer == Reason::None) {
    track.state = TrackState::Recognized;
    track.identity = verdict.candidates[0].identity;
    track.confidence = verdict.candidates[0].confidence;
  } else {
    track.state = TrackState::Waiting;
    give_up(track, policy);
  }
  return answer;
}

} // namespace facerec
