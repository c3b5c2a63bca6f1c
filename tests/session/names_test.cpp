// How names come, move along and go while frames and verdicts interleave.
#include "tests/session/session_fixture.h"

namespace facerec {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::face;
using test::match;
using Kind = FaceEvent::Kind;

constexpr Rect place{100, 100, 100, 100};
constexpr Rect beside{102, 101, 100, 100}; // what is to be seen there is nearly the same

struct NamesTest : test::SessionFixture {
  // Ada in `place`, named as track 1.
  void SetUp() override {
    picture.draw_scene(1);
    offline();
    recognizer->answer(match("ada"));
    frame({face(1)});
  }
};

TEST_F(NamesTest, AnotherPersonsNameIsTakenAtOnceAndGivenAfterOneMore) {
  options.policy.recheck_interval = seconds(1);
  apply_options();
  recognizer->answer(match("bob"));
  const FrameReport &doubted = frame({face(1)}, seconds(1));
  ASSERT_EQ(kinds(doubted), std::vector{Kind::Withdrawn});
  EXPECT_EQ(doubted.events[0].face.reason, Reason::AwaitingVotes);
  EXPECT_EQ(doubted.faces[0].identity, nullptr);
  EXPECT_EQ(doubted.regions[0].recognized.size(), 0u);
  recognizer->answer(match("bob"));
  const FrameReport &named = frame({face(1)}, milliseconds(500));
  EXPECT_EQ(named.faces[0].identity->name, "bob");
  EXPECT_EQ(named.regions[0].recognized_delta, 1);
  EXPECT_EQ(started().stats().withdrawn, 1u);
}

TEST_F(NamesTest, AFaceThatIsNotFoundAgainIsUnrecognizedInTheEnd) {
  options.policy.recheck_interval = seconds(1);
  apply_options();
  frame({face(1)}, seconds(1));
  EXPECT_EQ(frame({face(1)}, milliseconds(500)).faces[0].identity->name, "ada");
  EXPECT_EQ(kinds(frame({face(1)}, milliseconds(500))), (std::vector{Kind::Withdrawn, Kind::Unrecognized}));
  EXPECT_EQ(started().stats().withdrawn, 1u);
  EXPECT_EQ(started().stats().unrecognized, 1u);
}

TEST_F(NamesTest, ANameMovesToTheNewIdInItsPlaceWithoutACall) {
  live();
  recognizer->hold();
  const FrameReport &report = frame({face(2, beside)});
  ASSERT_EQ(kinds(report), std::vector{Kind::Recognized});
  EXPECT_TRUE(report.events[0].face.inherited);
  EXPECT_EQ(report.faces[0].state, TrackState::Recognized);
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  EXPECT_TRUE(report.faces[0].inherited);
  EXPECT_EQ(report.regions[0].recognized.size(), 1u);
  EXPECT_EQ(report.regions[0].recognized_delta, 0); // Ada has been counted
  EXPECT_EQ(started().stats().inherited, 1u);
  recognizer->release();
}

TEST_F(NamesTest, OneLookupVerifiesTheHeir) {
  recognizer->always(match("ada", 0.8));
  EXPECT_FALSE(frame({face(2, beside)}).faces[0].inherited);
  for (int i = 0; i < 20; ++i)
    frame({face(2, beside)}, seconds(4));
  EXPECT_EQ(recognizer->crops(), 2u);
  EXPECT_EQ(started().stats().rechecks, 1u);
}

TEST_F(NamesTest, TheHeirLosesTheNameWhenTheLookupSaysAnother) {
  recognizer->answer(match("bob"));
  const FrameReport &report = frame({face(2, beside)});
  EXPECT_EQ(kinds(report), (std::vector{Kind::Recognized, Kind::Withdrawn}));
  EXPECT_EQ(report.faces[0].identity, nullptr);
  recognizer->answer(match("bob"));
  const FrameReport &named = frame({face(2, beside)}, milliseconds(500));
  EXPECT_EQ(named.faces[0].identity->name, "bob");
  EXPECT_EQ(named.regions[0].recognized_delta, 1);
}

TEST_F(NamesTest, ANewIdInTheSamePlaceAfterACutInheritsNothing) {
  picture.draw_scene(2);
  recognizer->hold();
  live();
  const FrameReport &report = frame({face(2, place)});
  EXPECT_EQ(report.faces[0].identity, nullptr);
  EXPECT_TRUE(report.events.empty());
  recognizer->release();
}

TEST_F(NamesTest, LooksAreTakenAnewAfterATenthOfASecond) {
  picture.draw_scene(2);
  frame({face(1)}, milliseconds(99));
  EXPECT_EQ(frame({face(2)}).faces[0].identity, nullptr); // what is known of track 1 is the first scene
  recognizer->always(match("ada"));
  frame({face(3, {400, 100, 100, 100})});
  picture.draw_scene(3);
  frame({face(3, {400, 100, 100, 100})}, milliseconds(100));
  EXPECT_EQ(frame({face(4, {400, 100, 100, 100})}).events.at(0).face.inherited, true);
}

TEST_F(NamesTest, OfTwoNewcomersNoneInherits) {
  const FrameReport &report = frame({face(2, beside), face(3, {80, 100, 100, 100})});
  EXPECT_EQ(report.faces[0].identity, nullptr);
  EXPECT_EQ(report.faces[1].identity, nullptr);
  EXPECT_EQ(started().stats().inherited, 0u);
}

TEST_F(NamesTest, OfTwoLostFacesNoneLeavesItsName) {
  recognizer->answer(match("bob"));
  frame({face(1), face(9, beside)});
  EXPECT_EQ(frame({face(2, {110, 100, 100, 100})}).faces[0].identity, nullptr);
}

TEST_F(NamesTest, ATrackThatIsStillThereLeavesNothing) {
  const FrameReport &report = frame({face(1), face(2, beside)});
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  EXPECT_EQ(report.faces[1].identity, nullptr);
}

TEST_F(NamesTest, AKnownFaceThatWalksIntoThePlaceMakesItUnsure) {
  frame({face(1), face(9, {400, 100, 100, 100})});
  const FrameReport &report = frame({face(9, {110, 100, 100, 100}), face(2, beside)});
  EXPECT_EQ(report.faces[1].identity, nullptr);
  EXPECT_EQ(started().stats().inherited, 0u);
}

TEST_F(NamesTest, ASecondNewcomerInThePlaceTakesTheNameFromTheHeir) {
  live();
  recognizer->hold();
  frame({face(2, beside)});
  const FrameReport &report = frame({face(2, beside), face(3, {110, 100, 100, 100})}, milliseconds(700));
  ASSERT_EQ(kinds(report), std::vector{Kind::Withdrawn});
  EXPECT_EQ(*report.events[0].face.track_id, 2u);
  EXPECT_EQ(report.events[0].face.reason, Reason::Ambiguous);
  EXPECT_EQ(report.faces[0].identity, nullptr);
  EXPECT_EQ(report.faces[1].identity, nullptr);
  recognizer->release();
}

TEST_F(NamesTest, ANewcomerWhoComesLaterOrElsewhereIsNoRival) {
  live();
  recognizer->hold();
  frame({face(2, beside)});
  EXPECT_EQ(frame({face(2, beside), face(3, {400, 100, 100, 100})}).faces[0].identity->name, "ada");
  const FrameReport &report = frame({face(2, beside), face(4, {110, 100, 100, 100})}, milliseconds(661));
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  recognizer->release();
}

TEST_F(NamesTest, NothingIsLeftToAFaceThatCannotBeLookedUp) {
  options.min_face_size = 100;
  apply_options();
  EXPECT_EQ(frame({face(2, {102, 101, 99, 99})}).faces[0].reason, Reason::TooSmall);
  EXPECT_EQ(started().stats().inherited, 0u);
}

TEST_F(NamesTest, NothingIsLeftToAFaceThatIsTooBlurredToBeLookedUp) {
  options.min_sharpness = 100000;
  apply_options();
  EXPECT_EQ(frame({face(2, beside)}).faces[0].reason, Reason::Blurred);
  EXPECT_EQ(started().stats().inherited, 0u);
}

// Nothing verified it: the service was down, and now there is this in the way.
TEST_F(NamesTest, AnInheritedNameThatIsNotVerifiedIsWithdrawn) {
  live();
  recognizer->always({Outcome::ServiceError, {}, 0});
  frame({face(2, beside)});
  drain();
  const TrackedFace small = face(2, {102, 101, 60, 60});
  frame({small}, seconds(5));
  EXPECT_EQ(frame({small}, seconds(5)).faces[0].identity->name, "ada");
  const FrameReport &report = frame({small}, milliseconds(1));
  ASSERT_EQ(kinds(report), std::vector{Kind::Withdrawn});
  EXPECT_EQ(report.events[0].face.reason, Reason::TooSmall);
  EXPECT_EQ(report.faces[0].state, TrackState::Waiting);
}

TEST_F(NamesTest, AnIdThatComesBackElsewhereLosesItsName) {
  frame({});
  const FrameReport &report = frame({face(1, {400, 300, 100, 100})}, milliseconds(961));
  ASSERT_EQ(kinds(report), std::vector{Kind::Withdrawn});
  EXPECT_EQ(report.events[0].face.reason, Reason::Ambiguous);
  EXPECT_EQ(report.faces[0].state, TrackState::Waiting);
  EXPECT_EQ(report.faces[0].reason, Reason::NoMatch); // looked up at once
  EXPECT_EQ(recognizer->crops(), 2u);
}

TEST_F(NamesTest, AnIdThatWasAwayForAMomentKeepsItsName) {
  frame({});
  const FrameReport &report = frame({face(1, {400, 300, 100, 100})}, milliseconds(960));
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  EXPECT_FALSE(report.faces[0].inherited);
  EXPECT_EQ(recognizer->crops(), 1u);
}

TEST_F(NamesTest, WhereFramesAreRareNobodyWasAway) {
  const FrameReport &report = frame({face(1, {400, 300, 100, 100})}, seconds(4));
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  EXPECT_FALSE(report.faces[0].inherited);
}

TEST_F(NamesTest, AnIdThatComesBackInItsPlaceIsVerifiedByOneLookup) {
  live();
  recognizer->hold();
  frame({});
  const FrameReport &report = frame({face(1, beside)}, seconds(4));
  EXPECT_TRUE(report.events.empty());
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  EXPECT_TRUE(report.faces[0].inherited);
  recognizer->await_crops(2);
  recognizer->always(match("ada"));
  recognizer->release();
  offline();
  EXPECT_FALSE(frame({face(1, beside)}).faces[0].inherited);
  frame({face(1, beside)}, seconds(4));
  EXPECT_EQ(recognizer->crops(), 2u);
}

TEST_F(NamesTest, AnUnverifiedNameDoesNotOutliveASecondAbsence) {
  live();
  recognizer->always({Outcome::ServiceError, {}, 0});
  for (const auto &[identity, events] : {std::pair{true, 0u}, {false, 1u}}) {
    frame({});
    const FrameReport &report = frame({face(1)}, seconds(2));
    EXPECT_EQ(report.faces[0].identity != nullptr, identity);
    EXPECT_EQ(report.events.size(), events);
  }
}

TEST_F(NamesTest, AnAnswerOnThePictureBeforeTheAbsenceSaysNothing) {
  service.reset();
  session.reset();
  lookup_options.workers = 1; // answers come in the order of the lookups
  options.policy.recheck_interval = seconds(1);
  recognizer->answer(match("ada"));
  frame({face(1)});
  live();
  recognizer->hold();
  frame({face(1)}, seconds(1));
  recognizer->await_crops(3); // the recheck is with the service
  frame({});
  EXPECT_EQ(kinds(frame({face(1, {400, 300, 100, 100})}, seconds(2))), std::vector{Kind::Withdrawn});
  recognizer->answer(match("ada"));
  recognizer->release();
  EXPECT_TRUE(drain().events.empty());
  EXPECT_EQ(started().stats().late, 1u);
  EXPECT_EQ(recognizer->crops(), 4u);
}

TEST_F(NamesTest, AFlushSaysWhoIsLost) {
  frame({face(1), face(2, {400, 100, 100, 100})}); // 2 is nobody yet
  started().new_generation();
  started().new_generation();
  const FrameReport &report = frame({});
  ASSERT_EQ(kinds(report), std::vector{Kind::Lost});
  EXPECT_EQ(report.events[0].face.identity->name, "ada");
}

TEST_F(NamesTest, AfterTheTimeNothingIsLeft) {
  frame({});
  EXPECT_EQ(frame({face(2)}, milliseconds(661)).faces[0].identity, nullptr);
}

TEST_F(NamesTest, WithinTheTimeTheNameIsLeft) {
  recognizer->always(match("ada"));
  frame({});
  EXPECT_EQ(frame({face(2)}, milliseconds(660)).faces[0].identity->name, "ada");
}

TEST_F(NamesTest, NothingIsLeftWhereItIsOff) {
  options.policy.handover = {};
  apply_options();
  EXPECT_EQ(frame({face(2)}).faces[0].identity, nullptr);
}

TEST_F(NamesTest, NothingIsLeftAcrossAFlush) {
  started().new_generation();
  EXPECT_EQ(frame({face(2)}).faces[0].identity, nullptr);
}

TEST_F(NamesTest, AnOldIdIsNoNewcomer) {
  frame({face(1), face(2, {400, 100, 100, 100})}); // nobody
  const FrameReport &report = frame({face(2, place)});
  EXPECT_EQ(report.faces[0].identity, nullptr);
}

TEST_F(NamesTest, TheOldIdThatComesBackTakesTheNameFromTheHeir) {
  live();
  recognizer->hold();
  frame({face(2, beside)});
  recognizer->await_crops(2); // the verification is with the service
  const FrameReport &report = frame({face(2, beside), face(1, {300, 100, 100, 100})});
  ASSERT_EQ(kinds(report), std::vector{Kind::Withdrawn});
  EXPECT_EQ(*report.events[0].face.track_id, 2u);
  EXPECT_EQ(report.faces[0].identity, nullptr);
  EXPECT_EQ(report.faces[0].state, TrackState::LookingUp);
  EXPECT_EQ(report.faces[1].identity->name, "ada");
  recognizer->answer(match("bob"));
  recognizer->release();
  const FrameReport &named = drain(); // the verdict on the heir's own picture counts for the heir
  ASSERT_EQ(named.events.size(), 1u);
  EXPECT_EQ(*named.events[0].face.track_id, 2u);
  EXPECT_EQ(named.events[0].face.identity->name, "bob");
}

TEST_F(NamesTest, AVerificationThatStillWaitsIsTakenBackWithTheName) {
  service.reset();
  session.reset();
  lookup_options.workers = 1;
  recognizer->answer(match("ada"));
  frame({face(1)});
  live();
  recognizer->hold();
  frame({face(1), face(50, {400, 300, 100, 100})}); // keeps the worker busy
  recognizer->await_crops(3);
  frame({face(2, beside)});
  frame({face(1), face(2, {300, 100, 100, 100})});
  EXPECT_EQ(service->stats().forgotten, 1u);
  EXPECT_EQ(frame({face(2, {300, 100, 100, 100})}).faces[0].reason, Reason::Queued); // like any other
  recognizer->release();
}

TEST_F(NamesTest, AVerifiedHeirKeepsTheNameWhenTheOldIdComesBack) {
  recognizer->always(match("ada"));
  frame({face(2, beside)});
  const FrameReport &report = frame({face(2, beside), face(1, {300, 100, 100, 100})});
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  EXPECT_TRUE(report.events.empty());
}

TEST_F(NamesTest, ALateVerdictAgainstTheOldTrackTakesTheNameFromTheHeirToo) {
  live();
  options.policy.recheck_interval = seconds(1);
  apply_options();
  recognizer->hold();
  frame({face(1)}, seconds(1));
  recognizer->await_crops(2); // the recheck of track 1 is with the service
  const FrameReport &moved = frame({face(2, beside)});
  EXPECT_TRUE(moved.faces[0].inherited);
  recognizer->answer(match("bob"));
  recognizer->always({Outcome::ServiceError, {}, 0});
  recognizer->release();
  offline();
  options.offline_wait = milliseconds(200);
  options.offline_retry = milliseconds(1);
  apply_options();
  const FrameReport &report = frame({face(2, beside)});
  EXPECT_EQ(kinds(report), (std::vector{Kind::Withdrawn, Kind::Withdrawn}));
  EXPECT_EQ(report.faces[0].identity, nullptr);
}

TEST_F(NamesTest, ANameIsInheritedOnceOnly) {
  recognizer->always(match("ada"));
  frame({face(2, beside)});
  frame({face(2, {400, 100, 100, 100})});
  recognizer->always({Outcome::Candidates, {}, 0});
  EXPECT_EQ(frame({face(2, {400, 100, 100, 100}), face(3, place)}).faces[1].identity, nullptr);
}

TEST_F(NamesTest, AnUnverifiedHeirLeavesNothing) {
  live();
  recognizer->hold();
  frame({face(2, beside)});
  EXPECT_EQ(frame({face(3, beside)}).faces[0].identity, nullptr);
  recognizer->release();
}

TEST_F(NamesTest, ALateVerdictOnALostTrackNamesNobodyElse) {
  live();
  recognizer->hold();
  frame({face(5, {400, 100, 100, 100})});
  recognizer->await_crops(2);
  frame({face(6, {400, 100, 100, 100})}); // the tracker has lost 5, and nobody knows yet who that was
  recognizer->answer(match("bob"));
  recognizer->release();
  offline();
  const FrameReport &report = frame({face(6, {400, 100, 100, 100})});
  EXPECT_EQ(report.faces[0].identity, nullptr);
  ASSERT_EQ(report.events.size(), 1u);
  EXPECT_EQ(*report.events[0].face.track_id, 5u);
}

TEST_F(NamesTest, TheCostIsThatOfAllVerdictsAlsoOfLateOnes) {
  live();
  recognizer->always({Outcome::Candidates, {}, 0.2});
  frame({face(2, {300, 100, 100, 100}), face(3, {300, 300, 100, 100})});
  drain();
  EXPECT_DOUBLE_EQ(started().stats().transactions, 0.4);
  recognizer->hold();
  frame({face(4, {400, 300, 100, 100})});
  recognizer->await_crops(4);
  frame({}, seconds(6)); // all are forgotten
  recognizer->release();
  offline();
  frame({face(5)});
  EXPECT_DOUBLE_EQ(started().stats().transactions, 0.8);
  EXPECT_EQ(started().stats().late, 1u);
}

TEST_F(NamesTest, CropsThatNobodyLookedUpAreCountedByReason) {
  live();
  for (const Outcome outcome : {Outcome::Throttled, Outcome::BudgetSpent, Outcome::ServiceError})
    recognizer->answer({outcome, {}, 0});
  for (int i = 0; i < 3; ++i) {
    frame({face(7, {400, 100, 100, 100})}, milliseconds(500));
    drain();
  }
  const auto &drops = started().stats().drops;
  EXPECT_EQ(drops[static_cast<std::size_t>(Drop::WaitingForQuota)], 1u);
  EXPECT_EQ(drops[static_cast<std::size_t>(Drop::BudgetSpent)], 1u);
  EXPECT_EQ(drops[static_cast<std::size_t>(Drop::ServiceError)], 1u);
  EXPECT_EQ(drops[static_cast<std::size_t>(Drop::QueueFull)], 0u);
}

TEST(Drops, AreSpelledAsDocumented) {
  const char *expected[] = {"queue-full", "waiting-for-quota", "budget-spent", "service-error", "track-ended"};
  static_assert(std::size(expected) == drop_count);
  for (std::size_t i = 0; i < drop_count; ++i)
    EXPECT_EQ(to_string(static_cast<Drop>(i)), expected[i]);
}

} // namespace
} // namespace facerec
