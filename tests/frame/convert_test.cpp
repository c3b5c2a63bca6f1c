#include "facerec/frame/crop.h"
#include "tests/support/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace facerec {
namespace {

using test::OwnedFrame;

constexpr Color patch{210, 60, 90};
constexpr Color ground{30, 140, 200};

Color pixel(const cv::Mat &bgr, int x, int y) {
  const auto value = bgr.at<cv::Vec3b>(y, x);
  return {value[2], value[1], value[0]};
}

class ConvertFormat : public testing::TestWithParam<PixelFormat> {};

INSTANTIATE_TEST_SUITE_P(All, ConvertFormat, testing::ValuesIn(test::all_formats()), test::format_name);

TEST_P(ConvertFormat, BgrHasTheColoursInEveryMatrixAndRange) {
  for (ColorMatrix matrix : {ColorMatrix::Bt601, ColorMatrix::Bt709, ColorMatrix::Bt2020})
    for (ColorRange range : {ColorRange::Limited, ColorRange::Full}) {
      OwnedFrame frame({.format = GetParam(), .padding = 6, .color = ground, .matrix = matrix, .range = range});
      frame.fill({16, 16, 16, 16}, patch);
      const cv::Mat bgr = to_bgr(frame.view());
      ASSERT_EQ(bgr.type(), CV_8UC3);
      EXPECT_LE(test::difference(pixel(bgr, 24, 24), test::shown_as(frame.view(), patch)), 3);
      EXPECT_LE(test::difference(pixel(bgr, 50, 4), test::shown_as(frame.view(), ground)), 3);
    }
}

TEST_P(ConvertFormat, OddSizesKeepTheirLastRowAndColumn) {
  const OwnedFrame frame({.format = GetParam(), .width = 13, .height = 9, .padding = 5, .color = patch});
  const cv::Mat bgr = to_bgr(frame.view());
  ASSERT_EQ(bgr.size(), cv::Size(13, 9));
  EXPECT_LE(test::difference(pixel(bgr, 12, 8), test::shown_as(frame.view(), patch)), 3);
}

TEST_P(ConvertFormat, SharpEdgesStayWhereTheyAre) {
  OwnedFrame frame({.format = GetParam(), .width = 32, .height = 32, .color = {0, 0, 0}});
  frame.fill({16, 0, 16, 32}, {255, 255, 255});
  const cv::Mat bgr = to_bgr(frame.view());
  EXPECT_EQ(pixel(bgr, 15, 16), (Color{0, 0, 0}));
  EXPECT_EQ(pixel(bgr, 16, 16), (Color{255, 255, 255}));
}

TEST_P(ConvertFormat, GrayIsFullRangeLuma) {
  for (ColorRange range : {ColorRange::Limited, ColorRange::Full}) {
    const OwnedFrame frame(
        {.format = GetParam(), .width = 11, .height = 7, .padding = 3, .color = patch, .range = range});
    const cv::Mat gray = to_gray(frame.view());
    ASSERT_EQ(gray.type(), CV_8UC1);
    ASSERT_EQ(gray.size(), cv::Size(11, 7));
    EXPECT_NEAR(gray.at<std::uint8_t>(6, 10), 0.299 * patch.red + 0.587 * patch.green + 0.114 * patch.blue, 1.5);
  }
}

// Stripes two pixels wide inside `area`.
void draw_stripes(OwnedFrame &frame, const Rect &area, int stripe) {
  for (int x = area.x; x < area.x + area.width; x += 2 * stripe)
    frame.fill({x, area.y, stripe, area.height}, {200, 200, 200});
}

TEST_P(ConvertFormat, SharpnessIsTheSameInEveryFormat) {
  OwnedFrame frame({.format = GetParam(), .width = 64, .height = 64, .padding = 4, .color = {50, 50, 50}});
  draw_stripes(frame, {0, 0, 64, 64}, 8);
  OwnedFrame gray({.format = PixelFormat::Y444, .width = 64, .height = 64, .color = {50, 50, 50}});
  draw_stripes(gray, {0, 0, 64, 64}, 8);
  const double expected = sharpness(gray.view(), {0, 0, 64, 64});
  EXPECT_GT(expected, 1000);
  EXPECT_NEAR(sharpness(frame.view(), {0, 0, 64, 64}), expected, expected * 0.02);
}

TEST(Sharpness, OfFlatPicturesIsZero) { EXPECT_EQ(sharpness(OwnedFrame({.color = patch}).view(), {3, 5, 20, 20}), 0); }

TEST(Sharpness, DoesNotDependOnTheSizeOfTheFace) {
  OwnedFrame small({.format = PixelFormat::GRAY8, .width = 64, .height = 64});
  OwnedFrame large({.format = PixelFormat::GRAY8, .width = 256, .height = 256});
  draw_stripes(small, {0, 0, 64, 64}, 8);
  draw_stripes(large, {0, 0, 256, 256}, 32);
  EXPECT_DOUBLE_EQ(sharpness(large.view(), {0, 0, 256, 256}), sharpness(small.view(), {0, 0, 64, 64}));
}

TEST(Sharpness, OfABlurredPictureIsLow) {
  OwnedFrame frame({.format = PixelFormat::GRAY8, .width = 64, .height = 64, .color = {50, 50, 50}});
  draw_stripes(frame, {0, 0, 64, 64}, 8);
  cv::Mat blurred;
  cv::GaussianBlur(to_gray(frame.view()), blurred, {0, 0}, 6);
  FrameView view = frame.view();
  view.planes[0] = blurred.data;
  view.strides[0] = static_cast<int>(blurred.step);
  EXPECT_LT(sharpness(view, {0, 0, 64, 64}), 50);
}

TEST(Sharpness, OutsideTheFrameIsZero) {
  const OwnedFrame frame({});
  EXPECT_EQ(sharpness(frame.view(), {100, 100, 10, 10}), 0);
  EXPECT_EQ(sharpness(frame.view(), {}), 0);
  EXPECT_EQ(sharpness({}, {0, 0, 10, 10}), 0);
}

TEST(Jpeg, ShowsThePictureAgain) {
  OwnedFrame frame({.format = PixelFormat::NV21, .width = 65, .height = 47, .color = ground});
  frame.fill({16, 16, 16, 16}, patch);
  const auto jpeg = encode_jpeg(frame.view(), 95);
  ASSERT_TRUE(jpeg) << jpeg.error().message;
  const cv::Mat decoded = cv::imdecode(*jpeg, cv::IMREAD_COLOR);
  ASSERT_EQ(decoded.size(), cv::Size(65, 47));
  EXPECT_LE(test::difference(pixel(decoded, 24, 24), patch), 8);
  EXPECT_LE(test::difference(pixel(decoded, 64, 46), ground), 8);
}

TEST(Jpeg, IsSmallerInLowerQuality) {
  OwnedFrame frame({.color = ground});
  draw_stripes(frame, {0, 0, 64, 48}, 4);
  EXPECT_LT(encode_jpeg(frame.view(), 10)->size(), encode_jpeg(frame.view(), 95)->size());
}

TEST(Jpeg, RefusesQualitiesThatJpegDoesNotKnow) {
  const OwnedFrame frame({});
  for (int quality : {0, 101, -5}) {
    const auto jpeg = encode_jpeg(frame.view(), quality);
    ASSERT_FALSE(jpeg);
    EXPECT_EQ(jpeg.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(jpeg.error().message, "JPEG quality " + std::to_string(quality) + " is not between 1 and 100");
  }
}

TEST(Jpeg, OfNothingIsAnError) { EXPECT_EQ(encode_jpeg({}, 90).error().code, ErrorCode::InvalidArgument); }

TEST(Jpeg, OfASideThatJpegCannotHoldIsAnError) {
  const std::vector<std::uint8_t> row(70000);
  FrameView frame;
  frame.format = PixelFormat::GRAY8;
  frame.width = 70000;
  frame.height = 1;
  frame.planes[0] = row.data();
  frame.strides[0] = 70000;
  const auto jpeg = encode_jpeg(frame, 90);
  ASSERT_FALSE(jpeg);
  EXPECT_EQ(jpeg.error().code, ErrorCode::Internal);
}

} // namespace
} // namespace facerec
