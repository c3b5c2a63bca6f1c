#include "facerec/track/handover.h"

#include "tests/support/frames.h"
#include "tests/track/people.h"

#include <gtest/gtest.h>

#include <deque>

namespace facerec {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::match;
using test::nobody;
using test::outcome;

constexpr Rect place{100, 100, 80, 80};
constexpr Rect next_to_it{120, 100, 80, 80}; // IoU 0.6
constexpr Rect elsewhere{150, 100, 80, 80};  // IoU 0.23

struct HandoverTest : testing::Test {
  TrackPolicy policy;
  std::deque<FaceTrack> tracks;
  std::vector<FaceTrack *> lost, newcomers;
  std::vector<Rect> others;
  TimePoint now = TimePoint{} + seconds(10);

  FaceTrack &track(const Rect &box) {
    FaceTrack &made = tracks.emplace_back();
    made.serial = tracks.size();
    made.box = box;
    made.last_seen = now - milliseconds(100);
    return made;
  }
  FaceTrack &lose(const std::string &name, const Rect &box = place) {
    FaceTrack &made = track(box);
    apply_verdict(made, match(name), policy, now - seconds(1));
    made.look = std::make_shared<const Look>();
    lost.push_back(&made);
    return made;
  }
  FaceTrack &meet(const Rect &box = next_to_it) {
    newcomers.push_back(&track(box));
    return *newcomers.back();
  }
  std::size_t heirs() { return find_heirs(lost, newcomers, others, policy, now).size(); }
};

TEST_F(HandoverTest, TheNewcomerInThePlaceOfALostNameIsTheHeir) {
  lose("ada");
  lose("bob", {400, 100, 80, 80});
  FaceTrack &heir = meet();
  const auto found = find_heirs(lost, newcomers, others, policy, now);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].from->identity->name, "ada");
  EXPECT_EQ(found[0].heir, &heir);
}

TEST_F(HandoverTest, ANewcomerElsewhereIsNone) {
  lose("ada");
  meet(elsewhere);
  EXPECT_EQ(heirs(), 0u);
}

TEST_F(HandoverTest, TwoNewcomersInOnePlaceAreNone) {
  lose("ada");
  meet();
  meet({80, 100, 80, 80});
  EXPECT_EQ(heirs(), 0u);
}

TEST_F(HandoverTest, TwoWhoWereLostInOnePlaceLeaveNothing) {
  lose("ada");
  lose("bob", {110, 100, 80, 80});
  meet();
  EXPECT_EQ(heirs(), 0u);
}

TEST_F(HandoverTest, ALostFaceWithoutANameMakesItUnsureToo) {
  lose("ada");
  lost.push_back(&track({110, 100, 80, 80}));
  meet();
  EXPECT_EQ(heirs(), 0u);
}

TEST_F(HandoverTest, AnotherFaceInThePlaceMakesItUnsure) {
  lose("ada");
  meet();
  others.push_back({90, 100, 80, 80});
  EXPECT_EQ(heirs(), 0u);
  others[0] = {300, 100, 80, 80};
  EXPECT_EQ(heirs(), 1u);
}

TEST_F(HandoverTest, ThereIsTimeForItButNotMore) {
  FaceTrack &from = lose("ada");
  meet();
  from.last_seen = now - milliseconds(700);
  EXPECT_EQ(heirs(), 1u);
  from.last_seen = now - milliseconds(701);
  EXPECT_EQ(heirs(), 0u);
}

TEST_F(HandoverTest, OnlyASureNameIsLeft) {
  FaceTrack &from = lose("ada");
  meet();
  from.inherited = true;
  EXPECT_EQ(heirs(), 0u);
  from.inherited = false;
  from.doubts = 1;
  EXPECT_EQ(heirs(), 0u);
  from.doubts = 0;
  from.look = nullptr;
  EXPECT_EQ(heirs(), 0u);
}

TEST_F(HandoverTest, AnUnrecognizedFaceLeavesNothing) {
  FaceTrack &from = lose("ada");
  meet();
  from.state = TrackState::Unrecognized;
  EXPECT_EQ(heirs(), 0u);
}

TEST_F(HandoverTest, ANameIsLeftOnce) {
  FaceTrack &from = lose("ada");
  hand_over(from, meet(), now);
  newcomers.clear();
  meet();
  EXPECT_EQ(heirs(), 0u);
}

