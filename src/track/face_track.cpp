#include "facerec/track/face_track.h"

#include "facerec/track/judge.h"

#include <algorithm>
#include <cmath>

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
  case Reason::Blurred:
    return "blurred";
  case Reason::Queued:
    return "queued";
  case Reason::InFlight:
    return "in-flight";
  case Reason::WaitingForQuota:
    return "waiting-for-quota";
  case Reason::BudgetSpent:
    return "budget-spent";
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
  case Reason::AwaitingVotes:
    return "awaiting-votes";
  case Reason::MaxLookups:
    return "max-lookups";
  case Reason::NoTrackId:
    return "no-track-id";
  }
  return "";
}

double side_of(const Rect &rect) {
  return std::sqrt(std::max(0.0, double(rect.width)) * std::max(0.0, double(rect.height)));
}

namespace {

bool has_grown(const FaceTrack &track, const TrackPolicy &policy, double side) {
  return policy.retry_growth > 0 && track.answered_side > 0 && side >= policy.retry_growth * track.answered_side;
}

bool is_stale(const FaceTrack &track, const TrackPolicy &policy, TimePoint now) {
  return policy.recheck_interval > Duration::zero() && now - track.checked >= policy.recheck_interval;
}

} // namespace

bool lookup_due(const FaceTrack &track, const TrackPolicy &policy, TimePoint now, double side) {
  if (track.lookup_open || (track.last_lookup && now - *track.last_lookup < policy.lookup_interval))
    return false;
  switch (track.state) {
  case TrackState::Waiting:
    return track.tries < policy.max_lookups;
  case TrackState::LookingUp:
    return false;
  case TrackState::Recognized:
    return track.inherited || is_stale(track, policy, now);
  case TrackState::Unrecognized:
    return has_grown(track, policy, side);
  }
  return false;
}

void begin_lookup(FaceTrack &track, TimePoint now, double side, double quality) {
  track.lookup_open = true;
  track.background = track.state == TrackState::Recognized;
  track.turned_away = false;
  track.last_lookup = now;
  track.looked_up_side = side;
  track.looked_up_quality = quality;
  if (track.state != TrackState::Waiting)
    return;
  track.state = TrackState::LookingUp;
  track.reason = Reason::Queued;
}

bool give_up(FaceTrack &track, const TrackPolicy &policy) {
  if (track.state != TrackState::Waiting || track.tries < policy.max_lookups)
    return false;
  track.state = TrackState::Unrecognized;
  track.reason = Reason::MaxLookups;
  track.turned_away = false;
  return true;
}

void withdraw(FaceTrack &track, Reason reason) {
  track.state = track.lookup_open ? TrackState::LookingUp : TrackState::Waiting;
  track.reason = reason;
  track.tries = 0;
  track.background = false;
  track.turned_away = false;
  track.votes.clear();
  track.identity = nullptr;
  track.confidence = 0;
  track.doubts = 0;
  track.inherited = false;
  track.look = nullptr;
}

namespace {

void confirm(FaceTrack &track, const Candidate &person, TimePoint now) {
  track.identity = person.identity;
  track.confidence = person.confidence;
  track.checked = now;
  track.doubts = 0;
  track.inherited = false;
}

Change name(FaceTrack &track, const Candidate &person, TimePoint now) {
  if (track.counted && !same_person(*track.counted, *person.identity))
    track.reported_recognized = 0;
  track.counted = person.identity;
  track.state = TrackState::Recognized;
  track.reason = Reason::None;
  track.votes.clear();
  track.contested = false;
  confirm(track, person, now);
  return Change::Recognized;
}

bool has_enough_votes(const FaceTrack &track, const Identity &person, const TrackPolicy &policy) {
  if (track.votes.count(person) < policy.votes)
    return false;
  return !track.contested || track.votes.lead(person) >= 2;
}

Change given_up(FaceTrack &track, const TrackPolicy &policy, Change otherwise) {
  return give_up(track, policy) ? Change::Unrecognized : otherwise;
}

// No answer: what is known stays.
Step turn_away(FaceTrack &track, Outcome outcome, Reason answer, const TrackPolicy &policy) {
  track.turned_away = outcome != Outcome::BudgetSpent; // until midnight nothing is to be had
  if (track.state != TrackState::LookingUp)
    return {answer, Change::None};
  track.state = TrackState::Waiting;
  track.reason = answer;
  return {answer, given_up(track, policy, Change::None)};
}

// A face without a name, or one that was given up and has grown since: it stays unrecognized unless it gets a name.
Step try_to_name(FaceTrack &track, const Verdict &verdict, Reason answer, const TrackPolicy &policy, TimePoint now) {
  ++track.tries;
  if (answer == Reason::None) {
    const Candidate &person = verdict.candidates[0];
    track.votes.add(person.identity);
    if (has_enough_votes(track, *person.identity, policy))
      return {answer, name(track, person, now)};
    answer = Reason::AwaitingVotes;
  }
  if (track.state == TrackState::Unrecognized)
    return {answer, Change::None};
  track.state = TrackState::Waiting;
  track.reason = answer;
  return {answer, given_up(track, policy, Change::None)};
}

// Another person's name. It is a vote for that person, but names nobody yet.
Step contradict(FaceTrack &track, const Candidate &other, const TrackPolicy &policy) {
  const int tries = track.inherited ? 1 : 0;
  withdraw(track, Reason::AwaitingVotes);
  track.tries = tries;
  track.contested = true;
  track.votes.add(other.identity);
  return {Reason::AwaitingVotes, given_up(track, policy, Change::Withdrawn)};
}

// An answer that names nobody. Who looks away is still who it was, but an heir has to show the face.
Step doubt(FaceTrack &track, Reason answer, const TrackPolicy &policy, TimePoint now) {
  const bool compared = answer != Reason::NoFace && answer != Reason::LowQuality;
  if (!track.inherited && !compared) {
    track.checked = now;
    return {answer, Change::None};
  }
  if (track.inherited && compared) {
    withdraw(track, answer);
    track.tries = 1;
    return {answer, given_up(track, policy, Change::Withdrawn)};
  }
  if (++track.doubts < policy.max_lookups)
    return {answer, Change::None};
  withdraw(track, answer);
  track.tries = policy.max_lookups;
  return {answer, given_up(track, policy, Change::Withdrawn)};
}

Step reconsider(FaceTrack &track, const Verdict &verdict, Reason answer, const TrackPolicy &policy, TimePoint now) {
  if (answer != Reason::None)
    return doubt(track, answer, policy, now);
  const Candidate &person = verdict.candidates[0];
  if (!same_person(*person.identity, *track.identity))
    return contradict(track, person, policy);
  confirm(track, person, now);
  return {answer, Change::None};
}

} // namespace

Step apply_verdict(FaceTrack &track, const Verdict &verdict, const TrackPolicy &policy, TimePoint now) {
  const Reason answer = judge(verdict, policy);
  track.lookup_open = false;
  if (!is_try(verdict.outcome))
    return turn_away(track, verdict.outcome, answer, policy);
  track.turned_away = false;
  track.answered_side = track.looked_up_side;
  return track.state == TrackState::Recognized ? reconsider(track, verdict, answer, policy, now)
                                               : try_to_name(track, verdict, answer, policy, now);
}

} // namespace facerec
