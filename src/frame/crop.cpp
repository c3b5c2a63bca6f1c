#include "facerec/frame/crop.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace facerec {
namespace {

std::size_t shifted_up(int value, int shift) { return (static_cast<std::size_t>(value) + (1u << shift) - 1) >> shift; }

// Where each plane of a tightly packed picture begins, and how large the whole is.
struct PackedLayout {
  std::array<std::size_t, 3> offset{};
  std::array<std::size_t, 3> row_bytes{};
  std::array<std::size_t, 3> rows{};
  std::size_t size = 0;
};

PackedLayout packed_layout(PixelFormat format, int width, int height) {
  const FormatLayout &layout = layout_of(format);
  PackedLayout packed;
  for (std::size_t i = 0; i < static_cast<std::size_t>(layout.planes); ++i) {
    const PlaneLayout &plane = layout.plane[i];
    packed.offset[i] = packed.size;
    packed.row_bytes[i] = shifted_up(width, plane.x_shift) * static_cast<std::size_t>(plane.bytes);
    packed.rows[i] = shifted_up(height, plane.y_shift);
    packed.size += packed.row_bytes[i] * packed.rows[i];
  }
  return packed;
}

int round_down(int value, int shift) { return value >> shift << shift; }
int round_up(int value, int shift) { return round_down(value + (1 << shift) - 1, shift); }

// Grows `area`, which lies in the frame, to whole sample groups. A frame of odd size ends within a group.
Rect grow_to_groups(const Rect &area, const FrameView &frame) {
  int x_shift = 0;
  int y_shift = 0;
  for (const PlaneLayout &plane : layout_of(frame.format).plane) {
    x_shift = std::max(x_shift, plane.x_shift);
    y_shift = std::max(y_shift, plane.y_shift);
  }
  const int left = round_down(area.x, x_shift);
  const int top = round_down(area.y, y_shift);
  const int right = std::min(round_up(area.x + area.width, x_shift), frame.width);
  const int bottom = std::min(round_up(area.y + area.height, y_shift), frame.height);
  return {left, top, right - left, bottom - top};
}

// The smallest rectangle around both; `inner` is not empty.
Rect bounding(const Rect &inner, const Rect &other) {
  if (other.empty())
    return inner;
  const int left = std::min(inner.x, other.x);
  const int top = std::min(inner.y, other.y);
  return {left, top, std::max(inner.x + inner.width, other.x + other.width) - left,
          std::max(inner.y + inner.height, other.y + other.height) - top};
}

// What of the frame is copied for a box of which `visible` is in the frame. Boxes near the limits of int saturate when
// grown, so that what is visible is added again.
Rect area_of(const FrameView &frame, const Rect &box, const Rect &visible, double margin) {
  constexpr double largest_margin = 100;
  const double growth = std::isnan(margin) ? 0 : std::clamp(margin, 0.0, largest_margin);
  const Rect grown = clamp_to_frame(expand(box, growth), frame.width, frame.height);
  return grow_to_groups(bounding(visible, grown), frame);
}

void copy_plane(const FrameView &frame, const Rect &area, std::size_t plane, const PackedLayout &packed,
                std::uint8_t *pixels) {
  const PlaneLayout &layout = layout_of(frame.format).plane[plane];
  const std::ptrdiff_t stride = frame.strides[plane];
  const std::uint8_t *from = frame.planes[plane] + (area.y >> layout.y_shift) * stride +
                             std::ptrdiff_t{area.x >> layout.x_shift} * layout.bytes;
  std::uint8_t *to = pixels + packed.offset[plane];
  for (std::size_t row = 0; row < packed.rows[plane]; ++row, from += stride, to += packed.row_bytes[plane])
    std::memcpy(to, from, packed.row_bytes[plane]);
}

} // namespace

FrameView Crop::view() const {
  FrameView view{format, matrix, range, area.width, area.height, {}, {}};
  if (pixels.empty())
    return view;
  const PackedLayout packed = packed_layout(format, area.width, area.height);
  for (std::size_t i = 0; i < static_cast<std::size_t>(layout_of(format).planes); ++i) {
    view.planes[i] = pixels.data() + packed.offset[i];
    view.strides[i] = static_cast<int>(packed.row_bytes[i]);
  }
  return view;
}

Crop copy_crop(const FrameView &frame, const Rect &box, double margin, std::vector<std::uint8_t> reuse) {
  Crop crop{std::move(reuse), frame.format, frame.matrix, frame.range, {}, {}, 0};
  crop.pixels.clear();
  const Rect visible = clamp_to_frame(box, frame.width, frame.height);
  if (visible.empty())
    return crop;
  crop.area = area_of(frame, box, visible, margin);
  crop.face = {visible.x - crop.area.x, visible.y - crop.area.y, visible.width, visible.height};
  const PackedLayout packed = packed_layout(frame.format, crop.area.width, crop.area.height);
  crop.pixels.resize(packed.size);
  for (std::size_t i = 0; i < static_cast<std::size_t>(layout_of(frame.format).planes); ++i)
    copy_plane(frame, crop.area, i, packed, crop.pixels.data());
  crop.sharpness = sharpness(crop.view(), crop.face);
  return crop;
}

double crop_quality(double side, double sharpness) {
  constexpr double blurred_below = 50;
  const double sharp = std::max(0.0, sharpness);
  return std::max(0.0, side) * (sharp + 1) / (sharp + blurred_below);
}

double crop_quality(const Crop &crop) {
  const double side = std::sqrt(std::max(0.0, double(crop.face.width)) * std::max(0.0, double(crop.face.height)));
  return crop_quality(side, crop.sharpness);
}

} // namespace facerec
