#include "facerec/track/face_track.h"

#include <gtest/gtest.h>

#include <cmath>

namespace facerec {
namespace {

using std::chrono::milliseconds;

IdentityPtr person(const std::string &name) { return std::make_shared<Identity>(Identity{"id-of-" + name, name, {}}); }

Verdict candidates(std::vector<Candidate> list) { return {1, Outcome::Candidates, std::move(list)}; }

const TrackPolicy policy; // the defaults: 3 lookups, 0.6

TEST(Judge, NobodyIsNoMatch) { EXPECT_EQ(judge({}, 0.6), Reason::NoMatch); }

TEST(Judge, TheThresholdItselfIsEnough) {
  EXPECT_EQ(judge({{person("a"), 0.6}}, 0.6), Reason::None);
  EXPECT_EQ(judge({{person("a"), 0.5999}}, 0.6), Reason::LowConfidence);
}

TEST(Judge, ATieIsNobody) {
  EXPECT_EQ(judge({{person("a"), 0.9}, {person("b"), 0.9}}, 0.6), Reason::Ambiguous);
  EXPECT_EQ(judge({{person("a"), 0.9}, {person("b"), 0.89}}, 0.6), Reason::None);
}

TEST(Judge, NanIsNoMatch) { EXPECT_EQ(judge({{person("a"), NAN}}, 0.6), Reason::LowConfidence); }

TEST(FaceTrack, AMatchNamesTheTrack) {
  FaceTrack track;
  EXPECT_EQ(apply_verdict(track, candidates({{person("ada"), 0.8}}), policy), Reason::None);
  EXPECT_EQ(track.state, TrackState::Recognized);
  EXPECT_EQ(track.reason, Reason::None);
  EXPECT_EQ(track.identity->name, "ada");
  EXPECT_EQ(track.confidence, 0.8);
  EXPECT_EQ(track.tries, 1);
}

TEST(FaceTrack, IsUnrecognizedAfterTheLastTryOnly) {
  FaceTrack track;
  EXPECT_EQ(apply_verdict(track, candidates({}), policy), Reason::NoMatch);
  EXPECT_EQ(track.state, TrackState::Waiting);
  EXPECT_EQ(track.reason, Reason::NoMatch);
  EXPECT_EQ(apply_verdict(track, {1, Outcome::NoFace, {}}, policy), Reason::NoFace);
  EXPECT_EQ(track.state, TrackState::Waiting);
  EXPECT_EQ(track.reason, Reason::NoFace);
  EXPECT_EQ(apply_verdict(track, candidates({{person("ada"), 0.5}}), policy), Reason::LowConfidence);
  EXPECT_EQ(track.state, TrackState::Unrecognized);
  EXPECT_EQ(track.reason, Reason::MaxLookups);
  EXPECT_EQ(track.identity, nullptr);
}

TEST(FaceTrack, AnOutageIsNoTry) {
  FaceTrack track;
  for (const Outcome outcome : {Outcome::ServiceError, Outcome::Throttled, Outcome::Dropped})
    for (int i = 0; i < 10; ++i)
      apply_verdict(track, {1, outcome, {}}, policy);
  EXPECT_EQ(track.tries, 0);
  EXPECT_EQ(track.state, TrackState::Waiting);
  EXPECT_EQ(track.reason, Reason::WaitingForQuota);
}

TEST(FaceTrack, LookupsKeepTheirDistance) {
  FaceTrack track;
  const TimePoint start{};
  EXPECT_TRUE(lookup_due(track, policy, start));
  begin_lookup(track, start);
  EXPECT_EQ(track.state, TrackState::LookingUp);
  EXPECT_FALSE(lookup_due(track, policy, start + milliseconds(1000)));
  apply_verdict(track, candidates({}), policy);
  EXPECT_FALSE(lookup_due(track, policy, start + milliseconds(499)));
  EXPECT_TRUE(lookup_due(track, policy, start + milliseconds(500)));
}

TEST(FaceTrack, NoLookupIsDueOnceTheTriesAreSpent) {
  FaceTrack track;
  TrackPolicy one = policy;
  one.max_lookups = 1;
  apply_verdict(track, candidates({}), one);
  EXPECT_FALSE(lookup_due(track, one, TimePoint{} + milliseconds(9999)));
}

TEST(FaceTrack, IsGivenUpWhenFewerLookupsAreAllowedThanItHad) {
  FaceTrack track;
  apply_verdict(track, candidates({}), policy);
  EXPECT_FALSE(give_up(track, policy));
  TrackPolicy one = policy;
  one.max_lookups = 1;
  EXPECT_TRUE(give_up(track, one));
  EXPECT_EQ(track.state, TrackState::Unrecognized);
  EXPECT_EQ(track.reason, Reason::MaxLookups);
  EXPECT_FALSE(give_up(track, one));
}

TEST(Reasons, AreSpelledAsDocumented) {
  const char *expected[] = {
      "",        "outside-roi", "too-small", "queued",         "in-flight", "waiting-for-quota", "service-error",
      "no-face", "low-quality", "no-match",  "low-confidence", "ambiguous", "max-lookups",       "no-track-id"};
  static_assert(std::size(expected) == reason_count);
  for (std::size_t i = 0; i < reason_count; ++i)
    EXPECT_EQ(to_string(static_cast<Reason>(i)), expected[i]);
}

TEST(States, AreSpelledAsDocumented) {
  EXPECT_EQ(to_string(TrackState::Waiting), "waiting");
  EXPECT_EQ(to_string(TrackState::LookingUp), "looking-up");
  EXPECT_EQ(to_string(TrackState::Recognized), "recognized");
  EXPECT_EQ(to_string(TrackState::Unrecognized), "unrecognized");
}

} // namespace
} // namespace facerec
