// What becomes of a name when the face is looked up again.
#include "facerec/track/face_track.h"

#include "tests/track/people.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::match;
using test::nobody;
using test::outcome;

// Ada, named at once, and looked up again every ten seconds.
struct RecheckTest : testing::Test {
  TrackPolicy policy;
  FaceTrack track;
  TimePoint now{};

  void SetUp() override {
    policy.recheck_interval = seconds(10);
    answered(match("ada", 0.8));
  }
  Step answered(const Verdict &verdict) {
    now += policy.lookup_interval;
    begin_lookup(track, now, 100);
    return apply_verdict(track, verdict, policy, now);
  }
  bool due(milliseconds later) { return lookup_due(track, policy, now + later, 100); }
  std::string name() const { return track.identity ? track.identity->name : ""; }
};

TEST_F(RecheckTest, ANameIsLookedUpAgainWhenItIsOldEnough) {
  EXPECT_FALSE(due(milliseconds(9999)));
  EXPECT_TRUE(due(seconds(10)));
  policy.recheck_interval = {};
  EXPECT_FALSE(due(seconds(100000)));
}

TEST_F(RecheckTest, TheNameStaysWhileItIsLookedUp) {
  begin_lookup(track, now += seconds(10), 100);
  EXPECT_EQ(track.state, TrackState::Recognized);
  EXPECT_EQ(track.reason, Reason::None);
  EXPECT_EQ(name(), "ada");
  EXPECT_TRUE(track.background);
  EXPECT_FALSE(due(seconds(100)));
}

TEST_F(RecheckTest, TheSamePersonIsConfirmed) {
  now += seconds(10);
  const Step step = answered(match("ada", 0.95));
  EXPECT_EQ(step.answer, Reason::None);
  EXPECT_EQ(step.change, Change::None);
  EXPECT_EQ(track.confidence, 0.95);
  EXPECT_EQ(track.checked, now);
  EXPECT_FALSE(due(milliseconds(9999)));
}

TEST_F(RecheckTest, AnotherPersonTakesTheNameAwayAtOnceAndGetsItWithOneMoreMatch) {
  const Step step = answered(match("bob"));
  EXPECT_EQ(step.answer, Reason::AwaitingVotes);
  EXPECT_EQ(step.change, Change::Withdrawn);
  EXPECT_EQ(track.state, TrackState::Waiting);
  EXPECT_EQ(track.reason, Reason::AwaitingVotes);
  EXPECT_EQ(name(), "");
  EXPECT_EQ(track.confidence, 0);
  EXPECT_EQ(track.tries, 0);
  EXPECT_EQ(answered(match("bob")).change, Change::Recognized);
  EXPECT_EQ(name(), "bob");
}

TEST_F(RecheckTest, AFaceThatIsNowAdaAndNowBobIsNobody) {
  int named = 0;
  for (int i = 0; i < 20; ++i)
    named += answered(match(i % 2 ? "ada" : "bob")).change == Change::Recognized;
  EXPECT_EQ(named, 0);
  EXPECT_EQ(track.state, TrackState::Unrecognized);
}

TEST_F(RecheckTest, AContestedNameNeedsItsVotesAsWell) {
  policy.votes = 3;
  answered(match("bob"));
  answered(match("bob"));
  EXPECT_EQ(name(), "");
  answered(match("bob"));
  EXPECT_EQ(name(), "bob");
}

TEST_F(RecheckTest, AnswersThatNameNobodyTakeTheNameAwayAfterMaxLookupsInARow) {
  for (const Verdict &verdict : {nobody(), match("ada", 0.2)}) {
    EXPECT_EQ(answered(verdict).change, Change::None);
    EXPECT_EQ(name(), "ada");
  }
  EXPECT_EQ(answered(match("ada", 0.1)).change, Change::Unrecognized);
  EXPECT_EQ(track.state, TrackState::Unrecognized);
  EXPECT_EQ(track.reason, Reason::MaxLookups);
  EXPECT_EQ(name(), "");
}

TEST_F(RecheckTest, ADoubtedNameIsLookedUpAgainAtTheLookupInterval) {
  now += seconds(10);
  answered(nobody());
  EXPECT_FALSE(due(milliseconds(499)));
  EXPECT_TRUE(due(milliseconds(500)));
}

TEST_F(RecheckTest, WhoLooksAwayKeepsTheNameAndIsAskedForAgainAsUsual) {
  for (const Outcome value : {Outcome::NoFace, Outcome::LowQuality})
    for (int i = 0; i < 10; ++i) {
      now += seconds(10);
      EXPECT_EQ(answered(outcome(value)).change, Change::None);
      EXPECT_EQ(name(), "ada");
      EXPECT_EQ(track.doubts, 0);
      EXPECT_FALSE(due(milliseconds(9999)));
      EXPECT_TRUE(due(seconds(10)));
    }
}

TEST_F(RecheckTest, AConfirmationEndsTheDoubts) {
  for (int i = 0; i < 10; ++i) {
    answered(nobody());
    answered(nobody());
    answered(match("ada"));
  }
  EXPECT_EQ(name(), "ada");
  EXPECT_EQ(track.doubts, 0);
}

TEST_F(RecheckTest, AnOutageChangesNothing) {
  now += seconds(10);
  for (const Outcome value : {Outcome::ServiceError, Outcome::Throttled, Outcome::Dropped, Outcome::BudgetSpent})
    for (int i = 0; i < 10; ++i)
      EXPECT_EQ(answered(outcome(value)).change, Change::None);
  EXPECT_EQ(track.state, TrackState::Recognized);
  EXPECT_EQ(track.reason, Reason::None);
  EXPECT_EQ(name(), "ada");
  EXPECT_TRUE(due(milliseconds(500)));
}

TEST_F(RecheckTest, TheNewNameOfTheSamePersonIsTaken) {
  answered(test::candidates({{std::make_shared<Identity>(Identity{"id-of-ada", "Ada Lovelace", {}}), 0.9}}));
  EXPECT_EQ(name(), "Ada Lovelace");
}

TEST_F(RecheckTest, APersonIsCountedOnceAndAnotherPersonAnew) {
  track.reported_recognized = 3;
  answered(match("bob"));
  answered(match("ada"));
  answered(match("ada"));
  answered(match("ada"));
  EXPECT_EQ(name(), "ada");
  EXPECT_EQ(track.reported_recognized, 3u);
  answered(match("bob"));
  answered(match("bob"));
  EXPECT_EQ(name(), "bob");
  EXPECT_EQ(track.reported_recognized, 0u);
}

} // namespace
} // namespace facerec
