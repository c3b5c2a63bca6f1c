// Soft shapes painted over each other: what the faces are drawn with.
#pragma once

#include <opencv2/core.hpp>

#include <vector>

namespace facerec::synthetic {

// How much of each pixel a shape covers (8 bit), for the part of the canvas that it touches.
struct Mask {
  cv::Rect area;
  cv::Mat coverage;
};

struct EllipseStyle {
  double angle = 0; // degrees, clockwise
  double blur = 1;  // sigma in pixels
  double from = 0;  // degrees
  double to = 360;
  double thickness = 0; // 0: filled
};

class Canvas {
public:
  Canvas(int size, const cv::Scalar &background);

  Mask ellipse(cv::Point2d center, cv::Size2d axes, const EllipseStyle &style = {}) const;
  Mask line(const std::vector<cv::Point2d> &points, double thickness, double blur) const;
  Mask polygon(const std::vector<cv::Point2d> &points, double blur) const;

  // Paints over what is there, and adds the shape to the silhouette.
  void paint(const Mask &mask, const cv::Scalar &color, double opacity = 1);
  // Paints only where `clip` lets it.
  void paint_inside(const Mask &clip, const Mask &mask, const cv::Scalar &color, double opacity = 1);

  cv::Mat &image() { return image_; }                       // 8-bit BGR
  const cv::Mat &silhouette() const { return silhouette_; } // 8 bit: 255 where something was painted

private:
  cv::Rect touched(const cv::Rect &bounds, double margin) const;
  Mask soften(const cv::Rect &area, cv::Mat coverage, double blur) const;

  cv::Mat image_;
  cv::Mat silhouette_;
};

// `mask` times `clip`, over the area of `mask`.
Mask clipped(const Mask &mask, const Mask &clip);
// `mask` without `hole`.
Mask without(const Mask &mask, const Mask &hole);

} // namespace facerec::synthetic
