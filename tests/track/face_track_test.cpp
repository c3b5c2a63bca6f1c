#include "facerec/track/face_track.h"

#include "tests/track/people.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using std::chrono::milliseconds;
using test::candidates;
using test::match;
using test::nobody;
using test::outcome;
using test::person;

// A track whose lookups are answered one after the other, far enough apart.
struct FaceTrackTest : testing::Test {
  TrackPolicy policy; // the defaults: 3 lookups, 0.6
  FaceTrack track;
  TimePoint now{};

  Step answered(const Verdict &verdict, double side = 100) {
    now += policy.lookup_interval;
    begin_lookup(track, now, side);
    return apply_verdict(track, verdict, policy, now);
  }
  bool due(milliseconds later, double side = 100) { return lookup_due(track, policy, now + later, side); }
};

TEST_F(FaceTrackTest, AMatchNamesTheTrack) {
  const Step step = answered(match("ada", 0.8));
  EXPECT_EQ(step.answer, Reason::None);
  EXPECT_EQ(step.change, Change::Recognized);
  EXPECT_EQ(track.state, TrackState::Recognized);
  EXPECT_EQ(track.reason, Reason::None);
  EXPECT_EQ(track.identity->name, "ada");
  EXPECT_EQ(track.confidence, 0.8);
  EXPECT_EQ(track.tries, 1);
  EXPECT_EQ(track.checked, now);
  EXPECT_FALSE(track.inherited);
}

TEST_F(FaceTrackTest, IsUnrecognizedAfterTheLastTryOnly) {
  EXPECT_EQ(answered(nobody()).answer, Reason::NoMatch);
  EXPECT_EQ(track.state, TrackState::Waiting);
  EXPECT_EQ(track.reason, Reason::NoMatch);
  EXPECT_EQ(answered(outcome(Outcome::NoFace)).change, Change::None);
  EXPECT_EQ(track.state, TrackState::Waiting);
  EXPECT_EQ(track.reason, Reason::NoFace);
  const Step last = answered(match("ada", 0.5));
  EXPECT_EQ(last.answer, Reason::LowConfidence);
  EXPECT_EQ(last.change, Change::Unrecognized);
  EXPECT_EQ(track.state, TrackState::Unrecognized);
  EXPECT_EQ(track.reason, Reason::MaxLookups);
  EXPECT_EQ(track.identity, nullptr);
}

TEST_F(FaceTrackTest, AnOutageIsNoTry) {
  for (const Outcome value : {Outcome::ServiceError, Outcome::Throttled, Outcome::Dropped, Outcome::BudgetSpent})
    for (int i = 0; i < 10; ++i)
      answered(outcome(value));
  EXPECT_EQ(track.tries, 0);
  EXPECT_EQ(track.state, TrackState::Waiting);
  EXPECT_EQ(track.reason, Reason::BudgetSpent);
}

TEST_F(FaceTrackTest, WhoIsTurnedAwayMayAskAgainButNotBeforeMidnight) {
  for (const Outcome value : {Outcome::ServiceError, Outcome::Throttled, Outcome::Dropped}) {
    answered(outcome(value));
    EXPECT_TRUE(track.turned_away);
  }
  answered(outcome(Outcome::BudgetSpent));
  EXPECT_FALSE(track.turned_away);
  answered(outcome(Outcome::ServiceError));
  answered(nobody());
  EXPECT_FALSE(track.turned_away);
}

TEST_F(FaceTrackTest, LookupsKeepTheirDistance) {
  EXPECT_TRUE(due(milliseconds(0)));
  begin_lookup(track, now);
  EXPECT_EQ(track.state, TrackState::LookingUp);
  EXPECT_EQ(track.reason, Reason::Queued);
  EXPECT_FALSE(due(milliseconds(1000)));
  apply_verdict(track, nobody(), policy, now);
  EXPECT_FALSE(due(milliseconds(499)));
  EXPECT_TRUE(due(milliseconds(500)));
}

TEST_F(FaceTrackTest, NoLookupIsDueOnceTheTriesAreSpent) {
  policy.max_lookups = 1;
  answered(nobody());
  EXPECT_FALSE(due(milliseconds(9999)));
}

TEST_F(FaceTrackTest, IsGivenUpWhenFewerLookupsAreAllowedThanItHad) {
  answered(nobody());
  EXPECT_FALSE(give_up(track, policy));
  policy.max_lookups = 1;
  EXPECT_TRUE(give_up(track, policy));
  EXPECT_EQ(track.state, TrackState::Unrecognized);
  EXPECT_EQ(track.reason, Reason::MaxLookups);
  EXPECT_FALSE(give_up(track, policy));
}