TEST_F(HandoverTest, ANewcomerInThePlaceIsARivalForAsLongAsANameIsLeft) {
  FaceTrack &heir = meet();
  FaceTrack &newcomer = meet({90, 100, 80, 80});
  hand_over(lose("ada"), heir, now);
  EXPECT_TRUE(is_rival(newcomer, heir, policy, now + milliseconds(700)));
  EXPECT_FALSE(is_rival(newcomer, heir, policy, now + milliseconds(701)));
  EXPECT_FALSE(is_rival(heir, heir, policy, now));
  newcomer.box = elsewhere;
  EXPECT_FALSE(is_rival(newcomer, heir, policy, now));
  newcomer.box = place;
  heir.inherited = false;
  EXPECT_FALSE(is_rival(newcomer, heir, policy, now));
}

TEST_F(HandoverTest, AnUnverifiedNameHasTenSecondsOrTheTrackTimeout) {
  FaceTrack &heir = meet();
  hand_over(lose("ada"), heir, now);
  EXPECT_FALSE(is_unverified_too_long(heir, policy, now + seconds(10)));
  EXPECT_TRUE(is_unverified_too_long(heir, policy, now + milliseconds(10001)));
  policy.track_timeout = seconds(20);
  EXPECT_FALSE(is_unverified_too_long(heir, policy, now + seconds(20)));
  EXPECT_TRUE(is_unverified_too_long(heir, policy, now + milliseconds(20001)));
  heir.inherited = false;
  EXPECT_FALSE(is_unverified_too_long(heir, policy, now + milliseconds(20001)));
}

TEST_F(HandoverTest, ANameThatIsPutToProofIsDueAtOnce) {
  FaceTrack &track = lose("ada");
  begin_lookup(track, now, 100);
  apply_verdict(track, match("ada"), policy, now);
  ASSERT_FALSE(lookup_due(track, policy, now, 100));
  put_to_proof(track, elsewhere, now);
  EXPECT_TRUE(lookup_due(track, policy, now, 100));
  EXPECT_TRUE(track.inherited);
  EXPECT_EQ(track.inherited_place, elsewhere);
  EXPECT_EQ(track.identity->name, "ada");
}

// An heir of Ada, who was counted in region 1.
struct HeirTest : HandoverTest {
  FaceTrack *from = nullptr;
  FaceTrack *heir = nullptr;
  void SetUp() override {
    from = &lose("ada");
    from->reported_recognized = 1;
    heir = &meet();
    hand_over(*from, *heir, now);
  }
  Step answered(const Verdict &verdict) {
    now += policy.lookup_interval;
    begin_lookup(*heir, now, 100);
    return apply_verdict(*heir, verdict, policy, now);
  }
};

TEST_F(HeirTest, IsRecognizedAtOnceAndNotCountedAgain) {
  EXPECT_EQ(heir->state, TrackState::Recognized);
  EXPECT_EQ(heir->reason, Reason::None);
  EXPECT_EQ(heir->identity, from->identity);
  EXPECT_EQ(heir->confidence, 0.9);
  EXPECT_TRUE(heir->inherited);
  EXPECT_EQ(heir->reported_recognized, 1u);
  EXPECT_EQ(from->heir, heir->serial);
}

TEST_F(HeirTest, IsVerifiedByALookupThatIsDueAtOnce) {
  EXPECT_TRUE(lookup_due(*heir, policy, now, 100));
  EXPECT_EQ(answered(match("ada", 0.7)).change, Change::None);
  EXPECT_FALSE(heir->inherited);
  EXPECT_EQ(heir->confidence, 0.7);
  EXPECT_FALSE(lookup_due(*heir, policy, now + seconds(60), 100)); // no recheck-interval
}

TEST_F(HeirTest, LosesTheNameWithTheFirstComparisonThatDoesNotConfirmIt) {
  const std::vector<std::pair<Verdict, Reason>> table{
      {match("bob"), Reason::AwaitingVotes},
      {nobody(), Reason::NoMatch},
      {match("ada", 0.3), Reason::LowConfidence},
      {test::candidates({{test::person("ada"), 0.8}, {test::person("bob"), 0.8}}), Reason::Ambiguous},
  };
  const FaceTrack before = *heir;
  for (const auto &[verdict, reason] : table) {
    *heir = before;
    EXPECT_EQ(answered(verdict).change, Change::Withdrawn);
    EXPECT_EQ(heir->state, TrackState::Waiting);
    EXPECT_EQ(heir->reason, reason);
    EXPECT_EQ(heir->identity, nullptr);
    EXPECT_EQ(heir->tries, 1);
    EXPECT_FALSE(heir->inherited);
  }
}

