// Between RGB and what a frame stores.
#pragma once

#include "facerec/base/color.h"
#include "facerec/frame/frame_view.h"

#include <array>
#include <cstdint>

namespace facerec {

// Shares of R, G and B in luma; they add up to 1 (ITU-R BT.601, BT.709, BT.2020).
struct LumaWeights {
  double red = 0;
  double green = 0;
  double blue = 0;
};
LumaWeights luma_weights(ColorMatrix matrix);

// Stored value = offset + scale * ideal value, where ideal luma is 0..255 and ideal chroma -127.5..127.5.
struct RangeScale {
  double luma_offset = 0;
  double luma_scale = 1;
  double chroma_scale = 1; // the offset of chroma is 128 in both ranges
};
RangeScale range_scale(ColorRange range);

// Rows R, G, B: stored (Y, U, V, 1) to RGB of 0..255, not yet clamped.
using AffineMatrix = std::array<std::array<double, 4>, 3>;
AffineMatrix yuv_to_rgb(ColorMatrix matrix, ColorRange range);

// What a frame like `frame` stores for `color`, in the order of FormatLayout::component: Y, U, V; R, G, B, 255; or Y.
std::array<std::uint8_t, 4> stored_color(const FrameView &frame, Color color);

} // namespace facerec