TEST_F(FaceTrackTest, ANameNeedsItsVotes) {
  struct Case {
    int votes;
    std::vector<const char *> answers;
    const char *name; // "" for nobody
  };
  const std::vector<Case> table{
      {1, {"ada"}, "ada"},
      {2, {"ada"}, ""},
      {2, {"ada", "ada"}, "ada"},
      {2, {"ada", "bob"}, ""},
      {2, {"ada", "bob", "ada"}, "ada"},
      {2, {"ada", "bob", "eve"}, ""},
      {3, {"ada", "ada"}, ""},
      {3, {"ada", "ada", "ada"}, "ada"},
  };
  for (const Case &c : table) {
    track = {};
    policy.votes = c.votes;
    for (const char *name : c.answers)
      answered(match(name));
    EXPECT_EQ(track.identity ? track.identity->name : "", c.name) << c.votes << " votes, " << c.answers.size();
  }
}

TEST_F(FaceTrackTest, AMatchThatIsNotEnoughSaysSo) {
  policy.votes = 2;
  const Step step = answered(match("ada"));
  EXPECT_EQ(step.answer, Reason::AwaitingVotes);
  EXPECT_EQ(step.change, Change::None);
  EXPECT_EQ(track.state, TrackState::Waiting);
  EXPECT_EQ(track.reason, Reason::AwaitingVotes);
  EXPECT_TRUE(due(milliseconds(500)));
}

TEST_F(FaceTrackTest, WhoDoesNotGetTheVotesIsUnrecognized) {
  policy.votes = 2;
  answered(match("ada"));
  answered(match("bob"));
  EXPECT_EQ(answered(match("eve")).change, Change::Unrecognized);
  EXPECT_EQ(track.reason, Reason::MaxLookups);
}

TEST_F(FaceTrackTest, AnUnrecognizedFaceGetsOneTryEachTimeItHasGrown) {
  policy.max_lookups = 1;
  answered(nobody(), 100);
  EXPECT_FALSE(due(milliseconds(5000), 149));
  EXPECT_FALSE(due(milliseconds(499), 150));
  EXPECT_TRUE(due(milliseconds(500), 150));
  begin_lookup(track, now += milliseconds(500), 160);
  EXPECT_EQ(track.state, TrackState::Unrecognized); // also while it is looked up
  EXPECT_EQ(track.reason, Reason::MaxLookups);
  const Step step = apply_verdict(track, nobody(), policy, now);
  EXPECT_EQ(step.answer, Reason::NoMatch);
  EXPECT_EQ(step.change, Change::None); // it is not given up a second time
  EXPECT_EQ(track.state, TrackState::Unrecognized);
  EXPECT_FALSE(due(milliseconds(5000), 239));
  EXPECT_TRUE(due(milliseconds(5000), 240));
}

TEST_F(FaceTrackTest, AGrownFaceMayGetItsName) {
  policy.max_lookups = 1;
  answered(nobody(), 100);
  EXPECT_EQ(answered(match("ada"), 150).change, Change::Recognized);
  EXPECT_EQ(track.state, TrackState::Recognized);
  EXPECT_EQ(track.reason, Reason::None);
}

TEST_F(FaceTrackTest, AnOutageDoesNotSpendTheTryOfAGrownFace) {
  policy.max_lookups = 1;
  answered(nobody(), 100);
  answered(outcome(Outcome::ServiceError), 150);
  EXPECT_EQ(track.state, TrackState::Unrecognized);
  EXPECT_TRUE(due(milliseconds(500), 150));
}

TEST_F(FaceTrackTest, AFaceThatShrinksAndGrowsBackGetsNoTries) {
  policy.max_lookups = 1;
  answered(nobody(), 200);
  for (int i = 0; i < 10; ++i)
    for (const double side : {100, 200, 299})
      EXPECT_FALSE(due(milliseconds(5000), side));
}

TEST_F(FaceTrackTest, GrowthCountsForNothingWhereItIsOff) {
  policy.max_lookups = 1;
  policy.retry_growth = 0;
  answered(nobody(), 100);
  EXPECT_FALSE(due(milliseconds(5000), 4000));
}

TEST(SideOf, IsThatOfTheSquareAndNeverNan) {
  EXPECT_EQ(side_of({0, 0, 40, 10}), 20);
  EXPECT_EQ(side_of({0, 0, -40, 10}), 0);
  EXPECT_EQ(side_of({0, 0, -40, -10}), 0);
}

TEST(Reasons, AreSpelledAsDocumented) {
  const char *expected[] = {"",
                            "outside-roi",
                            "too-small",
                            "blurred",
                            "queued",
                            "in-flight",
                            "waiting-for-quota",
                            "budget-spent",
                            "service-error",
                            "no-face",
                            "low-quality",
                            "no-match",
                            "low-confidence",
                            "ambiguous",
                            "awaiting-votes",
                            "max-lookups",
                            "no-track-id"};
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
