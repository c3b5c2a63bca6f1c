#include "facerec/track/patch.h"

#include "facerec/frame/crop.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace facerec {
namespace {

constexpr double margin = 0.1;
constexpr int least_side = 8;
constexpr double flat = 4 * patch_side * patch_side; // sum of squares: less than two grey levels of deviation

float mean_of(const Patch &patch) {
  return std::accumulate(patch.begin(), patch.end(), 0.0F) / static_cast<float>(patch.size());
}

// Cut to whole pixels in each tile, where there are enough: averaging is several times as fast then.
int whole_tiles(int length) { return length < patch_side ? length : length - length % patch_side; }

// Every n-th row, at least 8 of them for a row of tiles.
FrameView thinned(const FrameView &frame) {
  const int step = std::max(1, frame.height / (8 * patch_side));
  FrameView view = frame;
  view.width = whole_tiles(frame.width);
  view.height = whole_tiles(frame.height / step);
  for (int &stride : view.strides)
    stride *= step;
  return view;
}

Patch shrink(const FrameView &view) {
  cv::Mat small;
  cv::resize(to_gray(view), small, {patch_side, patch_side}, 0, 0, cv::INTER_AREA);
  Patch patch;
  std::copy(small.begin<std::uint8_t>(), small.end<std::uint8_t>(), patch.begin());
  return patch;
}

} // namespace

Patch read_frame_patch(const FrameView &frame) { return shrink(thinned(frame)); }

std::optional<Patch> read_patch(const FrameView &frame, const Rect &box) {
  if (clamp_to_frame(box, frame.width, frame.height).empty())
    return std::nullopt;
  const Rect area = clamp_to_frame(expand(box, margin), frame.width, frame.height);
  if (area.width < least_side || area.height < least_side)
    return std::nullopt;
  return shrink(part_of(frame, area));
}

std::optional<double> patch_change(const Patch &before, const Patch &now) {
  const float mean_before = mean_of(before), mean_now = mean_of(now);
  double product = 0, square_before = 0, square_now = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double a = before[i] - mean_before, b = now[i] - mean_now;
    product += a * b;
    square_before += a * a;
    square_now += b * b;
  }
  if (square_before < flat || square_now < flat)
    return std::nullopt;
  return std::clamp(1 - product / std::sqrt(square_before * square_now), 0.0, 1.0);
}

} // namespace facerec
