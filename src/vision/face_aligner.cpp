#include "facerec/vision/face_aligner.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace facerec {
namespace {

// A similarity transform is [a -b tx; b a ty]: linear in its four numbers, so that two equations a point and a least
// squares solver find it.
cv::Matx23d similarity_transform(std::span<const Point> from) {
  const int count = static_cast<int>(std::min(from.size(), aligned_landmarks.size()));
  cv::Mat_<double> left(2 * count, 4);
  cv::Mat_<double> right(2 * count, 1);
  for (int i = 0; i < count; ++i) {
    const auto [x, y] = from[static_cast<std::size_t>(i)];
    const Point &target = aligned_landmarks[static_cast<std::size_t>(i)];
    cv::Mat(cv::Matx<double, 2, 4>(x, -y, 1, 0, y, x, 0, 1)).copyTo(left.rowRange(2 * i, 2 * i + 2));
    right(2 * i) = target.x;
    right(2 * i + 1) = target.y;
  }
  cv::Mat_<double> solution;
  cv::solve(left, right, solution, cv::DECOMP_SVD);
  return {solution(0), -solution(1), solution(2), solution(1), solution(0), solution(3)};
}

} // namespace

cv::Mat align_face(const cv::Mat &bgr, std::span<const Point> points) {
  cv::Mat aligned;
  cv::warpAffine(bgr, aligned, similarity_transform(points), {aligned_face_size, aligned_face_size}, cv::INTER_LINEAR,
                 cv::BORDER_REPLICATE);
  return aligned;
}

} // namespace facerec
