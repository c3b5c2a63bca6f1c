#include "facerec/vision/face_detector.h"

#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <cmath>
#include <fstream>

namespace facerec {
namespace {

using ::testing::HasSubstr;

constexpr const char *yunet_2022 = "models/face_detection_yunet_2022mar.onnx";

#define SHARED_OR_SKIP(variable, relative_path)                                                                        \
  const auto variable = test::shared_file(relative_path);                                                              \
  if (!variable)                                                                                                       \
  GTEST_SKIP() << "no " << (relative_path)

cv::Mat astronaut(const std::filesystem::path &path) { return cv::imread(path.string()); }

TEST(HaarDetector, FindsTheOneFaceOfAPortrait) {
  SHARED_OR_SKIP(path, "data/strangers/nasa_astronaut.png");
  auto detector = make_haar_detector({});
  ASSERT_TRUE(detector) << detector.error().message;
  const auto faces = (*detector)->detect(astronaut(*path));
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_GT(iou(faces[0].box, {175, 65, 105, 105}), 0.5);
  EXPECT_FALSE(faces[0].landmarks.has_value());
  EXPECT_GT(faces[0].confidence, 0.5);
  EXPECT_LE(faces[0].confidence, 1.0);
}

TEST(HaarDetector, HasNoFaceInAnEmptyOrWrongPicture) {
  auto detector = make_haar_detector({});
  ASSERT_TRUE(detector) << detector.error().message;
  EXPECT_TRUE((*detector)->detect(cv::Mat()).empty());
  EXPECT_TRUE((*detector)->detect(cv::Mat::zeros(1, 1, CV_8UC3)).empty());
  EXPECT_TRUE((*detector)->detect(cv::Mat::zeros(100, 100, CV_32FC1)).empty());
}

TEST(HaarDetector, SortsFacesFromLargeToSmall) {
  SHARED_OR_SKIP(path, "data/groups/az_group_6faces.jpg");
  auto detector = make_haar_detector({});
  const auto faces = (*detector)->detect(cv::imread(path->string()));
  ASSERT_EQ(faces.size(), 6U);
  for (std::size_t i = 1; i < faces.size(); ++i)
    EXPECT_GE(faces[i - 1].box.width, faces[i].box.width);
}

TEST(HaarDetector, NamesTheMissingCascade) {
  const auto by_path = make_haar_detector({.cascade = "/nowhere/at-all.xml"});
  ASSERT_FALSE(by_path);
  EXPECT_EQ(by_path.error(), (Error{ErrorCode::NotFound, "there is no cascade file '/nowhere/at-all.xml'"}));
  const auto by_name = make_haar_detector({.cascade = "no-such-cascade.xml"});
  ASSERT_FALSE(by_name);
  EXPECT_EQ(by_name.error().code, ErrorCode::NotFound);
  EXPECT_THAT(by_name.error().message, HasSubstr("no-such-cascade.xml"));
  EXPECT_THAT(by_name.error().message, HasSubstr("opencv-data"));
}

TEST(HaarDetector, RefusesAFileThatIsNoCascade) {
  const test::TemporaryDirectory directory;
  for (const char *content : {"", "not xml", "<?xml version=\"1.0\"?><opencv_storage><a>1</a></opencv_storage>"}) {
    const auto file = directory.path() / "cascade.xml";
    std::ofstream(file) << content;
    const auto detector = make_haar_detector({.cascade = file.string()});
    ASSERT_FALSE(detector) << content;
    EXPECT_EQ(detector.error().code, ErrorCode::Malformed) << content;
  }
}

TEST(HaarDetector, ChecksItsOptions) {
  EXPECT_EQ(make_haar_detector({.scale_factor = 1.0}).error().message, "scale_factor is 1.000000; it must be above 1");
  EXPECT_EQ(make_haar_detector({.scale_factor = std::nan("")}).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(make_haar_detector({.min_neighbors = -1}).error().message, "min_neighbors is -1; it must not be negative");
  EXPECT_EQ(make_haar_detector({.min_size = -1}).error().message, "min_size is -1; it must not be negative");
}

TEST(YunetDetector, FindsTheFaceAndItsLandmarks) {
  SHARED_OR_SKIP(model, yunet_2022);
  SHARED_OR_SKIP(path, "data/strangers/nasa_astronaut.png");
  auto detector = make_yunet_detector({.model = model->string()});
  if (!detector)
    GTEST_SKIP() << detector.error().message;
  const auto faces = (*detector)->detect(astronaut(*path));
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_GT(iou(faces[0].box, {177, 58, 100, 125}), 0.6);
  ASSERT_TRUE(faces[0].landmarks);
  const auto &[right_eye, left_eye, nose, right_mouth, left_mouth] = *faces[0].landmarks;
  EXPECT_LT(right_eye.x, left_eye.x);
  EXPECT_LT(right_eye.y, nose.y);
  EXPECT_LT(nose.y, right_mouth.y);
  EXPECT_LT(right_mouth.x, left_mouth.x);
}

TEST(YunetDetector, GivesBoxesOfTheFullPictureWhereItSearchesASmallerOne) {
  SHARED_OR_SKIP(model, yunet_2022);
  SHARED_OR_SKIP(path, "data/strangers/nasa_astronaut.png");
  auto full = make_yunet_detector({.model = model->string()});
  auto scaled = make_yunet_detector({.model = model->string(), .max_side = 256});
  if (!full)
    GTEST_SKIP() << full.error().message;
  const auto large = (*full)->detect(astronaut(*path));
  const auto small = (*scaled)->detect(astronaut(*path));
  ASSERT_EQ(large.size(), 1U);
  ASSERT_EQ(small.size(), 1U);
  EXPECT_GT(iou(large[0].box, small[0].box), 0.7);
  EXPECT_NEAR(large[0].landmarks->at(0).x, small[0].landmarks->at(0).x, 6);
}

TEST(YunetDetector, TakesPicturesOfChangingSize) {
  SHARED_OR_SKIP(model, yunet_2022);
  auto detector = make_yunet_detector({.model = model->string()});
  if (!detector)
    GTEST_SKIP() << detector.error().message;
  EXPECT_TRUE((*detector)->detect(cv::Mat()).empty());
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(640, 360), cv::Size(33, 1000), cv::Size(320, 240)})
    EXPECT_TRUE((*detector)->detect(cv::Mat::zeros(size, CV_8UC3)).empty()) << size;
}

TEST(YunetDetector, SaysInWordsWhichModelThisOpenCvRuns) {
  SHARED_OR_SKIP(old_model, yunet_2022);
  SHARED_OR_SKIP(new_model, "models/face_detection_yunet_2023mar.onnx");
  const auto with_old = make_yunet_detector({.model = old_model->string()});
  const auto with_new = make_yunet_detector({.model = new_model->string()});
  ASSERT_NE(with_old.ok(), with_new.ok());
  const Error &error = with_old.ok() ? with_new.error() : with_old.error();
  EXPECT_EQ(error.code, ErrorCode::Malformed);
  EXPECT_THAT(error.message, HasSubstr("not a YuNet model that OpenCV " CV_VERSION " can run"));
  EXPECT_THAT(error.message, HasSubstr("face_detection_yunet_2022mar.onnx"));
}

TEST(YunetDetector, RefusesMissingAndBrokenModels) {
  EXPECT_EQ(make_yunet_detector({.model = "/nowhere/yunet.onnx"}).error(),
            (Error{ErrorCode::NotFound, "there is no model file '/nowhere/yunet.onnx'"}));
  const test::TemporaryDirectory directory;
  const auto file = directory.path() / "broken.onnx";
  std::ofstream(file) << "this is no network";
  const auto broken = make_yunet_detector({.model = file.string()});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::Malformed);
  EXPECT_THAT(broken.error().message, HasSubstr("broken.onnx"));
}

TEST(YunetDetector, ChecksItsOptions) {
  EXPECT_EQ(make_yunet_detector({.score_threshold = 1.5}).error().message,
            "score_threshold is 1.500000; it must be 0 to 1");
  EXPECT_EQ(make_yunet_detector({.nms_threshold = -1}).error().message,
            "nms_threshold is -1.000000; it must be 0 to 1");
  EXPECT_EQ(make_yunet_detector({.max_side = -1}).error().message, "max_side is -1; it must not be negative");
}

} // namespace
} // namespace facerec
