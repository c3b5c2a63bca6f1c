#include "synthetic/canvas.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace facerec::synthetic {
namespace {

// Fixed-point bits of OpenCV's drawing calls: shapes move by less than a pixel without jumping.
constexpr int shift = 4;
constexpr double scale = 1 << shift;

cv::Point fixed(cv::Point2d point, const cv::Rect &area) {
  return {cvRound((point.x - area.x) * scale), cvRound((point.y - area.y) * scale)};
}

std::vector<cv::Point> fixed(const std::vector<cv::Point2d> &points, const cv::Rect &area) {
  std::vector<cv::Point> result;
  for (const cv::Point2d &point : points)
    result.push_back(fixed(point, area));
  return result;
}

cv::Rect bounds_of(const std::vector<cv::Point2d> &points) {
  cv::Rect2d bounds(points.front(), cv::Size2d(1, 1));
  for (const cv::Point2d &point : points)
    bounds |= cv::Rect2d(point, cv::Size2d(1, 1));
  return bounds;
}

// The part of `mask` that lies over `area`, in the coordinates of `area`; 0 elsewhere.
cv::Mat over(const Mask &mask, const cv::Rect &area) {
  cv::Mat result = cv::Mat::zeros(area.size(), CV_8U);
  const cv::Rect both = mask.area & area;
  if (!both.empty())
    mask.coverage(both - mask.area.tl()).copyTo(result(both - area.tl()));
  return result;
}

using Ink = std::array<int, 3>;

// `part` of 255 of the way from `from` to `to`, rounded.
std::uint8_t mix(int from, int to, int part) {
  return static_cast<std::uint8_t>((from * (255 - part) + to * part + 127) / 255);
}

void blend_row(std::uint8_t *pixels, std::uint8_t *silhouette, const std::uint8_t *coverage, int width, const Ink &ink,
               int opacity) {
  for (int x = 0; x < width; ++x) {
    const int part = coverage[x] * opacity / 255;
    if (part == 0)
      continue;
    for (std::size_t c = 0; c < ink.size(); ++c)
      pixels[3 * static_cast<std::size_t>(x) + c] = mix(pixels[3 * static_cast<std::size_t>(x) + c], ink[c], part);
    silhouette[x] = mix(silhouette[x], 255, part);
  }
}

// A wide blur looks the same when it is done on a small copy, and costs a fraction.
void blur_widely(cv::Mat &coverage, double sigma) {
  const double factor = sigma / 2.5;
  const cv::Size size = coverage.size();
  cv::Mat small;
  cv::resize(coverage, small, {}, 1 / factor, 1 / factor, cv::INTER_AREA);
  cv::GaussianBlur(small, small, {0, 0}, 2.5);
  cv::resize(small, coverage, size, 0, 0, cv::INTER_LINEAR);
}

} // namespace

Canvas::Canvas(int size, const cv::Scalar &background)
    : image_(size, size, CV_8UC3, background), silhouette_(cv::Mat::zeros(size, size, CV_8U)) {}

cv::Rect Canvas::touched(const cv::Rect &bounds, double margin) const {
  const int grow = static_cast<int>(std::ceil(margin));
  const cv::Rect grown(bounds.x - grow, bounds.y - grow, bounds.width + 2 * grow, bounds.height + 2 * grow);
  return grown & cv::Rect({0, 0}, image_.size());
}

Mask Canvas::soften(const cv::Rect &area, cv::Mat coverage, double blur) const {
  if (blur > 4 && area.width > 3 * blur && area.height > 3 * blur)
    blur_widely(coverage, blur);
  else if (blur > 0 && !area.empty())
    cv::GaussianBlur(coverage, coverage, {0, 0}, blur);
  return {area, coverage};
}

Mask Canvas::ellipse(cv::Point2d center, cv::Size2d axes, const EllipseStyle &style) const {
  const double radius = std::max(axes.width, axes.height) + style.thickness + 1;
  const cv::Rect bounds(cv::Point(center - cv::Point2d(radius, radius)), cv::Size(cv::Size2d(2 * radius, 2 * radius)));
  const cv::Rect area = touched(bounds, 3 * style.blur + 1);
  cv::Mat coverage = cv::Mat::zeros(area.size(), CV_8U);
  const cv::Size half(cvRound(std::max(axes.width, 0.5) * scale), cvRound(std::max(axes.height, 0.5) * scale));
  const int thickness = style.thickness > 0 ? std::max(1, cvRound(style.thickness)) : cv::FILLED;
  if (!area.empty())
    cv::ellipse(coverage, fixed(center, area), half, style.angle, style.from, style.to, 255, thickness, cv::LINE_AA,
                shift);
  return soften(area, coverage, style.blur);
}

Mask Canvas::line(const std::vector<cv::Point2d> &points, double thickness, double blur) const {
  const cv::Rect area = touched(bounds_of(points), thickness + 3 * blur + 1);
  cv::Mat coverage = cv::Mat::zeros(area.size(), CV_8U);
  if (!area.empty())
    cv::polylines(coverage, fixed(points, area), false, 255, std::max(1, cvRound(thickness)), cv::LINE_AA, shift);
  return soften(area, coverage, blur);
}

Mask Canvas::polygon(const std::vector<cv::Point2d> &points, double blur) const {
  const cv::Rect area = touched(bounds_of(points), 3 * blur + 1);
  cv::Mat coverage = cv::Mat::zeros(area.size(), CV_8U);
  if (!area.empty())
    cv::fillPoly(coverage, std::vector{fixed(points, area)}, 255, cv::LINE_AA, shift);
  return soften(area, coverage, blur);
}

void Canvas::paint(const Mask &mask, const cv::Scalar &color, double opacity) {
  Ink ink{};
  for (int c = 0; c < 3; ++c)
    ink[static_cast<std::size_t>(c)] = std::clamp(cvRound(color[c]), 0, 255);
  const int part = cvRound(std::clamp(opacity, 0.0, 1.0) * 255);
  for (int y = 0; y < mask.area.height; ++y)
    blend_row(image_.ptr(mask.area.y + y, mask.area.x), silhouette_.ptr(mask.area.y + y, mask.area.x),
              mask.coverage.ptr(y), mask.area.width, ink, part);
}

void Canvas::paint_inside(const Mask &clip, const Mask &mask, const cv::Scalar &color, double opacity) {
  paint(clipped(mask, clip), color, opacity);
}

Mask clipped(const Mask &mask, const Mask &clip) {
  Mask result{mask.area, {}};
  cv::multiply(mask.coverage, over(clip, mask.area), result.coverage, 1.0 / 255);
  return result;
}

Mask without(const Mask &mask, const Mask &hole) {
  Mask result{mask.area, {}};
  cv::Mat rest;
  cv::bitwise_not(over(hole, mask.area), rest);
  cv::multiply(mask.coverage, rest, result.coverage, 1.0 / 255);
  return result;
}

} // namespace facerec::synthetic