TEST_F(HeirTest, IsLookedUpAgainWhereThePictureWasBad) {
  for (const Outcome value : {Outcome::NoFace, Outcome::LowQuality}) {
    EXPECT_EQ(answered(outcome(value)).change, Change::None);
    EXPECT_TRUE(heir->inherited);
    EXPECT_TRUE(lookup_due(*heir, policy, now + milliseconds(500), 100));
  }
  EXPECT_EQ(answered(outcome(Outcome::NoFace)).change, Change::Unrecognized);
  EXPECT_EQ(heir->identity, nullptr);
}

TEST_F(HeirTest, KeepsTheNameThroughAnOutageAndIsStillToBeVerified) {
  for (int i = 0; i < 10; ++i)
    answered(outcome(Outcome::ServiceError));
  EXPECT_TRUE(heir->inherited);
  EXPECT_EQ(heir->identity->name, "ada");
  EXPECT_TRUE(lookup_due(*heir, policy, now + milliseconds(500), 100));
}

TEST_F(HeirTest, AnotherPersonGetsTheNameWithOneMoreMatchAndIsCounted) {
  answered(match("bob"));
  EXPECT_EQ(answered(match("bob")).change, Change::Recognized);
  EXPECT_EQ(heir->identity->name, "bob");
  EXPECT_EQ(heir->reported_recognized, 0u);
}

TEST_F(HeirTest, WithdrawnWhileItIsLookedUpIsLookedUpLikeAnyOther) {
  begin_lookup(*heir, now, 100);
  withdraw(*heir, Reason::Ambiguous);
  EXPECT_EQ(heir->state, TrackState::LookingUp);
  EXPECT_FALSE(heir->background);
  EXPECT_EQ(apply_verdict(*heir, nobody(), policy, now).change, Change::None);
  EXPECT_EQ(heir->state, TrackState::Waiting);
  EXPECT_EQ(heir->tries, 1);
}

// A frame with a checkered face on it.
struct OnlookerTest : testing::Test {
  test::OwnedFrame frame{{.format = PixelFormat::GRAY8, .width = 320, .height = 240, .color = {90, 90, 90}}};
  FaceTrack track;

  void paint(const Rect &box, bool mirrored = false) {
    frame.fill(box, {40, 40, 40});
    frame.fill({mirrored ? box.x + box.width / 2 : box.x, box.y, box.width / 2, box.height / 2}, {220, 220, 220});
  }
  void remember(const Rect &box) {
    track.box = box;
    Onlooker(frame.view()).remember(track);
  }
  bool alike(const Rect &box) { return Onlooker(frame.view()).looks_alike(*track.look, box); }
};

TEST_F(OnlookerTest, AFaceInItsPlaceLooksLikeItself) {
  paint(place);
  remember(place);
  EXPECT_TRUE(alike(place));
  EXPECT_TRUE(alike({104, 100, 80, 80}));
}

TEST_F(OnlookerTest, TheSameFaceInAnotherPictureIsACut) {
  paint(place);
  remember(place);
  frame.fill({0, 0, 320, 90}, {250, 250, 250});
  EXPECT_FALSE(alike(place));
}

TEST_F(OnlookerTest, AnotherFaceInTheSamePictureIsAnother) {
  frame.fill({0, 0, 320, 90}, {250, 250, 250});
  paint(place);
  remember(place);
  paint(place, true);
  EXPECT_FALSE(alike(place));
}

TEST_F(OnlookerTest, AFaceNextToWhereTheLostOneStillLooksTheSameIsAnother) {
  frame.fill({0, 0, 320, 90}, {250, 250, 250});
  paint(place);
  remember(place);
  EXPECT_FALSE(alike({140, 100, 80, 80}));
}

TEST_F(OnlookerTest, WhereALookIsFlatNothingCanBeSaid) {
  remember(place); // in the dark
  EXPECT_FALSE(alike(place));
  paint(place);
  EXPECT_FALSE(alike(place)); // the look that is kept is flat
  remember(place);
  EXPECT_TRUE(alike(place));
  frame.fill({0, 0, 320, 240}, {90, 90, 90});
  EXPECT_FALSE(alike(place)); // it has gone dark
}

TEST_F(OnlookerTest, AFlatFaceInAPictureThatIsNotSaysNothing) {
  frame.fill({0, 0, 320, 60}, {250, 250, 250});
  remember(place);
  EXPECT_FALSE(alike(place));
}

TEST_F(OnlookerTest, AFaceThatCannotBeSeenHasNoLook) {
  remember({-500, 0, 80, 80});
  EXPECT_EQ(track.look, nullptr);
  paint(place);
  remember(place);
  EXPECT_FALSE(alike({-500, 0, 80, 80}));
}

} // namespace
} // namespace facerec
