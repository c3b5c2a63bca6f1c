// Small frames of any format for tests, and what colour their pixels have.
#pragma once

#include "facerec/base/color.h"
#include "facerec/frame/frame_view.h"
#include "facerec/region/geometry.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace facerec {

void PrintTo(const Color &color, std::ostream *out);
void PrintTo(PixelFormat format, std::ostream *out);

} // namespace facerec

namespace facerec::test {

std::array<PixelFormat, pixel_format_count> all_formats();

struct FrameSpec {
  PixelFormat format = PixelFormat::I420;
  int width = 64;
  int height = 48;
  int padding = 0; // bytes after each row of each plane, filled with padding_byte
  Color color{};
  ColorMatrix matrix = ColorMatrix::Bt601;
  ColorRange range = ColorRange::Limited;
};

// A frame with memory of its own. Not copied, so that views stay valid; moving keeps them valid too.
class OwnedFrame {
public:
  static constexpr std::uint8_t padding_byte = 0xa5;

  explicit OwnedFrame(const FrameSpec &spec);
  OwnedFrame(OwnedFrame &&) = default;
  OwnedFrame(const OwnedFrame &) = delete;

  FrameView view() const { return view_; }
  MutableFrameView mutable_view() { return view_; }

  // Every sample that a pixel of `area` has a share in; give areas at even positions.
  void fill(const Rect &area, Color color);

  const std::vector<std::uint8_t> &bytes() const { return bytes_; }
  bool padding_is_intact() const;

private:
  std::vector<std::uint8_t> bytes_;
  MutableFrameView view_;
};

// The colour of a pixel, chroma not interpolated; grey for GRAY8.
Color color_at(const FrameView &frame, int x, int y);

// What color_at() gives for `color` in such a frame: itself, but its luma where the format has no chroma.
Color shown_as(const FrameView &frame, Color color);

// The largest difference of a component.
int difference(Color a, Color b);

// "NV12": names the tests of INSTANTIATE_TEST_SUITE_P().
std::string format_name(const testing::TestParamInfo<PixelFormat> &info);

} // namespace facerec::test
