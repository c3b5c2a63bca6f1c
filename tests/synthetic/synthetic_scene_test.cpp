#include "facerec/synthetic/synthetic_scene.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace facerec {
namespace {

SceneOptions small_scene() { return {.width = 640, .height = 360, .num_faces = 3}; }

double difference(const cv::Mat &a, const cv::Mat &b) { return cv::norm(a, b, cv::NORM_L1); }

TEST(SyntheticScene, DependsOnItsOptionsAndTheTimeAlone) {
  SyntheticScene forward(small_scene()), backward(small_scene());
  cv::Mat first, second, other_first, other_second;
  const auto faces = forward.draw(1.0, first);
  forward.draw(2.5, second);
  backward.draw(2.5, other_second);
  const auto other_faces = backward.draw(1.0, other_first);
  EXPECT_EQ(difference(first, other_first), 0);
  EXPECT_EQ(difference(second, other_second), 0);
  ASSERT_EQ(faces.size(), other_faces.size());
  for (std::size_t i = 0; i < faces.size(); ++i)
    EXPECT_EQ(faces[i].box, other_faces[i].box);
  EXPECT_GT(difference(first, second), 0);
}

TEST(SyntheticScene, MovesDifferentlyWithAnotherSeed) {
  SceneOptions other = small_scene();
  other.seed = 1;
  cv::Mat picture;
  EXPECT_NE(SyntheticScene(small_scene()).draw(0, picture)[0].box, SyntheticScene(other).draw(0, picture)[0].box);
}

TEST(SyntheticScene, NumbersItsFacesFromOne) {
  cv::Mat picture;
  const auto faces = SyntheticScene(small_scene()).draw(0, picture);
  ASSERT_EQ(faces.size(), 3U);
  for (std::size_t i = 0; i < faces.size(); ++i)
    EXPECT_EQ(faces[i].id, i + 1);
}

TEST(SyntheticScene, KeepsEveryFaceInTheFrameAndApartFromTheOthers) {
  for (const int count : {1, 2, 6, 7, 64}) {
    SceneOptions options = small_scene();
    options.num_faces = count;
    options.face_size = 1;
    SyntheticScene scene(options);
    cv::Mat picture;
    for (const double seconds : {0.0, 3.3, 17.0, 1000.0}) {
      const auto faces = scene.draw(seconds, picture);
      ASSERT_EQ(faces.size(), static_cast<std::size_t>(count));
      for (std::size_t i = 0; i < faces.size(); ++i) {
        EXPECT_EQ(faces[i].box, clamp_to_frame(faces[i].box, 640, 360));
        EXPECT_FALSE(faces[i].box.empty());
        for (std::size_t j = 0; j < i; ++j)
          EXPECT_EQ(iou(faces[i].box, faces[j].box), 0) << count << " faces: " << i << " and " << j;
      }
    }
  }
}

TEST(SyntheticScene, StandsStillAtSpeedZero) {
  SceneOptions options = small_scene();
  options.speed = 0;
  SyntheticScene scene(options);
  cv::Mat first, later;
  scene.draw(0, first);
  scene.draw(12.3, later);
  EXPECT_EQ(difference(first, later), 0);
}

TEST(SyntheticScene, MovesNoFaceFartherThanAFewPixelsInAFrame) {
  SyntheticScene scene(small_scene());
  cv::Mat picture;
  auto before = scene.draw(0, picture);
  for (int frame = 1; frame < 60; ++frame) {
    const auto now = scene.draw(frame / 30.0, picture);
    for (std::size_t i = 0; i < now.size(); ++i)
      EXPECT_GT(iou(now[i].box, before[i].box), 0.8) << "frame " << frame << ", face " << i;
    before = now;
  }
}

TEST(SyntheticScene, IsDrawnInTheSmallestFrame) {
  SceneOptions options;
  options.width = options.height = 1;
  options.num_faces = 64;
  cv::Mat picture;
  EXPECT_EQ(SyntheticScene(options).draw(0, picture).size(), 64U);
  EXPECT_EQ(picture.size(), cv::Size(1, 1));
}

} // namespace
} // namespace facerec
