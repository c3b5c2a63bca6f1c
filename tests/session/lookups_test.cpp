// Which faces a session has looked up, when, and on which picture.
#include "facerec/frame/crop.h"
#include "tests/session/session_fixture.h"

namespace facerec {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::face;
using test::match;

constexpr Rect blocker{400, 300, 100, 100};

struct LookupsTest : test::SessionFixture {
  void SetUp() override {
    options.crop_margin = 0;
    lookup_options.workers = 1;
  }
  // The only worker is busy with another face from here on, so that all others wait.
  void block() {
    recognizer->hold();
    frame({face(1000, blocker)});
    recognizer->await_crops(1);
  }
  std::vector<Rect> sent_after_release() {
    recognizer->release();
    drain();
    std::vector<Rect> areas = recognizer->areas();
    areas.erase(areas.begin());
    return areas;
  }
};

TEST_F(LookupsTest, TheFacesOfAFrameGoOutTogether) {
  offline();
  frame({face(1)}); // the account is known to be well from here on
  frame({face(2), face(3, {300, 100, 100, 100}), face(4, {300, 300, 100, 100})});
  EXPECT_EQ(recognizer->batches(), (std::vector<std::size_t>{1, 3}));
}

TEST_F(LookupsTest, ReasonsSayWhereALookupIs) {
  block();
  EXPECT_EQ(frame({face(7), face(1000, blocker)}).faces[1].reason, Reason::InFlight);
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::Queued);
  recognizer->release();
}

TEST_F(LookupsTest, WhoWaitsForTheRateSaysSo) {
  lookup_options.budget = TransactionBudget::make({.rate = 1});
  auto taken = lookup_options.budget->acquire(1, {});
  ASSERT_TRUE(taken);
  frame({face(7)});
  const FrameReport &report = frame({face(7)});
  EXPECT_EQ(report.faces[0].state, TrackState::LookingUp);
  EXPECT_EQ(report.faces[0].reason, Reason::WaitingForQuota);
}

TEST_F(LookupsTest, ABlurredFaceIsNotSent) {
  offline();
  options.min_sharpness = 20;
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::Blurred);
  EXPECT_EQ(recognizer->crops(), 0u);
  picture.draw_scene(1);
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::NoMatch);
  EXPECT_EQ(recognizer->crops(), 1u);
}

TEST_F(LookupsTest, ABlurredFaceIsSentWhereNothingIsAsked) {
  offline();
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::NoMatch);
}

TEST_F(LookupsTest, ABlurredFaceKeepsItsNameAndIsNotRechecked) {
  offline();
  options.min_sharpness = 20;
  options.policy.recheck_interval = seconds(1);
  picture.draw_scene(1);
  recognizer->always(match("ada"));
  frame({face(7)});
  picture.blur();
  const FrameReport &report = frame({face(7)}, seconds(2));
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  EXPECT_EQ(report.faces[0].reason, Reason::None);
  EXPECT_EQ(recognizer->crops(), 1u);
}

TEST_F(LookupsTest, TheServiceIsToldTheLeastQuality) {
  offline();
  options.min_quality = FaceQuality::High;
  frame({face(7)});
  EXPECT_EQ(recognizer->min_quality(), FaceQuality::High);
}

TEST_F(LookupsTest, AClearlyLargerCropReplacesTheOneThatWaits) {
  block();
  frame({face(7, {100, 100, 100, 100})});
  frame({face(7, {100, 100, 109, 109})}); // not clearly
  frame({face(7, {100, 100, 111, 111})});
  frame({face(7, {100, 100, 80, 80})});
  EXPECT_EQ(sent_after_release(), (std::vector<Rect>{{100, 100, 111, 111}}));
  EXPECT_EQ(service->stats().replaced, 1u);
}

TEST_F(LookupsTest, ASharperCropReplacesTheOneThatWaits) {
  block();
  frame({face(7, {100, 100, 100, 100})});
  picture.draw_scene(1);
  frame({face(7, {100, 120, 100, 100})});
  frame({face(7, {100, 140, 100, 100})}); // as sharp
  EXPECT_EQ(sent_after_release(), (std::vector<Rect>{{100, 120, 100, 100}}));
}

TEST_F(LookupsTest, OfACrowdThatWaitsOnlySomeAreLookedAtInEachFrame) {
  const auto crowd = [](int side) {
    std::vector<TrackedFace> faces;
    for (std::uint64_t id = 0; id < 20; ++id)
      faces.push_back(face(id, {int(id % 5) * 125, int(id / 5) * 115, side, side}));
    return faces;
  };
  block();
  frame(crowd(70));
  frame(crowd(100));
  EXPECT_GT(service->stats().replaced, 0u);
  EXPECT_LT(service->stats().replaced, 10u);
  frame(crowd(100));
  frame(crowd(100));
  EXPECT_EQ(service->stats().replaced, 20u);
  recognizer->release();
}

TEST_F(LookupsTest, ALargerCropThatIsNotSharpEnoughReplacesNone) {
  picture.draw_scene(1);
  options.min_sharpness = 0.5 * sharpness(picture.view(), {100, 100, 100, 100});
  block();
  frame({face(7, {100, 100, 100, 100})});
  picture.fade();
  picture.fade();
  frame({face(7, {100, 100, 200, 200})});
  EXPECT_EQ(sent_after_release(), (std::vector<Rect>{{100, 100, 100, 100}}));
}

