// A raw picture in somebody else's memory.
//
// A view owns nothing: it is valid as long as the mapped buffer is, on the thread that mapped it. Planes and strides
// follow GStreamer's layout of the format of the same name (YV12 and NV21 keep their chroma order: plane 1 is V for
// YV12). Strides are bytes and may be larger than a row.
#pragma once

#include "facerec/region/geometry.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace facerec {

enum class PixelFormat : std::uint8_t {
  I420,
  YV12,
  NV12,
  NV21,
  Y42B,
  YUY2,
  UYVY,
  Y444, // YUV, 8 bit
  RGB,
  BGR, // 24 bit packed
  RGBx,
  RGBA,
  BGRx,
  BGRA,
  xRGB,
  ARGB,
  xBGR,
  ABGR, // 32 bit packed, named by byte order in memory
  GRAY8,
};
inline constexpr std::size_t pixel_format_count = 19;

// GStreamer's name ("I420", …), and back (case-sensitive).
std::string_view to_string(PixelFormat format);
std::optional<PixelFormat> pixel_format_from(std::string_view name);

enum class ColorMatrix : std::uint8_t { Bt601, Bt709, Bt2020 };
enum class ColorRange : std::uint8_t { Limited, Full }; // limited: luma 16..235, chroma 16..240

struct FrameView {
  PixelFormat format = PixelFormat::I420;
  ColorMatrix matrix = ColorMatrix::Bt601; // of YUV formats; ignored for RGB
  ColorRange range = ColorRange::Limited;  // of YUV formats and GRAY8; RGB is always full
  int width = 0;
  int height = 0;
  std::array<const std::uint8_t *, 3> planes{};
  std::array<int, 3> strides{};
};

// The same, to paint on.
struct MutableFrameView {
  PixelFormat format = PixelFormat::I420;
  ColorMatrix matrix = ColorMatrix::Bt601;
  ColorRange range = ColorRange::Limited;
  int width = 0;
  int height = 0;
  std::array<std::uint8_t *, 3> planes{};
  std::array<int, 3> strides{};

  operator FrameView() const {
    return {format, matrix, range, width, height, {planes[0], planes[1], planes[2]}, strides};
  }
};

// How one plane of a format is laid out: a row holds `width >> x_shift` (rounded up) groups of `bytes` bytes.
struct PlaneLayout {
  int bytes = 1;   // bytes from one sample group to the next (NV12's UV: 2; YUY2: 4 for two pixels, x_shift 1; BGRx: 4)
  int x_shift = 0; // log2 of the pixels a group spans horizontally
  int y_shift = 0; // log2 of the pixel rows a row of this plane spans
};

// Where one component's samples lie: the sample of pixel (x, y) is the byte
//   planes[plane] + (y >> y_shift) * strides[plane] + (x >> x_shift) * step + offset
struct ComponentLayout {
  int plane = 0;
  int offset = 0;
  int step = 1;
  int x_shift = 0;
  int y_shift = 0;
};
struct FormatLayout {
  int planes = 1;
  std::array<PlaneLayout, 3> plane{};
  bool yuv = false; // false for RGB and GRAY8
  int components = 1;
  std::array<ComponentLayout, 4> component{}; // Y, U, V; or R, G, B and, of 32 bits, A or the unused byte; or Y
};
const FormatLayout &layout_of(PixelFormat format);

// The pixels of `part`, which lies in the frame, where they are: from the start of a group of samples on, so that it
// may begin a pixel further left or up than asked for.
FrameView part_of(const FrameView &frame, const Rect &part);

} // namespace facerec
