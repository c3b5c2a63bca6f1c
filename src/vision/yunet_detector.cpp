#include "facerec/vision/face_detector.h"

#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

namespace facerec {
namespace {

// One row of cv::FaceDetectorYN's answer: box (4), five landmarks (10), score (1), all floats.
constexpr int row_length = 15;

bool is_finite(const float *row) {
  return std::all_of(row, row + row_length, [](float value) { return std::isfinite(value) && std::abs(value) < 1e6F; });
}

FaceBox face_box(const float *row, double scale, const cv::Size &picture) {
  const cv::Rect2d box(row[0] / scale, row[1] / scale, row[2] / scale, row[3] / scale);
  FaceBox face;
  face.box = clamp_to_frame({cvRound(box.x), cvRound(box.y), cvRound(box.width), cvRound(box.height)}, picture.width,
                            picture.height);
  face.confidence = std::clamp(static_cast<double>(row[14]), 0.0, 1.0);
  auto &points = face.landmarks.emplace();
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i] = {row[4 + 2 * i] / scale, row[5 + 2 * i] / scale};
  return face;
}

class YunetDetector final : public FaceDetector {
public:
  YunetDetector(const YunetOptions &options, cv::Ptr<cv::FaceDetectorYN> net)
      : max_side_(options.max_side), net_(std::move(net)) {}

  std::vector<FaceBox> detect(const cv::Mat &bgr) override;

private:
  const cv::Mat &scaled(const cv::Mat &bgr, double scale);

  int max_side_;
  cv::Ptr<cv::FaceDetectorYN> net_;
  cv::Mat small_;
};

const cv::Mat &YunetDetector::scaled(const cv::Mat &bgr, double scale) {
  if (scale >= 1)
    return bgr;
  const cv::Size size(std::max(1, cvRound(bgr.cols * scale)), std::max(1, cvRound(bgr.rows * scale)));
  cv::resize(bgr, small_, size, 0, 0, cv::INTER_AREA);
  return small_;
}

std::vector<FaceBox> YunetDetector::detect(const cv::Mat &bgr) {
  if (bgr.empty())
    return {};
  const int side = std::max(bgr.cols, bgr.rows);
  const double scale = max_side_ > 0 && side > max_side_ ? static_cast<double>(max_side_) / side : 1.0;
  std::vector<FaceBox> faces;
  try {
    const cv::Mat &input = scaled(bgr, scale);
    if (net_->getInputSize() != input.size())
      net_->setInputSize(input.size());
    cv::Mat rows;
    net_->detect(input, rows);
    for (int i = 0; i < rows.rows && rows.cols == row_length; ++i)
      if (is_finite(rows.ptr<float>(i)))
        faces.push_back(face_box(rows.ptr<float>(i), scale, bgr.size()));
  } catch (const cv::Exception &) { // a picture of another type, or no memory: nothing was found in it
    return {};
  }
  std::erase_if(faces, [](const FaceBox &face) { return face.box.empty(); });
  std::stable_sort(faces.begin(), faces.end(), [](const FaceBox &a, const FaceBox &b) {
    return a.box.width * a.box.height > b.box.width * b.box.height;
  });
  return faces;
}

Result<void> check(const YunetOptions &options) {
  const auto in_unit_range = [](double value) { return value >= 0 && value <= 1; };
  if (!in_unit_range(options.score_threshold))
    return invalid_argument("score_threshold is " + std::to_string(options.score_threshold) + "; it must be 0 to 1");
  if (!in_unit_range(options.nms_threshold))
    return invalid_argument("nms_threshold is " + std::to_string(options.nms_threshold) + "; it must be 0 to 1");
  if (options.max_side < 0)
    return invalid_argument("max_side is " + std::to_string(options.max_side) + "; it must not be negative");
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(options.model, ignored))
    return Error{ErrorCode::NotFound, "there is no model file '" + options.model + "'"};
  return {};
}

// OpenCV reads a YuNet of another generation without a word and fails at the first picture, because the layers that
// hold the answer have other names; so one picture is tried here.
Result<cv::Ptr<cv::FaceDetectorYN>> load(const YunetOptions &options) {
  try {
    cv::Ptr<cv::FaceDetectorYN> net =
        cv::FaceDetectorYN::create(options.model, "", cv::Size(128, 128), static_cast<float>(options.score_threshold),
                                   static_cast<float>(options.nms_threshold));
    cv::Mat rows;
    net->detect(cv::Mat::zeros(128, 128, CV_8UC3), rows);
    return net;
  } catch (const cv::Exception &) {
    return Error{ErrorCode::Malformed,
                 "'" + options.model + "' is not a YuNet model that OpenCV " + CV_VERSION +
                     " can run: OpenCV 4.5.4 to 4.7 needs face_detection_yunet_2022mar.onnx, OpenCV 4.8 and newer "
                     "face_detection_yunet_2023mar.onnx"};
  }
}

} // namespace

Result<std::unique_ptr<FaceDetector>> make_yunet_detector(const YunetOptions &options) {
  if (const Result<void> checked = check(options); !checked)
    return checked.error();
  Result<cv::Ptr<cv::FaceDetectorYN>> net = load(options);
  if (!net)
    return net.error();
  return std::unique_ptr<FaceDetector>(std::make_unique<YunetDetector>(options, std::move(*net)));
}

} // namespace facerec
