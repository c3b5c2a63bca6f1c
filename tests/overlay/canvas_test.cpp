#include "overlay/canvas.h"
#include "tests/support/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace facerec {
namespace {

using test::OwnedFrame;

constexpr Color ground{40, 90, 160};
constexpr Color paint{230, 160, 30};

class CanvasOfFormat : public testing::TestWithParam<PixelFormat> {
protected:
  CanvasScratch scratch_;
};

INSTANTIATE_TEST_SUITE_P(All, CanvasOfFormat, testing::ValuesIn(test::all_formats()), test::format_name);

// The pixels that share a chroma sample with the rectangle may change too; all others may not.
Rect with_shared_samples(const Rect &r) {
  const int left = r.x & ~1;
  const int top = r.y & ~1;
  return {left, top, ((r.x + r.width + 1) & ~1) - left, ((r.y + r.height + 1) & ~1) - top};
}

void expect_untouched_outside(const FrameView &frame, const Rect &area) {
  const OwnedFrame clean({.format = frame.format, .width = frame.width, .height = frame.height, .color = ground});
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x) {
      const bool outside = intersect(area, {x, y, 1, 1}).empty();
      ASSERT_TRUE(!outside || test::color_at(frame, x, y) == test::color_at(clean.view(), x, y)) << x << ", " << y;
    }
}

void expect_painted(const FrameView &frame, const Rect &area) {
  const Color expected = test::shown_as(frame, paint);
  for (int y = area.y; y < area.y + area.height; ++y)
    for (int x = area.x; x < area.x + area.width; ++x)
      ASSERT_LE(test::difference(test::color_at(frame, x, y), expected), 3) << x << ", " << y;
}

TEST_P(CanvasOfFormat, FillsExactlyTheRectangle) {
  OwnedFrame frame({.format = GetParam(), .padding = 7, .color = ground});
  Canvas canvas(frame.mutable_view(), scratch_);
  canvas.fill({6, 8, 34, 10}, canvas.ink(paint));
  expect_painted(frame.view(), {6, 8, 34, 10});
  expect_untouched_outside(frame.view(), {6, 8, 34, 10});
  EXPECT_TRUE(frame.padding_is_intact());
}

TEST_P(CanvasOfFormat, AtOddPositionsChangesNothingBeyondSharedSamples) {
  OwnedFrame frame({.format = GetParam(), .padding = 7, .color = ground});
  Canvas canvas(frame.mutable_view(), scratch_);
  const Rect area{7, 9, 33, 11};
  canvas.fill(area, canvas.ink(paint));
  expect_painted(frame.view(), {8, 10, 32, 10}); // whose samples lie within
  expect_untouched_outside(frame.view(), with_shared_samples(area));
}

TEST_P(CanvasOfFormat, FillsOddFramesToTheirLastPixel) {
  OwnedFrame frame({.format = GetParam(), .width = 37, .height = 21, .padding = 7, .color = ground});
  Canvas canvas(frame.mutable_view(), scratch_);
  canvas.fill({30, 16, 100, 100}, canvas.ink(paint));
  expect_painted(frame.view(), {30, 16, 7, 5});
  expect_untouched_outside(frame.view(), {30, 16, 7, 5});
  EXPECT_TRUE(frame.padding_is_intact());
}

TEST_P(CanvasOfFormat, BlendsHalfWayAtHalfOpacity) {
  OwnedFrame frame({.format = GetParam(), .color = ground});
  Canvas canvas(frame.mutable_view(), scratch_);
  canvas.fill({6, 8, 34, 10}, canvas.ink(paint), 128);
  const Color half{135, 125, 95};
  EXPECT_LE(test::difference(test::color_at(frame.view(), 20, 12), test::shown_as(frame.view(), half)), 4);
  expect_untouched_outside(frame.view(), {6, 8, 34, 10});
}

