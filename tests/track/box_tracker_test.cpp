#include "facerec/track/box_tracker.h"

#include "facerec/synthetic/synthetic_scene.h"

#include "tests/support/frames.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <limits>
#include <set>

namespace facerec {
namespace {

using std::chrono::milliseconds;

constexpr StreamTime frame_time = milliseconds(40);

StreamTime frames(int count) { return frame_time * count; }

// A tracker that gives an id with the first detection, so that tests need not wait for it.
BoxTracker eager(StreamTime max_missed = milliseconds(1000)) {
  return BoxTracker({.max_missed = max_missed, .min_hits = 1});
}

std::vector<TrackedBox> see(BoxTracker &tracker, int frame, const std::vector<Rect> &boxes) {
  std::vector<DetectedBox> detections;
  for (const Rect &box : boxes)
    detections.push_back({box, 0.9});
  return tracker.detected(detections, frames(frame), nullptr);
}

FrameView view_of(const cv::Mat &bgr) {
  FrameView view;
  view.format = PixelFormat::BGR;
  view.width = bgr.cols;
  view.height = bgr.rows;
  view.planes[0] = bgr.data;
  view.strides[0] = static_cast<int>(bgr.step);
  return view;
}

TEST(BoxTracker, GivesIdsFromOneInTheOrderOfTheDetections) {
  BoxTracker tracker = eager();
  const auto boxes = see(tracker, 0, {{100, 100, 50, 50}, {300, 100, 50, 50}});
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_EQ(boxes[0].id, 1U);
  EXPECT_EQ(boxes[1].id, 2U);
  EXPECT_EQ(boxes[0].detection, 0U);
  EXPECT_EQ(boxes[1].detection, 1U);
}

TEST(BoxTracker, GivesNoIdBeforeMinHitsDetections) {
  BoxTracker tracker({.min_hits = 3});
  EXPECT_EQ(see(tracker, 0, {{100, 100, 50, 50}})[0].id, std::nullopt);
  EXPECT_EQ(see(tracker, 1, {{101, 100, 50, 50}})[0].id, std::nullopt);
  EXPECT_EQ(see(tracker, 2, {{102, 100, 50, 50}})[0].id, 1U);
}

TEST(BoxTracker, PredictsNoBoxThatHasNoIdYet) {
  BoxTracker tracker({.min_hits = 2});
  see(tracker, 0, {{100, 100, 50, 50}});
  EXPECT_TRUE(tracker.skipped(frames(1), nullptr).empty());
  EXPECT_TRUE(see(tracker, 2, {}).empty());
}

TEST(BoxTracker, KeepsIdsWhenTheOrderOfTheDetectionsChanges) {
  BoxTracker tracker = eager();
  see(tracker, 0, {{100, 100, 50, 50}, {300, 100, 50, 50}});
  const auto boxes = see(tracker, 1, {{302, 100, 50, 50}, {98, 100, 50, 50}});
  EXPECT_EQ(boxes[0].id, 2U);
  EXPECT_EQ(boxes[1].id, 1U);
}

TEST(BoxTracker, GivesADetectionToTheTrackItOverlapsMost) {
  BoxTracker tracker = eager();
  see(tracker, 0, {{100, 100, 100, 100}, {160, 100, 100, 100}});
  const auto boxes = see(tracker, 1, {{155, 100, 100, 100}, {102, 100, 100, 100}});
  EXPECT_EQ(boxes[0].id, 2U);
  EXPECT_EQ(boxes[1].id, 1U);
}

TEST(BoxTracker, TakesADetectionThatOverlapsTooLittleForAnotherFace) {
  BoxTracker tracker({.min_iou = 0.5, .min_hits = 1});
  see(tracker, 0, {{100, 100, 50, 50}});
  const auto boxes = see(tracker, 1, {{125, 100, 50, 50}}); // an IoU of a third
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_EQ(boxes[0].id, 2U);
  EXPECT_EQ(boxes[1].id, 1U);
  EXPECT_EQ(boxes[1].detection, std::nullopt);
}

TEST(BoxTracker, NeverJoinsBoxesThatDoNotTouchEvenAtMinIouZero) {
  BoxTracker tracker({.min_iou = 0, .min_hits = 1});
  see(tracker, 0, {{100, 100, 50, 50}});
  EXPECT_EQ(see(tracker, 1, {{400, 100, 50, 50}})[0].id, 2U);
}

TEST(BoxTracker, PredictsAMissedFaceWithConstantVelocityAndItsLastConfidence) {
  BoxTracker tracker = eager();
  see(tracker, 0, {{100, 100, 50, 50}});
  see(tracker, 1, {{110, 96, 50, 50}});
  const auto boxes = tracker.skipped(frames(3), nullptr);
  ASSERT_EQ(boxes.size(), 1U);
  EXPECT_EQ(boxes[0].box, (Rect{130, 88, 50, 50}));
  EXPECT_EQ(boxes[0].id, 1U);
  EXPECT_EQ(boxes[0].confidence, 0.9);
  EXPECT_EQ(boxes[0].detection, std::nullopt);
}

TEST(BoxTracker, KeepsTheIdOfAMovingFaceThatIsSearchedEveryThirdFrame) {
  BoxTracker tracker = eager();
  for (int frame = 0; frame < 30; ++frame) {
    const Rect box{100 + 8 * frame, 100, 60, 60};
    const auto boxes = frame % 3 ? tracker.skipped(frames(frame), nullptr) : see(tracker, frame, {box});
    ASSERT_EQ(boxes.size(), 1U) << frame;
    EXPECT_EQ(boxes[0].id, 1U) << frame;
    EXPECT_NEAR(boxes[0].box.x, box.x, frame < 6 ? 20 : 2) << frame; // its velocity is known by then
  }
}

TEST(BoxTracker, FillsInAMissedFaceBrieflyAndKeepsItsIdForLonger) {
  BoxTracker tracker({.max_missed = frames(10), .fill_missed = frames(2), .min_hits = 1});
  see(tracker, 0, {{100, 100, 50, 50}});
  EXPECT_EQ(see(tracker, 1, {}).size(), 1U);
  EXPECT_EQ(see(tracker, 2, {}).size(), 1U);
  EXPECT_TRUE(see(tracker, 3, {}).empty());
  EXPECT_TRUE(tracker.skipped(frames(4), nullptr).empty());
  EXPECT_EQ(see(tracker, 5, {{100, 100, 50, 50}})[0].id, 1U);
  EXPECT_EQ(tracker.skipped(frames(6), nullptr).size(), 1U); // found again: its box is bridged as before
}

TEST(BoxTracker, FillsInNoMissedFaceAtZero) {
  BoxTracker tracker({.fill_missed = StreamTime(0), .min_hits = 1});
  see(tracker, 0, {{100, 100, 50, 50}});
  EXPECT_TRUE(see(tracker, 1, {}).empty());
}

TEST(BoxTracker, FindsAFaceAgainAfterMissingItAsLongAsAllowed) {
  BoxTracker tracker = eager(frames(10));
  see(tracker, 0, {{100, 100, 50, 50}});
  EXPECT_EQ(see(tracker, 10, {{100, 100, 50, 50}})[0].id, 1U);
}

TEST(BoxTracker, ForgetsAFaceThatWasMissedForLonger) {
  BoxTracker tracker = eager(frames(10));
  see(tracker, 0, {{100, 100, 50, 50}});
  EXPECT_TRUE(tracker.skipped(frames(11), nullptr).empty());
  EXPECT_EQ(see(tracker, 11, {{100, 100, 50, 50}})[0].id, 2U);
}

TEST(BoxTracker, ForgetsItsTracksWhenTheTimeJumpsBack) {
  BoxTracker tracker = eager();
  see(tracker, 50, {{100, 100, 50, 50}});
  EXPECT_EQ(see(tracker, 0, {{100, 100, 50, 50}})[0].id, 2U);
}

TEST(BoxTracker, GoesOnWithTheIdsAfterAReset) {
  BoxTracker tracker = eager();
  see(tracker, 0, {{100, 100, 50, 50}});
  tracker.reset();
  EXPECT_EQ(see(tracker, 1, {{100, 100, 50, 50}})[0].id, 2U);
}

TEST(BoxTracker, GivesNoTrackBeyondMaxTracks) {
  BoxTracker tracker({.min_hits = 1, .max_tracks = 1});
  const auto boxes = see(tracker, 0, {{100, 100, 50, 50}, {300, 100, 50, 50}});
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_EQ(boxes[0].id, 1U);
  EXPECT_EQ(boxes[1].id, std::nullopt);
}

TEST(BoxTracker, SurvivesWildBoxes) {
  BoxTracker tracker = eager();
  constexpr int most = (1 << 30) - 1;
  const std::vector<Rect> wild = {{most, most, most, most}, {0, 0, 0, 0}, {0, 0, most, most}};
  EXPECT_EQ(see(tracker, 0, wild).size(), 3U);
  EXPECT_GE(tracker.detected({{{0, 0, most, most}, 1}}, StreamTime(1), nullptr).size(), 1U);
  EXPECT_GE(tracker.skipped(frames(5), nullptr).size(), 1U);
}

TEST(PatchChange, IsZeroForTheSamePictureAndForAnotherLight) {
  Patch patch, brighter;
  for (std::size_t i = 0; i < patch.size(); ++i) {
    patch[i] = static_cast<float>(i % 17 * 5);
    brighter[i] = patch[i] * 1.5F + 20;
  }
  EXPECT_NEAR(patch_change(patch, patch).value_or(1), 0, 1e-6);
  EXPECT_NEAR(patch_change(patch, brighter).value_or(1), 0, 1e-6);
}

TEST(PatchChange, IsOneForTheOpposite) {
  Patch patch, negative;
  for (std::size_t i = 0; i < patch.size(); ++i) {
    patch[i] = static_cast<float>(i % 17 * 5);
    negative[i] = 255 - patch[i];
  }
  EXPECT_EQ(patch_change(patch, negative), 1);
}

TEST(PatchChange, SaysNothingOfFlatPictures) {
  Patch flat, other;
  flat.fill(100);
  for (std::size_t i = 0; i < other.size(); ++i)
    other[i] = static_cast<float>(i % 2 * 200);
  EXPECT_EQ(patch_change(flat, other), std::nullopt);
}

TEST(CutScore, WeighsTheFrameTwiceAsMuchAsThePlace) {
  EXPECT_DOUBLE_EQ(cut_score(0.6, 0.3), 0.4);
  EXPECT_DOUBLE_EQ(cut_score(1, 1), 1);
}

TEST(ReadPatch, ShowsTheBoxAndATenthMoreInEveryFormat) {
  for (const PixelFormat format : test::all_formats()) {
    test::OwnedFrame frame({.format = format, .padding = 5, .color = {60, 60, 60}});
    frame.fill({20, 10, 20, 20}, {200, 200, 200});
    const auto patch = read_patch(frame.view(), {20, 10, 20, 20});
    ASSERT_TRUE(patch);
    EXPECT_NEAR(patch->front(), 60, 3) << to_string(format);
    EXPECT_NEAR((*patch)[8 * patch_side + 8], 200, 3) << to_string(format);
    EXPECT_NEAR((*patch)[2 * patch_side + 2], 200, 3) << to_string(format);
    EXPECT_NEAR(patch->back(), 60, 3) << to_string(format);
  }
}

TEST(ReadPatch, TakesWhatIsInTheFrameOfABoxAtItsEdge) {
  test::OwnedFrame frame({.format = PixelFormat::NV12, .width = 63, .height = 47, .color = {60, 60, 60}});
  for (const Rect &box : {Rect{55, 40, 100, 100}, Rect{-90, -90, 101, 101}})
    EXPECT_TRUE(read_patch(frame.view(), box));
}

TEST(ReadPatch, IsNothingWhereLessThanEightPixelsAreInTheFrame) {
  const cv::Mat picture(100, 100, CV_8UC3, cv::Scalar(10, 20, 30));
  EXPECT_TRUE(read_patch(view_of(picture), {10, 10, 20, 20}));
  EXPECT_FALSE(read_patch(view_of(picture), {97, 10, 20, 20}));
  EXPECT_FALSE(read_patch(view_of(picture), {200, 10, 20, 20}));
}

// The same places, other people: what a cut between two cameras looks like at its worst.
class Cut : public testing::Test {
protected:
  std::vector<TrackedBox> show(SyntheticScene &scene, int frame) {
    cv::Mat picture;
    std::vector<DetectedBox> detections;
    for (const SceneFace &face : scene.draw(frame / 25.0, picture))
      detections.push_back({face.box, 1});
    const FrameView view = view_of(picture);
    return tracker_.detected(detections, frames(frame), &view);
  }

