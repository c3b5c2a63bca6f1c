// What OpenCV does for us: colour, luma, sharpness and JPEG of a view.
#include "facerec/frame/crop.h"
#include "frame/colorimetry.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace facerec {
namespace {

bool is_empty(const FrameView &frame) { return frame.width <= 0 || frame.height <= 0 || !frame.planes[0]; }

// The component's plane in place, as a matrix of `step` channels; the component is the channel `offset`.
cv::Mat in_place(const FrameView &frame, const ComponentLayout &component) {
  const auto plane = static_cast<std::size_t>(component.plane);
  const int columns = (frame.width + (1 << component.x_shift) - 1) >> component.x_shift;
  const int rows = (frame.height + (1 << component.y_shift) - 1) >> component.y_shift;
  auto *pixels = const_cast<std::uint8_t *>(frame.planes[plane]); // cv::Mat knows no const; nobody writes
  return {rows, columns, CV_8UC(component.step), pixels, static_cast<std::size_t>(frame.strides[plane])};
}

// One component in the size of the frame, chroma interpolated.
cv::Mat full_size(const FrameView &frame, const ComponentLayout &component) {
  cv::Mat samples;
  cv::extractChannel(in_place(frame, component), samples, component.offset);
  if (component.x_shift == 0 && component.y_shift == 0)
    return samples;
  cv::Mat grown;
  const cv::Size size(samples.cols << component.x_shift, samples.rows << component.y_shift);
  cv::resize(samples, grown, size, 0, 0, cv::INTER_LINEAR);
  return grown(cv::Rect(0, 0, frame.width, frame.height)); // frames of odd size end within a sample
}

// One row for cv::transform(): the channels of the first component's plane to luma of 0..255.
cv::Mat luma_row(const FrameView &frame) {
  const FormatLayout &layout = layout_of(frame.format);
  cv::Mat row = cv::Mat::zeros(1, layout.component[0].step + 1, CV_64F);
  if (!layout.yuv && layout.components > 1) {
    const LumaWeights weights = luma_weights(ColorMatrix::Bt601);
    row.at<double>(layout.component[0].offset) = weights.red;
    row.at<double>(layout.component[1].offset) = weights.green;
    row.at<double>(layout.component[2].offset) = weights.blue;
    return row;
  }
  const RangeScale scale = range_scale(frame.range);
  row.at<double>(layout.component[0].offset) = 1 / scale.luma_scale;
  row.at<double>(layout.component[0].step) = -scale.luma_offset / scale.luma_scale;
  return row;
}

cv::Mat luma_of(const FrameView &frame, const cv::Mat &pixels) {
  cv::Mat luma;
  cv::transform(pixels, luma, luma_row(frame));
  return luma;
}

cv::Mat bgr_of(const FrameView &frame) {
  cv::Mat bgr;
  const FormatLayout &layout = layout_of(frame.format);
  if (layout.components == 1) {
    cv::cvtColor(luma_of(frame, in_place(frame, layout.component[0])), bgr, cv::COLOR_GRAY2BGR);
    return bgr;
  }
  std::vector<cv::Mat> channels;
  for (std::size_t i = 0; i < 3; ++i)
    channels.push_back(full_size(frame, layout.component[i]));
  if (!layout.yuv) {
    std::swap(channels[0], channels[2]);
    cv::merge(channels, bgr);
    return bgr;
  }
  const AffineMatrix rgb = yuv_to_rgb(frame.matrix, frame.range);
  cv::Mat to_bgr_rows(3, 4, CV_64F);
  for (int row = 0; row < 3; ++row)
    std::copy(rgb[2 - static_cast<std::size_t>(row)].begin(), rgb[2 - static_cast<std::size_t>(row)].end(),
              to_bgr_rows.ptr<double>(row));
  cv::Mat yuv;
  cv::merge(channels, yuv);
  cv::transform(yuv, bgr, to_bgr_rows);
  return bgr;
}

double laplacian_variance(const FrameView &frame, const Rect &area) {
  constexpr int largest_side = 64;
  const cv::Mat pixels = in_place(frame, layout_of(frame.format).component[0]);
  const cv::Mat part = pixels(cv::Rect(area.x, area.y, area.width, area.height));
  const double scale = std::min(1.0, double{largest_side} / std::max(area.width, area.height));
  cv::Mat small;
  cv::resize(part, small, {std::max(1, cvRound(area.width * scale)), std::max(1, cvRound(area.height * scale))}, 0, 0,
             cv::INTER_AREA);
  cv::Mat edges;
  cv::Laplacian(luma_of(frame, small), edges, CV_16S);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(edges, mean, deviation);
  return deviation[0] * deviation[0];
}

} // namespace

double sharpness(const FrameView &frame, const Rect &area) {
  const Rect visible = clamp_to_frame(area, frame.width, frame.height);
  if (visible.empty() || is_empty(frame))
    return 0;
  try {
    return laplacian_variance(frame, visible);
  } catch (const cv::Exception &) { // no memory
    return 0;
  }
}

cv::Mat to_bgr(const FrameView &frame) {
  try {
    return is_empty(frame) ? cv::Mat() : bgr_of(frame);
  } catch (const cv::Exception &) { // no memory
    return {};
  }
}

cv::Mat to_gray(const FrameView &frame) {
  try {
    return is_empty(frame) ? cv::Mat() : luma_of(frame, in_place(frame, layout_of(frame.format).component[0]));
  } catch (const cv::Exception &) { // no memory
    return {};
  }
}

Result<std::vector<std::uint8_t>> encode_jpeg(const FrameView &frame, int quality) {
  return encode_bgr(to_bgr(frame), quality);
}

Result<std::vector<std::uint8_t>> encode_bgr(const cv::Mat &bgr, int quality) {
  if (quality < 1 || quality > 100)
    return invalid_argument("JPEG quality " + std::to_string(quality) + " is not between 1 and 100");
  if (bgr.empty())
    return invalid_argument("an empty picture cannot be made a JPEG");
  std::vector<std::uint8_t> jpeg;
  try {
    if (cv::imencode(".jpg", bgr, jpeg, {cv::IMWRITE_JPEG_QUALITY, quality}) && !jpeg.empty())
      return jpeg;
  } catch (const cv::Exception &) {
  }
  return Error{ErrorCode::Internal, "a picture of " + std::to_string(bgr.cols) + "x" + std::to_string(bgr.rows) +
                                        " pixels could not be made a JPEG"};
}

} // namespace facerec
