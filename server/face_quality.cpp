#include "server/face_quality.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace facerec::server {
namespace {

double sharpness_of(const cv::Mat &bgr, const Rect &box) {
  const cv::Rect area = cv::Rect(box.x, box.y, box.width, box.height) & cv::Rect({}, bgr.size());
  if (area.empty())
    return 0;
  cv::Mat gray;
  cv::cvtColor(bgr(area), gray, cv::COLOR_BGR2GRAY);
  cv::resize(gray, gray, {64, 64}, 0, 0, cv::INTER_AREA);
  cv::Mat edges;
  cv::Laplacian(gray, edges, CV_64F);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(edges, mean, deviation);
  return deviation[0] * deviation[0];
}

} // namespace

double turn(const std::array<Point, 5> &landmarks) {
  const Point &right = landmarks[0];
  const Point &left = landmarks[1];
  const Point &nose = landmarks[2];
  const double dx = left.x - right.x;
  const double dy = left.y - right.y;
  const double squared = dx * dx + dy * dy;
  if (!(squared > 0))
    return 1;
  const double along = ((nose.x - right.x) * dx + (nose.y - right.y) * dy) / squared; // 0.5: midway between the eyes
  return std::min(1.0, std::abs(along - 0.5) * 2);
}

Quality quality_for_recognition(const cv::Mat &bgr, const FaceBox &face) {
  const int width = std::min(face.box.width, face.box.height);
  const double sharpness = sharpness_of(bgr, face.box);
  const double turned = face.landmarks ? turn(*face.landmarks) : 0;
  if (width >= 100 && sharpness >= 60 && turned <= 0.5)
    return Quality::High;
  if (width >= 48 && sharpness >= 20 && turned <= 0.8)
    return Quality::Medium;
  return Quality::Low;
}

} // namespace facerec::server
