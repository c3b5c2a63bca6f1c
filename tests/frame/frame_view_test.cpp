#include "facerec/frame/frame_view.h"
#include "frame/colorimetry.h"
#include "tests/support/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace facerec {
namespace {

using testing::ElementsAreArray;
using Bytes = std::vector<std::uint8_t>;

TEST(PixelFormat, NamesAreGStreamersAndComeBack) {
  EXPECT_EQ(to_string(PixelFormat::I420), "I420");
  EXPECT_EQ(to_string(PixelFormat::xBGR), "xBGR");
  EXPECT_EQ(to_string(PixelFormat::GRAY8), "GRAY8");
  for (PixelFormat format : test::all_formats())
    EXPECT_EQ(pixel_format_from(to_string(format)), format);
}

TEST(PixelFormat, UnknownNamesAreNothing) {
  EXPECT_EQ(pixel_format_from("i420"), std::nullopt);
  EXPECT_EQ(pixel_format_from("P010_10LE"), std::nullopt);
  EXPECT_EQ(pixel_format_from(""), std::nullopt);
}

struct StoredPixels {
  PixelFormat format;
  Bytes bytes;
};

// Two by two pixels of red (81, 90, 240 in BT.601 limited), written by hand from GStreamer's description of formats.
TEST(PixelFormat, EveryLayoutStoresRedAsGStreamerDoes) {
  const std::vector<StoredPixels> table{
      {PixelFormat::I420, {81, 81, 81, 81, 90, 240}},
      {PixelFormat::YV12, {81, 81, 81, 81, 240, 90}},
      {PixelFormat::NV12, {81, 81, 81, 81, 90, 240}},
      {PixelFormat::NV21, {81, 81, 81, 81, 240, 90}},
      {PixelFormat::Y42B, {81, 81, 81, 81, 90, 90, 240, 240}},
      {PixelFormat::YUY2, {81, 90, 81, 240, 81, 90, 81, 240}},
      {PixelFormat::UYVY, {90, 81, 240, 81, 90, 81, 240, 81}},
      {PixelFormat::Y444, {81, 81, 81, 81, 90, 90, 90, 90, 240, 240, 240, 240}},
      {PixelFormat::RGB, {255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0}},
      {PixelFormat::BGR, {0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255}},
      {PixelFormat::RGBx, {255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255}},
      {PixelFormat::RGBA, {255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255}},
      {PixelFormat::BGRx, {0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255}},
      {PixelFormat::BGRA, {0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255}},
      {PixelFormat::xRGB, {255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0}},
      {PixelFormat::ARGB, {255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0}},
      {PixelFormat::xBGR, {255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255}},
      {PixelFormat::ABGR, {255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255}},
      {PixelFormat::GRAY8, {81, 81, 81, 81}},
  };
  ASSERT_EQ(table.size(), pixel_format_count);
  for (const StoredPixels &row : table) {
    const test::OwnedFrame frame({.format = row.format, .width = 2, .height = 2, .color = {255, 0, 0}});
    EXPECT_THAT(frame.bytes(), ElementsAreArray(row.bytes)) << to_string(row.format);
  }
}

struct Encoding {
  ColorMatrix matrix;
  ColorRange range;
  std::array<std::uint8_t, 4> red; // from the tables of the recommendations
};

TEST(Colorimetry, RedIsStoredAsTheRecommendationsSay) {
  const std::vector<Encoding> table{
      {ColorMatrix::Bt601, ColorRange::Limited, {81, 90, 240, 255}},
      {ColorMatrix::Bt601, ColorRange::Full, {76, 85, 255, 255}},
      {ColorMatrix::Bt709, ColorRange::Limited, {63, 102, 240, 255}},
      {ColorMatrix::Bt709, ColorRange::Full, {54, 99, 255, 255}},
      {ColorMatrix::Bt2020, ColorRange::Limited, {74, 97, 240, 255}},
      {ColorMatrix::Bt2020, ColorRange::Full, {67, 92, 255, 255}},
  };
  for (const Encoding &row : table) {
    FrameView frame;
    frame.matrix = row.matrix;
    frame.range = row.range;
    EXPECT_EQ(stored_color(frame, {255, 0, 0}), row.red);
  }
}

TEST(Colorimetry, WhiteAndBlackReachTheEndsOfTheRange) {
  FrameView frame;
  EXPECT_EQ(stored_color(frame, {255, 255, 255}), (std::array<std::uint8_t, 4>{235, 128, 128, 255}));
  EXPECT_EQ(stored_color(frame, {0, 0, 0}), (std::array<std::uint8_t, 4>{16, 128, 128, 255}));
  frame.range = ColorRange::Full;
  EXPECT_EQ(stored_color(frame, {255, 255, 255}), (std::array<std::uint8_t, 4>{255, 128, 128, 255}));
}

TEST(Colorimetry, RgbFramesIgnoreMatrixAndRange) {
  FrameView frame;
  frame.format = PixelFormat::BGRx;
  frame.matrix = ColorMatrix::Bt709;
  EXPECT_EQ(stored_color(frame, {1, 2, 3}), (std::array<std::uint8_t, 4>{1, 2, 3, 255}));
}

TEST(PartOf, BeginsAtAWholeGroupOfSamplesAndEndsWhereItWasAskedTo) {
  const std::array<std::uint8_t, 8 * 6> luma{};
  const std::array<std::uint8_t, 8 * 3> chroma{};
  const FrameView frame{PixelFormat::NV12, {}, {}, 8, 6, {luma.data(), chroma.data()}, {8, 8}};
  const FrameView part = part_of(frame, {3, 5, 4, 1});
  EXPECT_EQ(part.width, 5);
  EXPECT_EQ(part.height, 2);
  EXPECT_EQ(part.planes[0] - luma.data(), 4 * 8 + 2);
  EXPECT_EQ(part.planes[1] - chroma.data(), 2 * 8 + 2);
  EXPECT_EQ(part.strides, frame.strides);
}

} // namespace
} // namespace facerec