  SceneOptions options_{.width = 320, .height = 180, .num_faces = 2};
  SceneOptions others_{.width = 320, .height = 180, .num_faces = 2, .first_person = 20};
  SyntheticScene scene_{options_}, other_scene_{others_};
  BoxTracker tracker_{{.min_hits = 1, .cut_threshold = 0.12}};
};

TEST_F(Cut, GivesNewIdsToOtherPeopleInTheSamePlaces) {
  show(scene_, 0);
  show(scene_, 1);
  const auto boxes = show(other_scene_, 2);
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_EQ(boxes[0].id, 3U);
  EXPECT_EQ(boxes[1].id, 4U);
  EXPECT_EQ(tracker_.cuts(), 2U);
}

TEST_F(Cut, LeavesNoPredictedBoxBehind) {
  show(scene_, 0);
  const cv::Mat black(180, 320, CV_8UC3, cv::Scalar(0, 0, 0));
  cv::Mat checks = black.clone();
  for (int i = 0; i < 40; ++i)
    checks(cv::Rect(i * 8, 0, 4, 180)).setTo(cv::Scalar(255, 255, 255));
  const FrameView view = view_of(checks);
  tracker_.set_options({.min_hits = 1, .cut_threshold = 0.2});
  EXPECT_TRUE(tracker_.skipped(frames(1), &view).empty());
}

TEST_F(Cut, KeepsTheIdsOfPeopleWhoMoveTurnAndBlink) {
  std::set<std::uint64_t> ids;
  for (int frame = 0; frame < 100; ++frame)
    for (const TrackedBox &box : show(scene_, frame))
      ids.insert(*box.id);
  EXPECT_EQ(ids, (std::set<std::uint64_t>{1, 2}));
  EXPECT_EQ(tracker_.cuts(), 0U);
}

TEST_F(Cut, IsNotLookedForAtThresholdZero) {
  tracker_.set_options({.min_hits = 1, .cut_threshold = 0});
  show(scene_, 0);
  EXPECT_EQ(show(other_scene_, 1)[0].id, 1U);
}

} // namespace
} // namespace facerec
