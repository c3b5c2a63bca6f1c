#include "server/face_attributes.h"

#include "facerec/synthetic/synthetic_face.h"
#include "facerec/vision/face_aligner.h"
#include "server/face_landmarks.h"

#include <gtest/gtest.h>
#include <opencv2/calib3d.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <numbers>
#include <random>
#include <set>

namespace facerec::server {
namespace {

cv::Mat flat(double level) { return {120, 100, CV_8UC3, cv::Scalar::all(level)}; }

// Squares of 4 pixels at 64 x 64, dark and bright in turn.
cv::Mat checkered(double dark, double bright) {
  cv::Mat picture(64, 64, CV_8UC3, cv::Scalar::all(dark));
  for (int y = 0; y < 64; y += 4)
    for (int x = y % 8; x < 64; x += 8)
      picture(cv::Rect(x, y, 4, 4)).setTo(cv::Scalar::all(bright));
  return picture;
}

TEST(Blur, IsOneOfAPictureWithoutEdges) { EXPECT_DOUBLE_EQ(blur_of(flat(128)), 1.0); }

TEST(Blur, FallsWithTheContrastOfEdges) {
  // On both sides of every edge the Laplacian is the step, twice that at corners, and nothing elsewhere; its variance
  // is a multiple of the step's square.
  const double faint = 60 / blur_of(checkered(100, 110)) - 60;
  const double strong = 60 / blur_of(checkered(100, 140)) - 60;
  EXPECT_NEAR(strong / faint, 16, 1e-6);
  EXPECT_LT(blur_of(checkered(0, 255)), 0.01);
}

TEST(Blur, GrowsWithEveryWiderBlurOfAFace) {
  const cv::Mat sharp = draw_synthetic_face(1, 240);
  double last = blur_of(sharp);
  for (const double sigma : {2.0, 4.0, 8.0, 16.0}) {
    cv::Mat blurred;
    cv::GaussianBlur(sharp, blurred, {}, sigma);
    EXPECT_GT(blur_of(blurred), last) << sigma;
    last = blur_of(blurred);
  }
  EXPECT_GT(last, 0.75);
}

TEST(Exposure, IsTheLevelOfAFlatPicture) {
  EXPECT_DOUBLE_EQ(exposure_of(flat(0)), 0.0);
  EXPECT_DOUBLE_EQ(exposure_of(flat(51)), 0.2);
  EXPECT_DOUBLE_EQ(exposure_of(flat(255)), 1.0);
}

TEST(Exposure, LiesMidwayBetweenDarkAndBright) {
  cv::Mat picture(64, 64, CV_8UC3, cv::Scalar::all(51));
  picture.rowRange(0, 16).setTo(cv::Scalar::all(153)); // a quarter of it
  EXPECT_DOUBLE_EQ(exposure_of(picture), 0.4);
}

TEST(Exposure, DoesNotNoticeAHighlight) {
  cv::Mat picture(64, 64, CV_8UC3, cv::Scalar::all(51));
  picture.rowRange(0, 2).setTo(cv::Scalar::all(255));
  EXPECT_DOUBLE_EQ(exposure_of(picture), 0.2);
}

// Where the landmarks of a face lie that is turned so: told with angles, not with the code under test.
std::array<Point, 5> turned_face(const HeadPose &pose, double size = 2, double noise = 0, unsigned seed = 1) {
  constexpr std::array<double, 5> depth = {0, 0, -14, -1, -1};
  const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
  const double p = radians(pose.pitch);
  const double r = radians(pose.roll);
  const double y = radians(pose.yaw);
  const cv::Matx33d pitch(1, 0, 0, 0, std::cos(p), std::sin(p), 0, -std::sin(p), std::cos(p));
  const cv::Matx33d yaw(std::cos(y), 0, -std::sin(y), 0, 1, 0, std::sin(y), 0, std::cos(y));
  const cv::Matx33d roll(std::cos(r), -std::sin(r), 0, std::sin(r), std::cos(r), 0, 0, 0, 1);
  std::mt19937 random(seed);
  std::normal_distribution<double> error(0, 1);
  std::array<Point, 5> points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const cv::Vec3d at(aligned_landmarks[i].x - 56, aligned_landmarks[i].y - 71.7, depth[i]);
    const cv::Vec3d seen = roll * yaw * pitch * at;
    const double perspective = size / (1 + seen[2] / (16 * 35.2));
    points[i] = {300 + seen[0] * perspective + noise * error(random),
                 200 + seen[1] * perspective + noise * error(random)};
  }
  return points;
}

void expect_pose(const HeadPose &truth, double tolerance) {
  const std::optional<HeadPose> pose = head_pose_of(turned_face(truth));
  ASSERT_TRUE(pose);
  EXPECT_NEAR(pose->yaw, truth.yaw, tolerance) << truth.pitch << " " << truth.roll << " " << truth.yaw;
  EXPECT_NEAR(pose->pitch, truth.pitch, tolerance) << truth.pitch << " " << truth.roll << " " << truth.yaw;
  EXPECT_NEAR(pose->roll, truth.roll, tolerance) << truth.pitch << " " << truth.roll << " " << truth.yaw;
}

TEST(HeadPoseOf, TellsEachAngleOfAFaceTurnedAboutOneAxis) {
  expect_pose({0, 0, 0}, 1);
  for (const double angle : {-40.0, -20.0, -5.0, 5.0, 20.0, 40.0}) {
    expect_pose({0, 0, angle}, 2);
    expect_pose({angle, 0, 0}, 2);
    expect_pose({0, angle, 0}, 2);
  }
  expect_pose({0, 120, 0}, 2);
}

TEST(HeadPoseOf, TellsTheAnglesOfAFaceTurnedAboutAll) {
  for (const double yaw : {-30.0, 30.0})
    for (const double pitch : {-20.0, 20.0})
      for (const double roll : {-15.0, 15.0, 100.0})
        expect_pose({pitch, roll, yaw}, 2);
}

TEST(HeadPoseOf, IsATenthOfARightAngleOffWhereLandmarksAreAFewPixelsOff) {
  // 3 % of the distance of the eyes, which is about what YuNet is off.
  double yaw = 0;
  double pitch = 0;
  constexpr int count = 200;
  for (unsigned seed = 1; seed <= count; ++seed) {
    const auto pose = head_pose_of(turned_face({0, 0, 15}, 2, 0.03 * 70, seed));
    ASSERT_TRUE(pose);
    yaw += std::abs(pose->yaw - 15) / count;
    pitch += std::abs(pose->pitch) / count;
  }
  EXPECT_LT(yaw, 9);
  EXPECT_LT(pitch, 9);
}

TEST(HeadPoseOf, DoesNotDependOnPlaceOrSize) {
  const auto near = head_pose_of(turned_face({5, 10, 20}, 6));
  const auto far = head_pose_of(turned_face({5, 10, 20}, 0.6));
  ASSERT_TRUE(near && far);
  EXPECT_NEAR(near->yaw, far->yaw, 0.1);
  EXPECT_NEAR(near->pitch, far->pitch, 0.1);
  EXPECT_NEAR(near->roll, far->roll, 0.1);
}

TEST(HeadPoseOf, HasNoAnswerForPointsThatAreOne) {
  std::array<Point, 5> points;
  points.fill({10, 10});
  EXPECT_FALSE(head_pose_of(points));
  points[2].x = std::nan("");
  EXPECT_FALSE(head_pose_of(points));
}

TEST(QualityForRecognition, AsksForALargeClearFrontalFace) {
  const HeadPose frontal{0, 90, 0}; // roll does not matter
  EXPECT_EQ(quality_for_recognition(100, 0.5, frontal), Quality::High);
  EXPECT_EQ(quality_for_recognition(99, 0.5, frontal), Quality::Medium);
  EXPECT_EQ(quality_for_recognition(100, 0.51, frontal), Quality::Medium);
  EXPECT_EQ(quality_for_recognition(100, 0.5, HeadPose{0, 0, -26}), Quality::Medium);
  EXPECT_EQ(quality_for_recognition(100, 0.5, HeadPose{26, 0, 0}), Quality::Medium);
  EXPECT_EQ(quality_for_recognition(48, 0.75, HeadPose{0, 0, 45}), Quality::Medium);
  EXPECT_EQ(quality_for_recognition(47, 0.5, frontal), Quality::Low);
  EXPECT_EQ(quality_for_recognition(100, 0.76, frontal), Quality::Low);
  EXPECT_EQ(quality_for_recognition(100, 0.5, HeadPose{-46, 0, 0}), Quality::Low);
  EXPECT_EQ(quality_for_recognition(100, 0.5, std::nullopt), Quality::High);
}

TEST(AttributesOf, LookAtTheFaceAlone) {
  cv::Mat picture(200, 300, CV_8UC3, cv::Scalar::all(0));
  checkered(102, 204).copyTo(picture(cv::Rect(150, 50, 64, 64)));
  const FaceAttributes attributes = attributes_of(picture, {{150, 50, 64, 64}, 1, std::nullopt});
  EXPECT_DOUBLE_EQ(attributes.exposure, 0.6);
  EXPECT_LT(attributes.blur, 0.1);
  EXPECT_FALSE(attributes.head_pose);
  EXPECT_EQ(attributes.quality, Quality::Medium);
}

TEST(AttributesOf, AreNothingOutsideThePicture) {
  const FaceAttributes attributes = attributes_of(flat(50), {{500, 500, 20, 20}, 1, std::nullopt});
  EXPECT_EQ(attributes.quality, Quality::Low);
  EXPECT_FALSE(attributes.head_pose);
}

TEST(AllLandmarks, KeepTheMeasuredFiveAndNameAll27) {
  const std::array<Point, 5> measured = {{{130, 144}, {171, 139}, {160, 170}, {137, 192}, {168, 189}}};
  const std::vector<Landmark> all = all_landmarks(measured);
  ASSERT_EQ(all.size(), 27U);
  const std::vector<std::string_view> first = {"pupilLeft", "pupilRight", "noseTip", "mouthLeft", "mouthRight"};
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < all.size(); ++i) {
    names.insert(all[i].name);
    if (i < first.size()) {
      EXPECT_EQ(all[i].name, first[i]);
      EXPECT_EQ(all[i].at, measured[i]);
    }
  }
  EXPECT_EQ(names.size(), 27U);
}

TEST(AllLandmarks, PutTheOthersWhereAnAverageFaceHasThem) {
  std::array<Point, 5> measured;
  std::transform(aligned_landmarks.begin(), aligned_landmarks.end(), measured.begin(), [](const Point &at) -> Point {
    return {100 - 2 * at.y, 50 + 2 * at.x};
  }); // a quarter turn, twice as large
  std::map<std::string_view, Point> at;
  for (const Landmark &landmark : all_landmarks(measured))
    at[landmark.name] = landmark.at;
  EXPECT_NEAR(at["upperLipTop"].x, 100 - 2 * 88, 1e-6);
  EXPECT_NEAR(at["upperLipTop"].y, 50 + 2 * 56, 1e-6);
  EXPECT_NEAR(at["eyebrowRightOuter"].x, 100 - 2 * 44, 1e-6);
  EXPECT_NEAR(at["eyebrowRightOuter"].y, 50 + 2 * 88, 1e-6);
}

} // namespace
} // namespace facerec::server
