#include "facerec/synthetic/synthetic_face.h"
#include "facerec/vision/face_aligner.h"
#include "facerec/vision/face_encoder.h"
#include "facerec/vision/face_gallery.h"
#include "facerec/vision/still_detector.h"

#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include <fstream>
#include <numeric>

namespace facerec {
namespace {

using ::testing::HasSubstr;

std::vector<Point> landmarks_moved_by(double x, double y, double scale) {
  std::vector<Point> points;
  for (const Point &point : aligned_landmarks)
    points.push_back({point.x * scale + x, point.y * scale + y});
  return points;
}

TEST(AlignFace, BringsTheLandmarksToTheTemplate) {
  cv::Mat picture = cv::Mat::zeros(400, 400, CV_8UC3);
  const auto points = landmarks_moved_by(100, 50, 2);
  cv::circle(picture, {cvRound(points[2].x), cvRound(points[2].y)}, 6, cv::Scalar(255, 255, 255), cv::FILLED);
  const cv::Mat aligned = align_face(picture, points);
  ASSERT_EQ(aligned.size(), cv::Size(aligned_face_size, aligned_face_size));
  cv::Mat gray;
  cv::cvtColor(aligned, gray, cv::COLOR_BGR2GRAY);
  const cv::Moments moments = cv::moments(gray);
  EXPECT_NEAR(moments.m10 / moments.m00, aligned_landmarks[2].x, 0.5);
  EXPECT_NEAR(moments.m01 / moments.m00, aligned_landmarks[2].y, 0.5);
}

TEST(AlignFace, TakesTheTwoEyesAlone) {
  const cv::Mat picture(300, 300, CV_8UC3, cv::Scalar(1, 2, 3));
  const auto points = landmarks_moved_by(50, 50, 1.5);
  const cv::Mat aligned = align_face(picture, std::span(points).first(2));
  EXPECT_EQ(aligned.at<cv::Vec3b>(56, 56), cv::Vec3b(1, 2, 3));
}

TEST(LandmarkFinder, TakesTheDetectorsLandmarksWhereThereAreSome) {
  auto finder = make_landmark_finder();
  ASSERT_TRUE(finder) << finder.error().message;
  const std::array<Point, 5> given = {{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}};
  const auto points = (*finder)->find(cv::Mat::zeros(50, 50, CV_8UC3), {{0, 0, 50, 50}, 1, given});
  EXPECT_EQ(points, std::vector<Point>(given.begin(), given.end()));
}

TEST(LandmarkFinder, PutsTheEyesWhereTheyMostlyAreWhereItFindsNone) {
  auto finder = make_landmark_finder();
  ASSERT_TRUE(finder) << finder.error().message;
  const auto points = (*finder)->find(cv::Mat::zeros(200, 200, CV_8UC3), {{50, 50, 100, 100}, 1, std::nullopt});
  EXPECT_EQ(points, (std::vector<Point>{{81, 88.5}, {119, 88.5}}));
}

TEST(ConfidenceScale, IsOneHalfAtItsThreshold) {
  const ConfidenceScale scale{.accept = 0.4, .spread = 0.1, .stranger = 0};
  EXPECT_DOUBLE_EQ(scale.confidence(0.6, std::nullopt), 0.5);
  EXPECT_NEAR(scale.confidence(0.7, std::nullopt), 0.731, 0.001);
  EXPECT_NEAR(scale.confidence(0.5, 0.49), 0.269, 0.001);
}

TEST(ConfidenceScale, DoubtsAFaceThatIsNearTwoPersons) {
  const ConfidenceScale scale{.accept = 0.2, .spread = 0.02, .stranger = 0.3};
  EXPECT_GT(scale.confidence(0.8, 0.6), 0.9);  // 0.2 * 0.2 / 0.3
  EXPECT_LT(scale.confidence(0.8, 0.8), 0.51); // 0.2 * 0.2 / 0.2
  EXPECT_DOUBLE_EQ(scale.confidence(0.8, 0.6), scale.confidence(0.8, std::nullopt));
}

TEST(FaceGallery, RanksPersonsByTheirNearestFace) {
  const std::vector<GalleryFace> faces = {{"a", {1, 0}}, {"b", {0, 1}}, {"a", {0.6F, 0.8F}}};
  const FaceGallery gallery(faces, {.accept = 0.5, .spread = 0.1, .stranger = 0});
  const Encoding probe = {0.6F, 0.8F};
  const auto matches = gallery.identify(probe, 10, 0);
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0].person_id, "a");
  EXPECT_NEAR(matches[0].confidence, 0.993, 0.001); // distance 0
  EXPECT_NEAR(matches[1].confidence, 0.953, 0.001); // distance 0.2
  EXPECT_EQ(gallery.identify(probe, 1, 0).size(), 1U);
  EXPECT_EQ(gallery.identify(probe, 10, 0.96).size(), 1U);
}

