#include "tests/support/frames.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace facerec {

void PrintTo(const Color &color, std::ostream *out) {
  *out << "rgb(" << int{color.red} << ", " << int{color.green} << ", " << int{color.blue} << ")";
}

void PrintTo(PixelFormat format, std::ostream *out) { *out << to_string(format); }

} // namespace facerec

namespace facerec::test {
namespace {

// Written out from the recommendations, apart from the code that the tests check.
struct Standard {
  double red = 0.299;
  double blue = 0.114;
  double green() const { return 1 - red - blue; }
};

Standard standard_of(ColorMatrix matrix) {
  switch (matrix) {
  case ColorMatrix::Bt709:
    return {0.2126, 0.0722};
  case ColorMatrix::Bt2020:
    return {0.2627, 0.0593};
  case ColorMatrix::Bt601:
    break;
  }
  return {};
}

std::uint8_t byte(double value) { return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0))); }

double luma_of(const FrameView &frame, Color c) {
  const Standard s = standard_of(frame.matrix);
  return s.red * c.red + s.green() * c.green + s.blue * c.blue;
}

std::array<std::uint8_t, 4> encode(const FrameView &frame, Color c) {
  const FormatLayout &layout = layout_of(frame.format);
  if (!layout.yuv && layout.components > 1)
    return {c.red, c.green, c.blue, 255};
  const Standard s = standard_of(frame.matrix);
  const double y = luma_of(frame, c);
  const double u = (c.blue - y) / (1 - s.blue) / 2;
  const double v = (c.red - y) / (1 - s.red) / 2;
  if (frame.range == ColorRange::Full)
    return {byte(y), byte(128 + u), byte(128 + v), 255};
  return {byte(16 + y * 219 / 255), byte(128 + u * 224 / 255), byte(128 + v * 224 / 255), 255};
}

Color decode(const FrameView &frame, const std::array<std::uint8_t, 4> &stored) {
  const FormatLayout &layout = layout_of(frame.format);
  if (!layout.yuv && layout.components > 1)
    return {stored[0], stored[1], stored[2]};
  const bool full = frame.range == ColorRange::Full;
  const double y = full ? stored[0] : (stored[0] - 16) * 255.0 / 219;
  if (!layout.yuv)
    return {byte(y), byte(y), byte(y)};
  const Standard s = standard_of(frame.matrix);
  const double gain = full ? 2 : 2 * 255.0 / 224;
  const double red = y + gain * (1 - s.red) * (stored[2] - 128);
  const double blue = y + gain * (1 - s.blue) * (stored[1] - 128);
  return {byte(red), byte((y - s.red * red - s.blue * blue) / s.green()), byte(blue)};
}

std::size_t rows_of(const FrameView &frame, std::size_t plane) {
  const int shift = layout_of(frame.format).plane[plane].y_shift;
  return static_cast<std::size_t>((frame.height + (1 << shift) - 1) >> shift);
}

std::size_t row_bytes_of(const FrameView &frame, std::size_t plane) {
  const PlaneLayout &layout = layout_of(frame.format).plane[plane];
  return static_cast<std::size_t>(((frame.width + (1 << layout.x_shift) - 1) >> layout.x_shift) * layout.bytes);
}

template <class View> auto *sample(const View &frame, const ComponentLayout &component, int x, int y) {
  const auto plane = static_cast<std::size_t>(component.plane);
  const std::ptrdiff_t row = y >> component.y_shift;
  return frame.planes[plane] + row * frame.strides[plane] + (x >> component.x_shift) * component.step +
         component.offset;
}

} // namespace

std::array<PixelFormat, pixel_format_count> all_formats() {
  std::array<PixelFormat, pixel_format_count> formats{};
  for (std::size_t i = 0; i < formats.size(); ++i)
    formats[i] = static_cast<PixelFormat>(i);
  return formats;
}

OwnedFrame::OwnedFrame(const FrameSpec &spec)
    : view_{spec.format, spec.matrix, spec.range, spec.width, spec.height, {}, {}} {
  std::array<std::size_t, 3> offsets{};
  std::size_t size = 0;
  const auto planes = static_cast<std::size_t>(layout_of(spec.format).planes);
  for (std::size_t i = 0; i < planes; ++i) {
    offsets[i] = size;
    view_.strides[i] = static_cast<int>(row_bytes_of(view_, i)) + spec.padding;
    size += rows_of(view_, i) * static_cast<std::size_t>(view_.strides[i]);
  }
  bytes_.assign(size, padding_byte);
  for (std::size_t i = 0; i < planes; ++i)
    view_.planes[i] = bytes_.data() + offsets[i];
  fill({0, 0, spec.width, spec.height}, spec.color);
}

void OwnedFrame::fill(const Rect &area, Color color) {
  const FormatLayout &layout = layout_of(view_.format);
  const auto stored = encode(view_, color);
  // Odd widths leave one unused luma sample at the end of each YUY2 row.
  const int x_shift = layout.plane[0].x_shift;
  const int right = (area.x + area.width + (1 << x_shift) - 1) >> x_shift << x_shift;
  for (std::size_t i = 0; i < static_cast<std::size_t>(layout.components); ++i)
    for (int y = area.y; y < area.y + area.height; ++y)
      for (int x = area.x; x < right; ++x)
        *sample(view_, layout.component[i], x, y) = stored[i];
}

bool OwnedFrame::padding_is_intact() const {
  for (std::size_t i = 0; i < static_cast<std::size_t>(layout_of(view_.format).planes); ++i)
    for (std::size_t row = 0; row < rows_of(view_, i); ++row) {
      const std::uint8_t *start = view_.planes[i] + row * static_cast<std::size_t>(view_.strides[i]);
      if (std::any_of(start + row_bytes_of(view_, i), start + view_.strides[i],
                      [](std::uint8_t value) { return value != padding_byte; }))
        return false;
    }
  return true;
}

Color color_at(const FrameView &frame, int x, int y) {
  const FormatLayout &layout = layout_of(frame.format);
  std::array<std::uint8_t, 4> stored{};
  for (std::size_t i = 0; i < static_cast<std::size_t>(layout.components); ++i)
    stored[i] = *sample(frame, layout.component[i], x, y);
  return decode(frame, stored);
}

Color shown_as(const FrameView &frame, Color color) {
  if (layout_of(frame.format).components > 1)
    return color;
  const std::uint8_t luma = byte(luma_of(frame, color));
  return {luma, luma, luma};
}

int difference(Color a, Color b) {
  return std::max({std::abs(a.red - b.red), std::abs(a.green - b.green), std::abs(a.blue - b.blue)});
}

std::string format_name(const testing::TestParamInfo<PixelFormat> &info) { return std::string(to_string(info.param)); }

} // namespace facerec::test
