#include "facerec/frame/crop.h"
#include "tests/support/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <limits>

namespace facerec {

void PrintTo(const Rect &r, std::ostream *out) {
  *out << r.width << "x" << r.height << " at (" << r.x << ", " << r.y << ")";
}

namespace {

using test::OwnedFrame;

constexpr Color red{220, 30, 40};
constexpr Color blue{20, 60, 200};
constexpr int huge = std::numeric_limits<int>::max();

class CropOfFormat : public testing::TestWithParam<PixelFormat> {};

INSTANTIATE_TEST_SUITE_P(All, CropOfFormat, testing::ValuesIn(test::all_formats()), test::format_name);

TEST_P(CropOfFormat, HoldsTheSameSamplesAsTheFrame) {
  OwnedFrame frame({.format = GetParam(), .width = 33, .height = 27, .padding = 13, .color = blue});
  frame.fill({10, 8, 6, 4}, red);
  const Crop crop = copy_crop(frame.view(), {11, 9, 5, 3}, 0.5);
  const FrameView view = crop.view();
  ASSERT_EQ(view.width, crop.area.width);
  ASSERT_EQ(view.height, crop.area.height);
  for (int y = 0; y < view.height; ++y)
    for (int x = 0; x < view.width; ++x)
      ASSERT_EQ(test::color_at(view, x, y), test::color_at(frame.view(), crop.area.x + x, crop.area.y + y))
          << x << ", " << y;
}

TEST_P(CropOfFormat, OfTheWholeOddFrameIsTheFrameWithoutPadding) {
  const OwnedFrame packed({.format = GetParam(), .width = 7, .height = 5, .color = red});
  const OwnedFrame padded({.format = GetParam(), .width = 7, .height = 5, .padding = 9, .color = red});
  const Crop crop = copy_crop(padded.view(), {0, 0, 7, 5}, 0);
  EXPECT_EQ(crop.area, (Rect{0, 0, 7, 5}));
  EXPECT_EQ(crop.pixels, packed.bytes());
}

TEST_P(CropOfFormat, KeepsFormatAndColorimetry) {
  const OwnedFrame frame(
      {.format = GetParam(), .color = red, .matrix = ColorMatrix::Bt2020, .range = ColorRange::Full});
  const FrameView view = copy_crop(frame.view(), {4, 4, 8, 8}, 0).view();
  EXPECT_EQ(view.format, GetParam());
  EXPECT_EQ(view.matrix, ColorMatrix::Bt2020);
  EXPECT_EQ(view.range, ColorRange::Full);
}

TEST(Crop, GrowsToWholeChromaSamples) {
  const OwnedFrame frame({.format = PixelFormat::I420});
  EXPECT_EQ(copy_crop(frame.view(), {11, 9, 4, 4}, 0).area, (Rect{10, 8, 6, 6}));
  const OwnedFrame packed({.format = PixelFormat::YUY2});
  EXPECT_EQ(copy_crop(packed.view(), {11, 9, 4, 4}, 0).area, (Rect{10, 9, 6, 4}));
  const OwnedFrame rgb({.format = PixelFormat::RGB});
  EXPECT_EQ(copy_crop(rgb.view(), {11, 9, 4, 4}, 0).area, (Rect{11, 9, 4, 4}));
}

TEST(Crop, HasTheMarginOnEverySideAndSaysWhereTheFaceIs) {
  const OwnedFrame frame({.format = PixelFormat::RGB});
  const Crop crop = copy_crop(frame.view(), {20, 16, 10, 20}, 0.3);
  EXPECT_EQ(crop.area, (Rect{17, 10, 16, 32}));
  EXPECT_EQ(crop.face, (Rect{3, 6, 10, 20}));
}

TEST(Crop, IsCutAtTheFrame) {
  const OwnedFrame frame({.format = PixelFormat::NV12, .width = 31, .height = 23});
  const Crop crop = copy_crop(frame.view(), {25, 17, 20, 20}, 0.5);
  EXPECT_EQ(crop.area, (Rect{14, 6, 17, 17}));
  EXPECT_EQ(crop.face, (Rect{11, 11, 6, 6}));
}

TEST(Crop, OfABoxThatMissesTheFrameIsEmpty) {
  const OwnedFrame frame({});
  for (const Rect &box : {Rect{64, 0, 10, 10}, Rect{-10, 0, 10, 10}, Rect{5, 5, 0, 9}, Rect{5, 5, -huge, 9}}) {
    const Crop crop = copy_crop(frame.view(), box, 0.3);
    EXPECT_TRUE(crop.pixels.empty());
    EXPECT_EQ(crop.area, Rect{});
    EXPECT_EQ(crop.view().planes[0], nullptr);
    EXPECT_TRUE(to_bgr(crop.view()).empty());
  }
}

TEST(Crop, SurvivesHugeBoxesAndMargins) {
  const OwnedFrame frame({});
  const Rect whole{0, 0, 64, 48};
  EXPECT_EQ(copy_crop(frame.view(), {-huge, -huge, huge, huge}, 0).area, Rect{});
  EXPECT_EQ(copy_crop(frame.view(), {0, 0, huge, huge}, 1e300).area, whole);
  EXPECT_EQ(copy_crop(frame.view(), {30, 20, 4, 4}, 1e300).area, whole);
  EXPECT_EQ(copy_crop(frame.view(), {-5, -5, huge, huge}, 0.3).area, whole);
}

TEST(Crop, TakesAMarginThatIsNoSizeAsNone) {
  const OwnedFrame frame({.format = PixelFormat::RGB});
  const Rect box{20, 16, 10, 20};
  EXPECT_EQ(copy_crop(frame.view(), box, std::numeric_limits<double>::quiet_NaN()).area, box);
  EXPECT_EQ(copy_crop(frame.view(), box, -0.4).area, box);
}

TEST(Crop, TakesItsMemoryFromReuse) {
  const OwnedFrame frame({});
  std::vector<std::uint8_t> memory(64 * 48 * 4);
  const std::uint8_t *address = memory.data();
  const Crop crop = copy_crop(frame.view(), {10, 10, 20, 20}, 0, std::move(memory));
  EXPECT_EQ(crop.pixels.data(), address);
  EXPECT_EQ(crop.pixels.size(), 20u * 20 * 3 / 2);
}

TEST(Crop, CarriesTheSharpnessOfTheFaceAlone) {
  OwnedFrame frame({.format = PixelFormat::GRAY8, .color = {128, 128, 128}});
  frame.fill({0, 0, 4, 4}, {255, 255, 255});
  EXPECT_EQ(copy_crop(frame.view(), {16, 16, 16, 16}, 1.0).sharpness, 0);
  EXPECT_GT(copy_crop(frame.view(), {0, 0, 16, 16}, 1.0).sharpness, 50);
}

Crop crop_with(int side, double sharpness) {
  Crop crop;
  crop.face = {0, 0, side, side};
  crop.sharpness = sharpness;
  return crop;
}

TEST(CropQuality, GrowsWithSizeAndWithSharpness) {
  EXPECT_GT(crop_quality(crop_with(101, 100)), crop_quality(crop_with(100, 100)));
  EXPECT_GT(crop_quality(crop_with(100, 101)), crop_quality(crop_with(100, 100)));
  EXPECT_GT(crop_quality(crop_with(101, 0)), crop_quality(crop_with(100, 0)));
}

TEST(CropQuality, SharpSmallFaceBeatsABlurredOneOfTwiceTheSize) {
  EXPECT_GT(crop_quality(crop_with(100, 200)), crop_quality(crop_with(200, 10)));
}

TEST(CropQuality, EmptyFaceIsWorthNothing) {
  EXPECT_EQ(crop_quality(Crop{}), 0);
  EXPECT_EQ(crop_quality(crop_with(-5, -5)), 0);
}

} // namespace
} // namespace facerec
