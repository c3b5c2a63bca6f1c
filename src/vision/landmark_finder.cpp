#include "facerec/vision/face_aligner.h"
#include "vision/cascade.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace facerec {
namespace {

// Shares of the width of the Haar detector's square box, measured on portraits.
constexpr Point usual_right_eye = {0.31, 0.385};
constexpr Point usual_left_eye = {0.69, 0.385};
constexpr double search_top = 0.15;
constexpr double search_height = 0.45;
constexpr double max_deviation = 0.12;        // of an eye from its usual place
constexpr double max_height_difference = 0.1; // of the two eyes
constexpr double search_width = 200;          // pixels the box is enlarged to: the cascade knows eyes from 20 pixels

// Where an eye is most likely meant, of those the cascade proposes; as shares of the box.
std::optional<Point> nearest_eye(const std::vector<Point> &eyes, const Point &usual) {
  std::optional<Point> best;
  double best_distance = max_deviation;
  for (const Point &eye : eyes) {
    const double distance = std::hypot(eye.x - usual.x, eye.y - usual.y);
    if (distance < best_distance) {
      best_distance = distance;
      best = eye;
    }
  }
  return best;
}

class OpenCvLandmarkFinder final : public LandmarkFinder {
public:
  explicit OpenCvLandmarkFinder(cv::CascadeClassifier eyes) : cascade_(std::move(eyes)) {}

  std::vector<Point> find(const cv::Mat &bgr, const FaceBox &face) override;

private:
  std::vector<Point> eyes_in(const cv::Mat &bgr, const Rect &box); // as shares of the box

  cv::CascadeClassifier cascade_;
};

std::vector<Point> OpenCvLandmarkFinder::eyes_in(const cv::Mat &bgr, const Rect &box) {
  const cv::Rect wanted(box.x, box.y + cvRound(box.width * search_top), box.width, cvRound(box.width * search_height));
  const cv::Rect area = wanted & cv::Rect({}, bgr.size());
  if (area.empty())
    return {};
  const double zoom = std::max(1.0, search_width / box.width);
  cv::Mat gray;
  cv::cvtColor(bgr(area), gray, cv::COLOR_BGR2GRAY);
  cv::resize(gray, gray, {}, zoom, zoom, cv::INTER_CUBIC);
  cv::equalizeHist(gray, gray);
  const double width = box.width * zoom;
  std::vector<cv::Rect> found;
  cascade_.detectMultiScale(gray, found, 1.05, 3, 0, {cvRound(width * 0.15), cvRound(width * 0.15)},
                            {cvRound(width * 0.4), cvRound(width * 0.4)});
  std::vector<Point> eyes;
  for (const cv::Rect &eye : found)
    eyes.push_back({((eye.x + eye.width / 2.0) / zoom + area.x - box.x) / box.width,
                    ((eye.y + eye.height / 2.0) / zoom + area.y - box.y) / box.width});
  return eyes;
}

std::vector<Point> OpenCvLandmarkFinder::find(const cv::Mat &bgr, const FaceBox &face) {
  if (face.landmarks)
    return {face.landmarks->begin(), face.landmarks->end()};
  std::vector<Point> eyes;
  try {
    eyes = eyes_in(bgr, face.box);
  } catch (const cv::Exception &) { // no eyes, then; where they mostly are will do
  }
  Point right = nearest_eye(eyes, usual_right_eye).value_or(usual_right_eye);
  Point left = nearest_eye(eyes, usual_left_eye).value_or(usual_left_eye);
  const bool both = right != usual_right_eye && left != usual_left_eye;
  if (!both || std::abs(right.y - left.y) > max_height_difference) {
    right = usual_right_eye;
    left = usual_left_eye;
  }
  const auto in_picture = [&](const Point &eye) -> Point {
    return {face.box.x + eye.x * face.box.width, face.box.y + eye.y * face.box.width};
  };
  return {in_picture(right), in_picture(left)};
}

} // namespace

Result<std::unique_ptr<LandmarkFinder>> make_landmark_finder() {
  Result<cv::CascadeClassifier> eyes = load_cascade("haarcascade_eye.xml");
  if (!eyes)
    return eyes.error();
  return std::unique_ptr<LandmarkFinder>(std::make_unique<OpenCvLandmarkFinder>(std::move(*eyes)));
}

} // namespace facerec