TEST(FaceGallery, HasNobodyWhereItIsEmptyOrTheProbeIsOfAnotherKind) {
  const Encoding probe = {1, 0};
  EXPECT_TRUE(FaceGallery({}, {}).identify(probe, 10, 0).empty());
  const std::vector<GalleryFace> faces = {{"a", {1, 0, 0}}, {"b", {1, 0}}};
  const FaceGallery gallery(faces, {.accept = 0.5, .spread = 0.1, .stranger = 0});
  EXPECT_EQ(gallery.size(), 1U);
  EXPECT_TRUE(gallery.identify(probe, 10, 0.01).empty());
}

TEST(LbphEncoder, GivesUnitVectorsThatTellPicturesApart) {
  const auto encoder = make_lbph_encoder();
  cv::Mat one(aligned_face_size, aligned_face_size, CV_8UC3);
  cv::Mat other = one.clone();
  cv::theRNG().state = 1;
  cv::randu(one, 0, 255);
  cv::resize(draw_synthetic_face(3, 200), other, other.size());
  const Encoding a = *encoder->encode(one);
  const Encoding b = *encoder->encode(other);
  ASSERT_EQ(a.size(), b.size());
  EXPECT_NEAR(std::inner_product(a.begin(), a.end(), a.begin(), 0.0), 1, 1e-5);
  EXPECT_LT(std::inner_product(a.begin(), a.end(), b.begin(), 0.0), 0.95);
  EXPECT_EQ(*encoder->encode(one), a);
}

TEST(SfaceEncoder, RefusesMissingAndForeignModels) {
  EXPECT_EQ(make_sface_encoder("/nowhere/sface.onnx").error(),
            (Error{ErrorCode::NotFound, "there is no model file '/nowhere/sface.onnx'"}));
  const test::TemporaryDirectory directory;
  const auto file = directory.path() / "sface.onnx";
  std::ofstream(file) << "no network";
  const auto broken = make_sface_encoder(file.string());
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::Malformed);
  EXPECT_THAT(broken.error().message, HasSubstr("sface.onnx"));
}

TEST(StillDetector, FindsAFaceThatFillsThePicture) {
  auto haar = make_haar_detector({});
  ASSERT_TRUE(haar) << haar.error().message;
  const auto detector = make_still_detector(std::move(*haar));
  const cv::Mat person = draw_synthetic_face(1, 240);
  const auto whole = detector->detect(person);
  ASSERT_EQ(whole.size(), 1U);
  const Rect box = clamp_to_frame(expand(whole[0].box, 0.05), person.cols, person.rows);
  const auto tight = detector->detect(person(cv::Rect(box.x, box.y, box.width, box.height)));
  ASSERT_EQ(tight.size(), 1U);
  EXPECT_GT(tight[0].box.width, box.width * 3 / 4);
  EXPECT_TRUE(detector->detect(cv::Mat()).empty());
}

} // namespace
} // namespace facerec
