#include "facerec/vision/still_detector.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace facerec {
namespace {

constexpr int search_side = 1920;       // as Azure does: its least face grows only with larger pictures
constexpr int second_search_side = 320; // for a face that fills a large picture
constexpr double border = 0.125;        // of the shorter side: who fills a picture fills that

class StillDetector final : public FaceDetector {
public:
  explicit StillDetector(std::unique_ptr<FaceDetector> inner) : inner_(std::move(inner)) {}

  std::vector<FaceBox> detect(const cv::Mat &bgr) override;

private:
  std::vector<FaceBox> detect_at(const cv::Mat &bgr, int side);

  std::unique_ptr<FaceDetector> inner_;
};

cv::Mat shrunk(const cv::Mat &bgr, double scale) {
  if (scale >= 1)
    return bgr;
  cv::Mat small;
  const cv::Size size(std::max(1, cvRound(bgr.cols * scale)), std::max(1, cvRound(bgr.rows * scale)));
  cv::resize(bgr, small, size, 0, 0, cv::INTER_AREA);
  return small;
}

FaceBox in_original(FaceBox face, double scale, int padding, const cv::Size &size) {
  const auto back = [&](double value) { return (value - padding) / scale; };
  const int left = cvRound(back(face.box.x));
  const int top = cvRound(back(face.box.y));
  const int width = cvRound(face.box.width / scale);
  const int height = cvRound(face.box.height / scale);
  face.box = clamp_to_frame({left, top, width, height}, size.width, size.height);
  if (face.landmarks)
    for (Point &point : *face.landmarks)
      point = {back(point.x), back(point.y)};
  return face;
}

std::vector<FaceBox> StillDetector::detect_at(const cv::Mat &bgr, int side) {
  const double scale = std::min(1.0, static_cast<double>(side) / std::max(bgr.cols, bgr.rows));
  const cv::Mat picture = shrunk(bgr, scale);
  const int padding = cvRound(border * std::min(picture.cols, picture.rows));
  cv::Mat padded;
  cv::copyMakeBorder(picture, padded, padding, padding, padding, padding, cv::BORDER_REPLICATE);
  std::vector<FaceBox> faces = inner_->detect(padded);
  std::erase_if(faces, [&](const FaceBox &face) { // what the border made up
    const Point center = face.box.center();
    return center.x < padding || center.y < padding || center.x >= padding + picture.cols ||
           center.y >= padding + picture.rows;
  });
  for (FaceBox &face : faces)
    face = in_original(face, scale, padding, bgr.size());
  return faces;
}

std::vector<FaceBox> StillDetector::detect(const cv::Mat &bgr) {
  if (bgr.empty())
    return {};
  std::vector<FaceBox> faces = detect_at(bgr, search_side);
  if (faces.empty() && std::max(bgr.cols, bgr.rows) > second_search_side)
    faces = detect_at(bgr, second_search_side);
  return faces;
}

} // namespace

std::unique_ptr<FaceDetector> make_still_detector(std::unique_ptr<FaceDetector> inner) {
  return std::make_unique<StillDetector>(std::move(inner));
}

} // namespace facerec