TEST_P(CanvasOfFormat, BlendsAMaskPixelByPixel) {
  OwnedFrame frame({.format = GetParam(), .padding = 3, .color = ground});
  Canvas canvas(frame.mutable_view(), scratch_);
  CoverageMask mask{20, 6, std::vector<std::uint8_t>(20 * 6)};
  for (std::size_t y = 2; y < 4; ++y)
    std::fill_n(mask.coverage.begin() + static_cast<std::ptrdiff_t>(y * 20 + 4), 10, std::uint8_t{255});
  canvas.blend(mask, 10, 20, canvas.ink(paint));
  expect_painted(frame.view(), {14, 22, 10, 2});
  expect_untouched_outside(frame.view(), {14, 22, 10, 2});
}

TEST_P(CanvasOfFormat, ClipsMasksAtEveryEdge) {
  const CoverageMask mask{30, 30, std::vector<std::uint8_t>(30 * 30, 255)};
  for (const Point &at : {Point{-16, 10}, Point{50, 10}, Point{20, -16}, Point{20, 34}}) {
    OwnedFrame frame({.format = GetParam(), .padding = 5, .color = ground});
    Canvas canvas(frame.mutable_view(), scratch_);
    const int x = static_cast<int>(at.x);
    const int y = static_cast<int>(at.y);
    canvas.blend(mask, x, y, canvas.ink(paint));
    expect_painted(frame.view(), clamp_to_frame({x, y, 30, 30}, 64, 48));
    expect_untouched_outside(frame.view(), {x, y, 30, 30});
    EXPECT_TRUE(frame.padding_is_intact());
  }
}

TEST_P(CanvasOfFormat, OutsideTheFrameNothingHappens) {
  OwnedFrame frame({.format = GetParam(), .color = ground});
  const auto before = frame.bytes();
  Canvas canvas(frame.mutable_view(), scratch_);
  const CoverageMask mask{4, 4, std::vector<std::uint8_t>(16, 255)};
  canvas.fill({64, 0, 5, 5}, canvas.ink(paint));
  canvas.fill({3, 3, 0, 5}, canvas.ink(paint));
  canvas.fill({3, 3, 5, -5}, canvas.ink(paint));
  canvas.blend(mask, -4, 0, canvas.ink(paint));
  canvas.blend(mask, 0, 48, canvas.ink(paint));
  canvas.blend({}, 0, 0, canvas.ink(paint));
  EXPECT_EQ(frame.bytes(), before);
}

TEST_P(CanvasOfFormat, UsesTheFramesMatrixAndRange) {
  for (ColorMatrix matrix : {ColorMatrix::Bt709, ColorMatrix::Bt2020})
    for (ColorRange range : {ColorRange::Limited, ColorRange::Full}) {
      OwnedFrame frame({.format = GetParam(), .color = ground, .matrix = matrix, .range = range});
      Canvas canvas(frame.mutable_view(), scratch_);
      canvas.fill({0, 0, 8, 8}, canvas.ink(paint));
      expect_painted(frame.view(), {0, 0, 8, 8});
    }
}

TEST(Canvas, SharesAChromaSampleByTheAreaThatIsCovered) {
  CanvasScratch scratch;
  OwnedFrame frame({.format = PixelFormat::I420, .width = 4, .height = 4, .color = {0, 0, 0}});
  Canvas canvas(frame.mutable_view(), scratch);
  canvas.fill({1, 1, 1, 1}, canvas.ink({255, 0, 0}));
  // One of four pixels: a quarter of the way from 128 to 90 and to 240.
  EXPECT_EQ(frame.bytes()[16], 118);
  EXPECT_EQ(frame.bytes()[20], 156);
}

TEST(Canvas, MakesWhatItPaintsOpaque) {
  CanvasScratch scratch;
  OwnedFrame frame({.format = PixelFormat::ARGB, .width = 4, .height = 1, .color = {0, 0, 0}});
  MutableFrameView view = frame.mutable_view();
  std::fill_n(view.planes[0], 16, std::uint8_t{0});
  Canvas canvas(view, scratch);
  canvas.fill({1, 0, 1, 1}, canvas.ink({1, 2, 3}));
  EXPECT_THAT(frame.bytes(), testing::ElementsAre(0, 0, 0, 0, 255, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0));
}

} // namespace
} // namespace facerec
