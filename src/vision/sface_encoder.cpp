#include "facerec/vision/face_encoder.h"

#include <opencv2/core.hpp>
#include <opencv2/objdetect.hpp>

#include <filesystem>
#include <system_error>

namespace facerec {
namespace {

constexpr std::size_t encoding_length = 128;

class SfaceEncoder final : public FaceEncoder {
public:
  explicit SfaceEncoder(cv::Ptr<cv::FaceRecognizerSF> net) : net_(std::move(net)) {}

  std::string_view name() const override { return "sface-2021dec"; }
  // OpenCV's model zoo publishes 0.363 as the cosine from which two faces are the same person's (measured on LFW).
  ConfidenceScale scale() const override { return {.accept = 1 - 0.363, .spread = 0.08, .stranger = 0}; }
  Result<Encoding> encode(const cv::Mat &aligned) override;

private:
  cv::Ptr<cv::FaceRecognizerSF> net_;
};

Result<Encoding> SfaceEncoder::encode(const cv::Mat &aligned) {
  try {
    cv::Mat feature;
    net_->feature(aligned, feature);
    if (feature.type() != CV_32F || feature.total() != encoding_length)
      return Error{ErrorCode::Malformed, "it gives " + std::to_string(feature.total()) + " numbers for a face, not " +
                                             std::to_string(encoding_length)};
    const double length = cv::norm(feature);
    if (!(length > 0) || !cv::checkRange(feature))
      return Error{ErrorCode::Malformed, "the face recognition model gave no usable encoding"};
    cv::Mat_<float> unit = feature.reshape(1, 1) / length;
    return Encoding(unit.begin(), unit.end());
  } catch (const cv::Exception &) {
    return Error{ErrorCode::Malformed, "it does not take a face of 112 x 112 pixels"};
  }
}

} // namespace

Result<std::unique_ptr<FaceEncoder>> make_sface_encoder(const std::string &model) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(model, ignored))
    return Error{ErrorCode::NotFound, "there is no model file '" + model + "'"};
  try {
    auto encoder = std::make_unique<SfaceEncoder>(cv::FaceRecognizerSF::create(model, ""));
    // OpenCV loads any network; whether it is one that encodes faces shows only when a picture is tried.
    const cv::Mat picture(aligned_face_size, aligned_face_size, CV_8UC3, cv::Scalar(96, 128, 160));
    if (const Result<Encoding> tried = encoder->encode(picture); !tried)
      return Error{ErrorCode::Malformed, "'" + model + "' is not the SFace network: " + tried.error().message};
    return std::unique_ptr<FaceEncoder>(std::move(encoder));
  } catch (const cv::Exception &) {
    return Error{ErrorCode::Malformed, "'" + model + "' is not a network that OpenCV " CV_VERSION " can load"};
  }
}

} // namespace facerec
