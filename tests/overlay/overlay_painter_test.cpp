#include "facerec/overlay/overlay_painter.h"
#include "overlay/palette.h"
#include "overlay/region_outline.h"
#include "tests/support/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace facerec {
namespace {

using test::OwnedFrame;

constexpr Color ground{90, 90, 90};
constexpr int huge = std::numeric_limits<int>::max();
constexpr int lowest = std::numeric_limits<int>::min();
const Regions whole_frame;

IdentityPtr person(std::string name, std::string aux_label = "", std::optional<Color> color = {}) {
  Identity identity;
  identity.name = std::move(name);
  identity.user_data.aux_label = std::move(aux_label);
  identity.user_data.color = color;
  return std::make_shared<const Identity>(std::move(identity));
}

FaceReport recognized(const Rect &box, IdentityPtr identity) {
  FaceReport face;
  face.box = box;
  face.state = TrackState::Recognized;
  face.identity = std::move(identity);
  return face;
}

FaceReport nameless(const Rect &box, TrackState state) {
  FaceReport face;
  face.box = box;
  face.state = state;
  return face;
}

OwnedFrame gray_ground(PixelFormat format = PixelFormat::BGRx) {
  return OwnedFrame({.format = format, .width = 320, .height = 240, .padding = 8, .color = ground});
}

OwnedFrame painted(const FaceReport &face, PixelFormat format = PixelFormat::BGRx, OverlayStyle style = {}) {
  OwnedFrame frame = gray_ground(format);
  OverlayPainter(std::move(style)).paint(frame.mutable_view(), {{face}, {}, {}}, whole_frame);
  return frame;
}

bool has_color(const FrameView &frame, int x, int y, Color color) {
  return test::difference(test::color_at(frame, x, y), test::shown_as(frame, color)) <= 4;
}

int pixels_of(const FrameView &frame, Color color, const Rect &area) {
  int count = 0;
  for (int y = area.y; y < area.y + area.height; ++y)
    for (int x = area.x; x < area.x + area.width; ++x)
      count += has_color(frame, x, y, color);
  return count;
}

int changed_pixels(const FrameView &frame, const Rect &area) {
  return area.width * area.height - pixels_of(frame, ground, area);
}

class PainterOfFormat : public testing::TestWithParam<PixelFormat> {};

INSTANTIATE_TEST_SUITE_P(All, PainterOfFormat, testing::ValuesIn(test::all_formats()), test::format_name);

TEST_P(PainterOfFormat, DrawsTheBoxInTheColourOfItsState) {
  const OwnedFrame frame = painted(nameless({101, 81, 60, 70}, TrackState::LookingUp), GetParam());
  for (const auto &[x, y] : {std::pair{101, 81}, {160, 81}, {101, 150}, {160, 150}, {130, 81}, {101, 120}, {160, 120}})
    EXPECT_TRUE(has_color(frame.view(), x, y, pending_color)) << x << ", " << y;
}

TEST_P(PainterOfFormat, LeavesEverythingButTheLineAsItWas) {
  const OwnedFrame frame = painted(nameless({100, 80, 60, 70}, TrackState::Waiting), GetParam());
  const OwnedFrame clean = gray_ground(GetParam());
  const auto is_clean = [&](int x, int y) {
    return test::color_at(frame.view(), x, y) == test::color_at(clean.view(), x, y);
  };
  const Rect inner{102, 82, 56, 66};
  for (int y = 0; y < 240; ++y)
    for (int x = 0; x < 320; ++x) {
      const Rect pixel{x, y, 1, 1};
      const bool line = intersect({100, 80, 60, 70}, pixel) == pixel && intersect(inner, pixel).empty();
      ASSERT_EQ(is_clean(x, y), !line) << x << ", " << y;
    }
  EXPECT_TRUE(frame.padding_is_intact());
}

TEST_P(PainterOfFormat, WritesTheNameOverTheBox) {
  const OwnedFrame frame = painted(recognized({100, 80, 60, 70}, person("Ada")), GetParam());
  const Rect plate{100, 62, 30, 18};
  EXPECT_GT(pixels_of(frame.view(), recognized_color, plate), 200);
  EXPECT_GT(changed_pixels(frame.view(), plate), pixels_of(frame.view(), recognized_color, plate) + 30);
  EXPECT_EQ(changed_pixels(frame.view(), {0, 0, 320, 40}), 0);
}

TEST_P(PainterOfFormat, DrawsRegionsInsideTheFrame) {
  OwnedFrame frame = gray_ground(GetParam());
  const auto regions = Regions::parse("0,0,0.5,0,0.5,1,0,1", "left");
  OverlayPainter(OverlayStyle{}).paint(frame.mutable_view(), {}, *regions);
  for (const auto &[x, y] : {std::pair{0, 120}, {159, 120}, {120, 0}, {120, 239}})
    EXPECT_TRUE(has_color(frame.view(), x, y, region_color)) << x << ", " << y;
  EXPECT_EQ(changed_pixels(frame.view(), {160, 0, 160, 240}), 0);
  EXPECT_EQ(changed_pixels(frame.view(), {4, 40, 150, 190}), 0);
  EXPECT_GT(changed_pixels(frame.view(), {3, 3, 30, 18}), 100); // the label
  EXPECT_TRUE(frame.padding_is_intact());
}

TEST_P(PainterOfFormat, SurvivesBoxesOfAnySizeAndPlace) {
  OverlayPainter painter(OverlayStyle{.line_width = 3});
  OwnedFrame frame({.format = GetParam(), .width = 61, .height = 43, .padding = 8});
  for (int x : {lowest, -huge, -30, -1, 0, 1, 59, 60, 61, huge})
    for (int size : {lowest, -1, 0, 1, 2, 5, 40, 80, huge})
      for (const Rect &box : {Rect{x, 5, size, 20}, Rect{5, x, 20, size}, Rect{x, x, size, size}})
        painter.paint(frame.mutable_view(), {{recognized(box, person("Ada Lovelace", "x"))}, {}, {}}, whole_frame);
  EXPECT_TRUE(frame.padding_is_intact());
}

TEST(OverlayPainter, TellsStatesByColour) {
  const Rect box{100, 80, 60, 70};
  EXPECT_TRUE(has_color(painted(recognized(box, person("Ada"))).view(), 101, 120, recognized_color));
  EXPECT_TRUE(has_color(painted(nameless(box, TrackState::Unrecognized)).view(), 101, 120, unrecognized_color));
  EXPECT_TRUE(has_color(painted(nameless(box, TrackState::Waiting)).view(), 101, 120, pending_color));
  EXPECT_TRUE(has_color(painted(nameless(box, TrackState::LookingUp)).view(), 101, 120, pending_color));
}

TEST(OverlayPainter, UserDataColorWins) {
  const Color cyan{0, 255, 255};
  const OwnedFrame frame = painted(recognized({100, 80, 60, 70}, person("Ada", "", cyan)));
  EXPECT_TRUE(has_color(frame.view(), 101, 120, cyan));
  EXPECT_TRUE(has_color(frame.view(), 100, 78, cyan)); // the plate
  EXPECT_EQ(pixels_of(frame.view(), recognized_color, {0, 0, 320, 240}), 0);
}

TEST(OverlayPainter, TextIsBlackOnLightAndWhiteOnDark) {
  const Rect plate{100, 62, 30, 18};
  const OwnedFrame light = painted(recognized({100, 80, 60, 70}, person("HHH", "", Color{250, 250, 0})));
  EXPECT_GT(pixels_of(light.view(), {0, 0, 0}, plate), 20);
  const OwnedFrame dark = painted(recognized({100, 80, 60, 70}, person("HHH", "", Color{60, 0, 120})));
  EXPECT_GT(pixels_of(dark.view(), {255, 255, 255}, plate), 20);
}

TEST(OverlayPainter, AuxLabelIsASecondLine) {
  const Rect column{100, 0, 10, 80}; // on the plate, left of its end
  const int one = changed_pixels(painted(recognized({100, 80, 60, 70}, person("Ada"))).view(), column);
  const int two = changed_pixels(painted(recognized({100, 80, 60, 70}, person("Ada", "Pass"))).view(), column);
  EXPECT_GT(one, 150);
  EXPECT_GT(two, one * 17 / 10);
}

TEST(OverlayPainter, UnrecognizedFacesAreLabelledAndPendingOnesAreNot) {
  const Rect above{100, 0, 100, 80};
  EXPECT_GT(changed_pixels(painted(nameless({100, 80, 60, 70}, TrackState::Unrecognized)).view(), above), 500);
  EXPECT_EQ(changed_pixels(painted(nameless({100, 80, 60, 70}, TrackState::LookingUp)).view(), above), 0);
}

TEST(OverlayPainter, NamesThatShowNothingHaveNoPlate) {
  const OwnedFrame frame = painted(recognized({100, 80, 60, 70}, person("\u202e\x01 ")));
  EXPECT_EQ(changed_pixels(frame.view(), {0, 0, 320, 80}), 0);
}

TEST(OverlayPainter, NamesAreNotMarkup) {
  const OwnedFrame plain = painted(recognized({10, 80, 60, 70}, person("Ada")));
  const OwnedFrame markup = painted(recognized({10, 80, 60, 70}, person("<b>Ada</b>")));
  const Rect above{0, 0, 320, 80};
  EXPECT_GT(changed_pixels(markup.view(), above), changed_pixels(plain.view(), above) * 3 / 2);
}

TEST(OverlayPainter, LabelsMoveInsideTheFrame) {
  const OwnedFrame top = painted(recognized({100, 0, 100, 70}, person("Ada")));
  EXPECT_GT(pixels_of(top.view(), recognized_color, {104, 4, 22, 14}), 100);
  const OwnedFrame right = painted(recognized({300, 80, 60, 70}, person("Ada Lovelace")));
  EXPECT_GT(changed_pixels(right.view(), {230, 62, 60, 18}), 500);
  EXPECT_TRUE(has_color(right.view(), 319, 70, recognized_color)); // the plate ends with the frame
}

TEST(OverlayPainter, FacesOutsideTheFrameLeaveIt) {
  for (const Rect &box : {Rect{320, 50, 40, 40}, Rect{-40, 50, 40, 40}, Rect{50, 240, 40, 40}, Rect{50, -40, 40, 40}})
    EXPECT_EQ(changed_pixels(painted(recognized(box, person("Ada"))).view(), {0, 0, 320, 240}), 0);
}

TEST(OverlayPainter, BoxesAreClippedAtEachEdge) {
  for (const Rect &box : {Rect{-20, 50, 60, 60}, Rect{290, 50, 60, 60}, Rect{50, -20, 60, 60}, Rect{50, 210, 60, 60}}) {
    const OwnedFrame frame = painted(nameless(box, TrackState::Waiting));
    const Rect seen = clamp_to_frame(box, 320, 240);
    const Rect inner = intersect({box.x + 2, box.y + 2, box.width - 4, box.height - 4}, {0, 0, 320, 240});
    EXPECT_EQ(pixels_of(frame.view(), pending_color, {0, 0, 320, 240}),
              seen.width * seen.height - inner.width * inner.height);
    EXPECT_TRUE(frame.padding_is_intact());
  }
}

TEST(OverlayPainter, LinesAreAsWideAsTheStyleSays) {
  const OwnedFrame frame =
      painted(nameless({100, 80, 60, 70}, TrackState::Waiting), PixelFormat::RGB, {.line_width = 5});
  EXPECT_EQ(pixels_of(frame.view(), pending_color, {90, 120, 30, 1}), 5);
  const OwnedFrame thin =
      painted(nameless({100, 80, 60, 70}, TrackState::Waiting), PixelFormat::RGB, {.line_width = 0});
  EXPECT_EQ(pixels_of(thin.view(), pending_color, {90, 120, 30, 1}), 1);
}

TEST(OverlayPainter, EachPartCanBeLeftOut) {
  const auto regions = Regions::parse("0,0,0.5,0,0.5,1,0,1", "left");
  const FrameReport report{{nameless({200, 80, 60, 70}, TrackState::Waiting)}, {}, {}};
  OwnedFrame faces = gray_ground();
  OverlayPainter({.draw_regions = false}).paint(faces.mutable_view(), report, *regions);
  EXPECT_EQ(changed_pixels(faces.view(), {0, 0, 160, 240}), 0);
  EXPECT_TRUE(has_color(faces.view(), 201, 120, pending_color));
  OwnedFrame outlines = gray_ground();
  OverlayPainter({.draw_faces = false}).paint(outlines.mutable_view(), report, *regions);
  EXPECT_EQ(changed_pixels(outlines.view(), {160, 0, 160, 240}), 0);
  EXPECT_TRUE(has_color(outlines.view(), 0, 120, region_color));
}

TEST(OverlayPainter, TheWholeFrameIsNoRegionToDraw) {
  OwnedFrame frame = gray_ground();
  const auto before = frame.bytes();
  OverlayPainter(OverlayStyle{}).paint(frame.mutable_view(), {}, whole_frame);
  EXPECT_EQ(frame.bytes(), before);
}

TEST(OverlayPainter, ANewFontIsUsedForLabelsThatWereKept) {
  OverlayPainter painter(OverlayStyle{});
  const FrameReport report{{recognized({100, 120, 60, 70}, person("Ada"))}, {}, {}};
  OwnedFrame small = gray_ground();
  painter.paint(small.mutable_view(), report, whole_frame);
  painter.set_style({.font = "Sans 30"});
  OwnedFrame large = gray_ground();
  painter.paint(large.mutable_view(), report, whole_frame);
  EXPECT_GT(changed_pixels(large.view(), {0, 0, 320, 120}), 2 * changed_pixels(small.view(), {0, 0, 320, 120}));
}

TEST(OverlayPainter, RegionsMayChangeFromFrameToFrame) {
  OverlayPainter painter(OverlayStyle{});
  OwnedFrame frame = gray_ground();
  painter.paint(frame.mutable_view(), {}, *Regions::parse("0,0,0.5,0,0.5,1,0,1", ""));
  OwnedFrame next = gray_ground();
  painter.paint(next.mutable_view(), {}, *Regions::parse("0.5,0,1,0,1,1,0.5,1", ""));
  EXPECT_EQ(changed_pixels(next.view(), {0, 0, 160, 240}), 0);
  EXPECT_TRUE(has_color(next.view(), 319, 120, region_color));
}

TEST(OverlayPainter, AnEmptyFrameIsNoReasonToCrash) {
  OverlayPainter(OverlayStyle{}).paint({}, {{nameless({0, 0, 5, 5}, TrackState::Waiting)}, {}, {}}, whole_frame);
}

TEST(RegionOutline, FollowsSlantedLines) {
  const auto tiles = outline({{0.1, 0.1}, {0.9, 0.5}, {0.1, 0.9}}, 200, 200, 2);
  int covered = 0;
  for (const OutlineTile &tile : tiles) {
    EXPECT_EQ(tile.x % 2, 0);
    EXPECT_EQ(tile.y % 2, 0);
    covered += static_cast<int>(std::count(tile.mask.coverage.begin(), tile.mask.coverage.end(), 255));
  }
  EXPECT_GT(covered, 300);
  EXPECT_LT(covered, 1100);
}

TEST(RegionOutline, KeepsOnlyTilesThatTheLineTouches) {
  std::size_t bytes = 0;
  for (const OutlineTile &tile : outline({{0, 0}, {1, 0}, {1, 1}, {0, 1}}, 1920, 1080, 2))
    bytes += tile.mask.coverage.size();
  EXPECT_LT(bytes, 40'000u); // a whole frame has two million pixels
}

TEST(RegionOutline, OfAFrameTooWideForCairoIsNothing) {
  EXPECT_TRUE(outline({{0, 0}, {1, 0}, {1, 1}}, 40'000, 10, 2).empty());
}

} // namespace
} // namespace facerec
