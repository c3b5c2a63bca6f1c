#include "server/face_attributes.h"

#include "facerec/vision/face_aligner.h"

#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace facerec::server {
namespace {

cv::Mat pixels_of(const cv::Mat &bgr, const Rect &box) {
  return bgr(cv::Rect(box.x, box.y, box.width, box.height) & cv::Rect({}, bgr.size()));
}

cv::Mat gray_of(const cv::Mat &bgr) {
  cv::Mat gray;
  cv::cvtColor(bgr, gray, cv::COLOR_BGR2GRAY);
  cv::resize(gray, gray, {64, 64}, 0, 0, cv::INTER_AREA);
  return gray;
}

// The average face: where the landmarks of an aligned face lie, and how far they stand out of the plane of the eyes
// towards the camera, in the same unit (35 between the eyes, which are 63 mm apart: the nose stands out by 25 mm).
std::vector<cv::Point3d> average_face() {
  constexpr std::array<double, 5> depth = {0, 0, -14, -1, -1};
  std::vector<cv::Point3d> face;
  for (std::size_t i = 0; i < depth.size(); ++i)
    face.emplace_back(aligned_landmarks[i].x - aligned_landmarks[2].x, aligned_landmarks[i].y - aligned_landmarks[2].y,
                      depth[i]);
  return face;
}

// How the average face is turned when its points are seen at `points`. The camera is as far away as people mostly are:
// 16 times the distance of a face's eyes, a metre.
std::optional<cv::Matx33d> rotation_of(const std::vector<cv::Point2d> &points) {
  const double eyes = cv::norm(points[1] - points[0]);
  const double focal_length = 16 * std::max(eyes, cv::norm((points[3] + points[4] - points[0] - points[1]) / 2));
  const cv::Matx33d camera(focal_length, 0, points[2].x, 0, focal_length, points[2].y, 0, 0, 1);
  cv::Vec3d rotation;
  cv::Vec3d translation;
  if (!cv::solvePnP(average_face(), points, camera, cv::noArray(), rotation, translation, false, cv::SOLVEPNP_SQPNP) ||
      !cv::checkRange(rotation))
    return std::nullopt;
  cv::Matx33d matrix;
  cv::Rodrigues(rotation, matrix);
  return matrix;
}

double degrees(double radians) { return radians * 180 / std::numbers::pi; }

} // namespace

double blur_of(const cv::Mat &face) {
  cv::Mat edges;
  cv::Laplacian(gray_of(face), edges, CV_64F);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(edges, mean, deviation);
  constexpr double half = 60;
  return half / (half + deviation[0] * deviation[0]);
}

double exposure_of(const cv::Mat &face) {
  cv::Mat sorted;
  cv::sort(gray_of(face).reshape(1, 1), sorted, cv::SORT_ASCENDING);
  const int twentieth = sorted.cols / 20;
  return (sorted.at<std::uint8_t>(twentieth) + sorted.at<std::uint8_t>(sorted.cols - 1 - twentieth)) / 2.0 / 255;
}

std::optional<HeadPose> head_pose_of(const std::array<Point, 5> &landmarks) {
  std::vector<cv::Point2d> points;
  for (const Point &point : landmarks)
    points.emplace_back(point.x, point.y);
  try {
    const std::optional<cv::Matx33d> turned = rotation_of(points);
    if (!turned)
      return std::nullopt;
    // It nods, then turns to a side, then tilts: of that product, these elements hold one or two angles each.
    const cv::Matx33d &matrix = *turned;
    return HeadPose{degrees(std::atan2(-matrix(2, 1), matrix(2, 2))), degrees(std::atan2(matrix(1, 0), matrix(0, 0))),
                    degrees(std::asin(std::clamp(matrix(2, 0), -1.0, 1.0)))};
  } catch (const cv::Exception &) { // points on one line, or in one place
    return std::nullopt;
  }
}

Quality quality_for_recognition(int side, double blur, const std::optional<HeadPose> &pose) {
  const double turned = pose ? std::max(std::abs(pose->yaw), std::abs(pose->pitch)) : 0;
  if (side >= 100 && blur <= 0.5 && turned <= 25)
    return Quality::High;
  if (side >= 48 && blur <= 0.75 && turned <= 45)
    return Quality::Medium;
  return Quality::Low;
}

FaceAttributes attributes_of(const cv::Mat &bgr, const FaceBox &face) {
  const cv::Mat pixels = pixels_of(bgr, face.box);
  if (pixels.empty())
    return {};
  FaceAttributes attributes{blur_of(pixels), exposure_of(pixels), std::nullopt, Quality::Low};
  if (face.landmarks)
    attributes.head_pose = head_pose_of(*face.landmarks);
  attributes.quality =
      quality_for_recognition(std::min(face.box.width, face.box.height), attributes.blur, attributes.head_pose);
  return attributes;
}

} // namespace facerec::server