TEST_F(LookupsTest, ABetterPictureOutsideTheRegionIsNotTaken) {
  options.regions = *Regions::parse("0,0,0.5,0,0.5,1,0,1;0.6,0.6,1,0.6,1,1,0.6,1", "left,corner");
  block();
  frame({face(7, {100, 100, 100, 100})});
  frame({face(7, {400, 50, 200, 200})});
  EXPECT_EQ(sent_after_release(), (std::vector<Rect>{{100, 100, 100, 100}}));
}

TEST_F(LookupsTest, AnUnrecognizedFaceIsLookedUpOnceMoreWhenItHasGrown) {
  offline();
  options.policy.max_lookups = 1;
  EXPECT_EQ(kinds(frame({face(7)})), std::vector{FaceEvent::Kind::Unrecognized});
  for (int i = 0; i < 5; ++i) {
    const FrameReport &grown = frame({face(7, {100, 100, 150, 150})}, seconds(1));
    EXPECT_EQ(grown.faces[0].state, TrackState::Unrecognized);
    EXPECT_EQ(grown.regions[0].unrecognized_delta, 0);
    EXPECT_TRUE(grown.events.empty());
  }
  EXPECT_EQ(recognizer->crops(), 2u);
  recognizer->always(match("ada"));
  EXPECT_EQ(kinds(frame({face(7, {100, 100, 225, 225})}, seconds(1))), std::vector{FaceEvent::Kind::Recognized});
}

TEST_F(LookupsTest, GrowthBeyondTheFrameDoesNotCount) {
  offline();
  options.policy.max_lookups = 1;
  for (int side = 480; side < 1'000'000'000; side *= 2)
    frame({face(7, {0, 0, side, side})}, seconds(1));
  EXPECT_EQ(recognizer->crops(), 1u);
}

struct BestShotTest : LookupsTest {
  void SetUp() override {
    LookupsTest::SetUp();
    options.best_shot_window = milliseconds(200);
    offline();
  }
};

TEST_F(BestShotTest, TheBestPictureOfTheWindowIsSent) {
  EXPECT_EQ(frame({face(7, {100, 100, 100, 100})}).faces[0].state, TrackState::LookingUp);
  EXPECT_EQ(frame({face(7, {100, 100, 150, 150})}).faces[0].reason, Reason::Queued);
  frame({face(7, {100, 100, 90, 90})});
  frame({face(7, {100, 100, 90, 90})}, milliseconds(119)); // 199 ms after the first
  EXPECT_EQ(recognizer->crops(), 0u);
  EXPECT_EQ(frame({face(7, {100, 100, 90, 90})}, milliseconds(1)).faces[0].reason, Reason::NoMatch);
  EXPECT_EQ(recognizer->areas(), (std::vector<Rect>{{100, 100, 150, 150}}));
}

TEST_F(BestShotTest, TheSharpestPictureOfTheWindowIsSent) {
  frame({face(7, {100, 100, 100, 100})});
  picture.draw_scene(1);
  frame({face(7, {100, 120, 100, 100})});
  picture.blur();
  frame({face(7, {100, 140, 100, 100})}, milliseconds(200));
  EXPECT_EQ(recognizer->areas(), (std::vector<Rect>{{100, 120, 100, 100}}));
}

TEST_F(BestShotTest, OnlyTheFirstLookupWaits) {
  frame({face(7)});
  frame({face(7)}, milliseconds(200));
  EXPECT_EQ(recognizer->crops(), 1u);
  EXPECT_EQ(frame({face(7)}, milliseconds(500)).faces[0].reason, Reason::NoMatch);
  EXPECT_EQ(recognizer->crops(), 2u);
}

TEST_F(BestShotTest, ATrackThatLeavesIsSentAtOnce) {
  frame({face(7)});
  recognizer->answer(match("ada"));
  const FrameReport &gone = frame({});
  ASSERT_EQ(gone.events.size(), 1u);
  EXPECT_EQ(gone.events[0].face.identity->name, "ada");
}

TEST_F(BestShotTest, TheEndOfTheStreamSendsThem) {
  live();
  frame({face(7)});
  recognizer->answer(match("ada"));
  EXPECT_EQ(drain().events.at(0).face.identity->name, "ada");
}

TEST_F(BestShotTest, BeyondSixtyFourLookupsGoAtOnce) {
  std::vector<TrackedFace> crowd;
  for (std::uint64_t id = 0; id < 65; ++id)
    crowd.push_back(face(id, {int(id % 8) * 80, int(id / 8) * 50, 70, 70}));
  frame(crowd);
  EXPECT_EQ(recognizer->crops(), 1u);
}

TEST_F(BestShotTest, AFlushForgetsThem) {
  frame({face(7)});
  started().new_generation();
  EXPECT_TRUE(drain().events.empty());
  EXPECT_EQ(service->stats().submitted, 0u);
  EXPECT_EQ(started().stats().drops[static_cast<std::size_t>(Drop::TrackEnded)], 1u);
}

TEST_F(BestShotTest, SwitchingItOffSendsThem) {
  frame({face(7)});
  options.best_shot_window = {};
  apply_options();
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::NoMatch);
}

} // namespace
} // namespace facerec
