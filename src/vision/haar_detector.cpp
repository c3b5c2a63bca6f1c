#include "facerec/vision/face_detector.h"
#include "vision/cascade.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace facerec {
namespace {

class HaarDetector final : public FaceDetector {
public:
  HaarDetector(HaarOptions options, cv::CascadeClassifier cascade)
      : options_(std::move(options)), cascade_(std::move(cascade)) {}

  std::vector<FaceBox> detect(const cv::Mat &bgr) override;

private:
  FaceBox face_box(const cv::Rect &box, int neighbors) const;

  HaarOptions options_;
  cv::CascadeClassifier cascade_;
  cv::Mat gray_;
};

FaceBox HaarDetector::face_box(const cv::Rect &box, int neighbors) const {
  FaceBox face;
  face.box = {box.x, box.y, box.width, box.height};
  face.confidence = static_cast<double>(neighbors) / (neighbors + std::max(1, options_.min_neighbors));
  return face;
}

std::vector<FaceBox> HaarDetector::detect(const cv::Mat &bgr) {
  if (bgr.empty())
    return {};
  std::vector<FaceBox> faces;
  try {
    cv::cvtColor(bgr, gray_, cv::COLOR_BGR2GRAY);
    std::vector<cv::Rect> boxes;
    std::vector<int> neighbors;
    cascade_.detectMultiScale(gray_, boxes, neighbors, options_.scale_factor, options_.min_neighbors, 0,
                              cv::Size(options_.min_size, options_.min_size));
    for (std::size_t i = 0; i < boxes.size(); ++i)
      faces.push_back(face_box(boxes[i] & cv::Rect({}, bgr.size()), neighbors[i]));
  } catch (const cv::Exception &) { // a picture of another type, or no memory: nothing was found in it
    return {};
  }
  std::stable_sort(faces.begin(), faces.end(),
                   [](const FaceBox &a, const FaceBox &b) { return a.box.width > b.box.width; });
  return faces;
}

Result<void> check(const HaarOptions &options) {
  if (!(options.scale_factor > 1.0))
    return invalid_argument("scale_factor is " + std::to_string(options.scale_factor) + "; it must be above 1");
  if (options.min_neighbors < 0)
    return invalid_argument("min_neighbors is " + std::to_string(options.min_neighbors) + "; it must not be negative");
  if (options.min_size < 0)
    return invalid_argument("min_size is " + std::to_string(options.min_size) + "; it must not be negative");
  return {};
}

} // namespace

Result<std::unique_ptr<FaceDetector>> make_haar_detector(const HaarOptions &options) {
  if (const Result<void> checked = check(options); !checked)
    return checked.error();
  Result<cv::CascadeClassifier> cascade =
      load_cascade(options.cascade.empty() ? "haarcascade_frontalface_default.xml" : options.cascade);
  if (!cascade)
    return cascade.error();
  return std::unique_ptr<FaceDetector>(std::make_unique<HaarDetector>(options, std::move(*cascade)));
}

} // namespace facerec
