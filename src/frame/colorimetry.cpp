#include "frame/colorimetry.h"

#include <algorithm>
#include <cmath>

namespace facerec {
namespace {

std::uint8_t to_byte(double value) { return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L)); }

} // namespace

LumaWeights luma_weights(ColorMatrix matrix) {
  switch (matrix) {
  case ColorMatrix::Bt709:
    return {0.2126, 0.7152, 0.0722};
  case ColorMatrix::Bt2020:
    return {0.2627, 0.6780, 0.0593};
  case ColorMatrix::Bt601:
    break;
  }
  return {0.299, 0.587, 0.114};
}

RangeScale range_scale(ColorRange range) {
  if (range == ColorRange::Full)
    return {};
  return {16, 219.0 / 255, 224.0 / 255};
}

AffineMatrix yuv_to_rgb(ColorMatrix matrix, ColorRange range) {
  const LumaWeights weights = luma_weights(matrix);
  const RangeScale scale = range_scale(range);
  const double y = 1 / scale.luma_scale;
  const double red_v = 2 * (1 - weights.red) / scale.chroma_scale;
  const double blue_u = 2 * (1 - weights.blue) / scale.chroma_scale;
  const double green_u = -blue_u * weights.blue / weights.green;
  const double green_v = -red_v * weights.red / weights.green;
  const double black = -y * scale.luma_offset;
  return {{{y, 0, red_v, black - 128 * red_v},
           {y, green_u, green_v, black - 128 * (green_u + green_v)},
           {y, blue_u, 0, black - 128 * blue_u}}};
}

std::array<std::uint8_t, 4> stored_color(const FrameView &frame, Color color) {
  const FormatLayout &layout = layout_of(frame.format);
  if (!layout.yuv && layout.components > 1)
    return {color.red, color.green, color.blue, 255};
  const LumaWeights weights = luma_weights(frame.matrix);
  const RangeScale scale = range_scale(frame.range);
  const double luma = weights.red * color.red + weights.green * color.green + weights.blue * color.blue;
  const double u = (color.blue - luma) / (2 * (1 - weights.blue));
  const double v = (color.red - luma) / (2 * (1 - weights.red));
  return {to_byte(scale.luma_offset + scale.luma_scale * luma), to_byte(128 + scale.chroma_scale * u),
          to_byte(128 + scale.chroma_scale * v), 255};
}

} // namespace facerec
