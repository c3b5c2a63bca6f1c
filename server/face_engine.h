// What the server knows of vision: pictures in, faces out.
#pragma once

#include "facerec/base/result.h"
#include "facerec/vision/face_detector.h"
#include "facerec/vision/face_encoder.h"
#include "server/face_attributes.h"

#include <memory>
#include <string>
#include <vector>

namespace cv {
class Mat;
}

namespace facerec::server {

struct SeenFace {
  FaceBox face;
  FaceAttributes attributes;
};

// Any thread, several at once.
class FaceEngine {
public:
  virtual ~FaceEngine() = default;
  virtual std::string description() const = 0; // "YuNet + SFace", …
  virtual std::string encoder() const = 0;     // FaceEncoder::name()
  virtual ConfidenceScale scale() const = 0;   // of its encodings
  // As reportable() says.
  virtual std::vector<SeenFace> detect(const cv::Mat &bgr) = 0;
  virtual Result<Encoding> encode(const cv::Mat &bgr, const FaceBox &face) = 0;
};

// Of the faces found in a picture of this size, those that Azure would report (Azure Face v1.2, Detect): largest first,
// at most 100; none below 36 pixels a side in a picture up to 1920 x 1080, nor below proportionally more in a larger
// one, and none above 4096.
std::vector<FaceBox> reportable(std::vector<FaceBox> found, int width, int height);

// With the models of `models_dir` (see ServeOptions; empty: none), `workers` pictures at the same time. OpenCV's
// networks and cascades are not thread-safe, so that each worker has its own.
Result<std::shared_ptr<FaceEngine>> make_face_engine(const std::string &models_dir, int workers);

} // namespace facerec::server
