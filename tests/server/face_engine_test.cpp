#include "server/face_engine.h"

#include "tests/support/onnx_network.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <filesystem>

namespace facerec::server {
namespace {

using ::testing::HasSubstr;

FaceBox square(int side, int x = 0) { return {{x, 0, side, side}, 1, std::nullopt}; }

std::vector<int> widths_of(const std::vector<FaceBox> &faces) {
  std::vector<int> widths;
  for (const FaceBox &face : faces)
    widths.push_back(face.box.width);
  return widths;
}

TEST(Reportable, LeavesOutFacesBelow36PixelsInPicturesUpTo1080p) {
  const std::vector<FaceBox> found = {square(37), square(36), square(35), {{0, 0, 90, 35}, 1, std::nullopt}};
  EXPECT_EQ(widths_of(reportable(found, 1920, 1080)), (std::vector<int>{37, 36}));
  EXPECT_EQ(widths_of(reportable(found, 1080, 1920)), (std::vector<int>{37, 36}));
  EXPECT_EQ(widths_of(reportable(found, 40, 40)), (std::vector<int>{37, 36}));
}

TEST(Reportable, AsksForLargerFacesInLargerPicturesInProportion) {
  const std::vector<FaceBox> found = {square(144), square(72), square(71), square(36)};
  EXPECT_EQ(widths_of(reportable(found, 3840, 2160)), (std::vector<int>{144, 72}));
  EXPECT_EQ(widths_of(reportable(found, 2160, 2200)), (std::vector<int>{144, 72})); // by the shorter side
  EXPECT_EQ(widths_of(reportable(found, 7680, 100)), (std::vector<int>{144}));      // by the longer one
}

TEST(Reportable, LeavesOutFacesAbove4096Pixels) {
  EXPECT_EQ(widths_of(reportable({square(4097), square(4096)}, 9000, 9000)), (std::vector<int>{4096}));
}

TEST(Reportable, GivesTheHundredLargestFromLargeToSmall) {
  std::vector<FaceBox> found;
  for (int i = 0; i < 150; ++i)
    found.push_back(square(40 + (i * 37) % 150)); // each size once, in no order
  const std::vector<int> widths = widths_of(reportable(found, 640, 480));
  ASSERT_EQ(widths.size(), 100U);
  for (std::size_t i = 0; i < widths.size(); ++i)
    EXPECT_EQ(widths[i], 189 - static_cast<int>(i));
}

TEST(FaceEngine, NeedsADirectoryThatIsThere) {
  EXPECT_EQ(make_face_engine("/nowhere/models", 1).error(),
            (Error{ErrorCode::NotFound, "there is no directory '/nowhere/models' with models"}));
}

TEST(FaceEngine, TakesSfaceWhereItsModelIs) {
  const test::TemporaryDirectory models;
  test::write_file(models.path() / "face_recognition_sface_2021dec.onnx", test::to_onnx({}));
  const auto engine = make_face_engine(models.path().string(), 1);
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_EQ((*engine)->description(), "Haar + SFace");
  EXPECT_EQ((*engine)->encoder(), "sface-2021dec");
  const cv::Mat picture(200, 200, CV_8UC3, cv::Scalar(10, 20, 30));
  const Result<Encoding> encoding = (*engine)->encode(picture, square(100));
  ASSERT_TRUE(encoding) << encoding.error().message;
  EXPECT_EQ(encoding->size(), 128U);
}

TEST(FaceEngine, NamesTheModelFileThatIsBroken) {
  for (const char *name : {"face_recognition_sface_2021dec.onnx", "face_detection_yunet_2022mar.onnx"}) {
    const test::TemporaryDirectory models;
    test::write_file(models.path() / name, "no network");
    const auto engine = make_face_engine(models.path().string(), 1);
    ASSERT_FALSE(engine) << name;
    EXPECT_EQ(engine.error().code, ErrorCode::Malformed) << name;
    EXPECT_THAT(engine.error().message, HasSubstr((models.path() / name).string()));
  }
}

TEST(FaceEngine, MeasuresARealFace) {
  const auto models = test::shared_file("models");
  const auto path = test::shared_file("data/strangers/nasa_astronaut.png");
  if (!models || !path)
    GTEST_SKIP() << "no models or data/strangers/nasa_astronaut.png";
  const auto engine = make_face_engine(models->string(), 1);
  ASSERT_TRUE(engine) << engine.error().message;
  const cv::Mat picture = cv::imread(path->string());
  const auto faces = (*engine)->detect(picture);
  ASSERT_EQ(faces.size(), 1U);
  const FaceAttributes &sharp = faces[0].attributes;
  ASSERT_TRUE(sharp.head_pose);
  EXPECT_LT(std::abs(sharp.head_pose->yaw), 25);
  EXPECT_GT(sharp.exposure, 0.25);
  EXPECT_LT(sharp.exposure, 0.75);
  EXPECT_LT(sharp.blur, 0.25);

  cv::Mat mirrored;
  cv::flip(picture, mirrored, 1);
  const auto other_way = (*engine)->detect(mirrored);
  ASSERT_EQ(other_way.size(), 1U);
  EXPECT_NEAR(other_way[0].attributes.head_pose->yaw, -sharp.head_pose->yaw, 8);
  EXPECT_NEAR(other_way[0].attributes.head_pose->roll, -sharp.head_pose->roll, 5);

  cv::GaussianBlur(picture, picture, {}, 4);
  EXPECT_GT(attributes_of(picture, faces[0].face).blur, sharp.blur);
  EXPECT_LT(attributes_of(picture * 0.2, faces[0].face).exposure, 0.25);
}

} // namespace
} // namespace facerec::server
