#include "facerec/frame/frame_view.h"

#include <algorithm>

namespace facerec {
namespace {

constexpr FormatLayout planar_yuv(int x_shift, int y_shift, int u_plane) {
  const int v_plane = 3 - u_plane;
  return {3,
          {{{1, 0, 0}, {1, x_shift, y_shift}, {1, x_shift, y_shift}}},
          true,
          3,
          {{{0, 0, 1, 0, 0}, {u_plane, 0, 1, x_shift, y_shift}, {v_plane, 0, 1, x_shift, y_shift}}}};
}

constexpr FormatLayout semi_planar_yuv(int u_offset) {
  return {
      2, {{{1, 0, 0}, {2, 1, 1}}}, true, 3, {{{0, 0, 1, 0, 0}, {1, u_offset, 2, 1, 1}, {1, 1 - u_offset, 2, 1, 1}}}};
}

constexpr FormatLayout packed_yuv(int y_offset, int u_offset, int v_offset) {
  return {1, {{{4, 1, 0}}}, true, 3, {{{0, y_offset, 2, 0, 0}, {0, u_offset, 4, 1, 0}, {0, v_offset, 4, 1, 0}}}};
}

constexpr FormatLayout rgb24(int red, int green, int blue) {
  return {1, {{{3, 0, 0}}}, false, 3, {{{0, red, 3, 0, 0}, {0, green, 3, 0, 0}, {0, blue, 3, 0, 0}}}};
}

constexpr FormatLayout rgb32(int red, int green, int blue) {
  const int rest = 6 - red - green - blue;
  return {
      1, {{{4, 0, 0}}}, false, 4, {{{0, red, 4, 0, 0}, {0, green, 4, 0, 0}, {0, blue, 4, 0, 0}, {0, rest, 4, 0, 0}}}};
}

struct Format {
  std::string_view name;
  FormatLayout layout;
};

// In the order of PixelFormat.
constexpr std::array<Format, pixel_format_count> formats{{
    {"I420", planar_yuv(1, 1, 1)},
    {"YV12", planar_yuv(1, 1, 2)},
    {"NV12", semi_planar_yuv(0)},
    {"NV21", semi_planar_yuv(1)},
    {"Y42B", planar_yuv(1, 0, 1)},
    {"YUY2", packed_yuv(0, 1, 3)},
    {"UYVY", packed_yuv(1, 0, 2)},
    {"Y444", planar_yuv(0, 0, 1)},
    {"RGB", rgb24(0, 1, 2)},
    {"BGR", rgb24(2, 1, 0)},
    {"RGBx", rgb32(0, 1, 2)},
    {"RGBA", rgb32(0, 1, 2)},
    {"BGRx", rgb32(2, 1, 0)},
    {"BGRA", rgb32(2, 1, 0)},
    {"xRGB", rgb32(1, 2, 3)},
    {"ARGB", rgb32(1, 2, 3)},
    {"xBGR", rgb32(3, 2, 1)},
    {"ABGR", rgb32(3, 2, 1)},
    {"GRAY8", {}},
}};

const Format &entry(PixelFormat format) { return formats[static_cast<std::size_t>(format)]; }

} // namespace

std::string_view to_string(PixelFormat format) { return entry(format).name; }

std::optional<PixelFormat> pixel_format_from(std::string_view name) {
  const auto found = std::find_if(formats.begin(), formats.end(), [&](const Format &f) { return f.name == name; });
  if (found == formats.end())
    return std::nullopt;
  return static_cast<PixelFormat>(found - formats.begin());
}

const FormatLayout &layout_of(PixelFormat format) { return entry(format).layout; }

FrameView part_of(const FrameView &frame, const Rect &part) {
  const FormatLayout &layout = layout_of(frame.format);
  const int left = part.x & ~1, top = part.y & ~1; // no format has larger groups
  FrameView view = frame;
  view.width = part.x + part.width - left;
  view.height = part.y + part.height - top;
  for (std::size_t i = 0; i < static_cast<std::size_t>(layout.planes); ++i)
    view.planes[i] += std::ptrdiff_t{top >> layout.plane[i].y_shift} * frame.strides[i] +
                      std::ptrdiff_t{left >> layout.plane[i].x_shift} * layout.plane[i].bytes;
  return view;
}

} // namespace facerec
