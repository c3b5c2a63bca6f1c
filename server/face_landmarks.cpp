#include "server/face_landmarks.h"

#include "facerec/vision/face_aligner.h"

#include <opencv2/core.hpp>

#include <array>

namespace facerec::server {
namespace {

// In an aligned face. Beyond the five of the template: proportions of an average adult, whose eyes are 63 mm apart (35
// pixels).
constexpr std::array<Landmark, 27> average_face = {{
    {"pupilLeft", aligned_landmarks[0]},  {"pupilRight", aligned_landmarks[1]},
    {"noseTip", aligned_landmarks[2]},    {"mouthLeft", aligned_landmarks[3]},
    {"mouthRight", aligned_landmarks[4]}, {"eyebrowLeftOuter", {24, 44}},
    {"eyebrowLeftInner", {48, 43}},       {"eyeLeftOuter", {31, 52}},
    {"eyeLeftTop", {38.3, 49}},           {"eyeLeftBottom", {38.3, 54}},
    {"eyeLeftInner", {46.5, 52.5}},       {"eyebrowRightInner", {64, 43}},
    {"eyebrowRightOuter", {88, 44}},      {"eyeRightInner", {65.5, 52.5}},
    {"eyeRightTop", {73.5, 49}},          {"eyeRightBottom", {73.5, 54}},
    {"eyeRightOuter", {81, 52}},          {"noseRootLeft", {51, 52}},
    {"noseRootRight", {61, 52}},          {"noseLeftAlarTop", {50, 69}},
    {"noseRightAlarTop", {62, 69}},       {"noseLeftAlarOutTip", {46.5, 75}},
    {"noseRightAlarOutTip", {65.5, 75}},  {"upperLipTop", {56, 88}},
    {"upperLipBottom", {56, 91}},         {"underLipTop", {56, 94}},
    {"underLipBottom", {56, 99}},
}};

// The affine transform that brings the template nearest to the measured points, by least squares.
cv::Mat_<double> average_to(const std::array<Point, 5> &measured) {
  cv::Mat_<double> from(5, 3);
  cv::Mat_<double> to(5, 2);
  for (int i = 0; i < 5; ++i) {
    const auto index = static_cast<std::size_t>(i);
    from(i, 0) = aligned_landmarks[index].x;
    from(i, 1) = aligned_landmarks[index].y;
    from(i, 2) = 1;
    to(i, 0) = measured[index].x;
    to(i, 1) = measured[index].y;
  }
  cv::Mat_<double> transform;
  cv::solve(from, to, transform, cv::DECOMP_SVD);
  return transform;
}

} // namespace

std::vector<Landmark> all_landmarks(const std::array<Point, 5> &measured) {
  const cv::Mat_<double> transform = average_to(measured);
  const auto along = [&](const Point &at, int axis) {
    return at.x * transform(0, axis) + at.y * transform(1, axis) + transform(2, axis);
  };
  std::vector<Landmark> all(average_face.begin(), average_face.end());
  for (Landmark &landmark : all)
    landmark.at = {along(landmark.at, 0), along(landmark.at, 1)};
  for (std::size_t i = 0; i < measured.size(); ++i)
    all[i].at = measured[i];
  return all;
}

} // namespace facerec::server
