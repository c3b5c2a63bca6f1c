// What the server knows of vision: pictures in, faces out.
#pragma once

#include "facerec/base/result.h"
#include "facerec/vision/face_detector.h"
#include "facerec/vision/face_encoder.h"

#include <memory>
#include <string>
#include <vector>

namespace cv {
class Mat;
}

namespace facerec::server {

// Azure's qualityForRecognition: "high" for enrolment, "medium" or better for identification.
enum class Quality { Low, Medium, High };

struct SeenFace {
  FaceBox face;
  Quality quality = Quality::Low;
};

// Any thread, several at once.
class FaceEngine {
public:
  virtual ~FaceEngine() = default;
  virtual std::string description() const = 0; // "YuNet + SFace", …
  virtual std::string encoder() const = 0;     // FaceEncoder::name()
  virtual ConfidenceScale scale() const = 0;   // of its encodings
  // Largest first, at most 100 (Azure Face v1.2, Detect), none smaller than Azure would report.
  virtual std::vector<SeenFace> detect(const cv::Mat &bgr) = 0;
  // One encoding for a face that is stored; several, which differ by small shifts, for a face that is looked for.
  virtual Result<Encoding> encode(const cv::Mat &bgr, const FaceBox &face) = 0;
  virtual Result<std::vector<Encoding>> encode_probes(const cv::Mat &bgr, const FaceBox &face) = 0;
};

// With the models of `models_dir` (see ServeOptions; empty: none), `workers` pictures at the same time. OpenCV's
// networks and cascades are not thread-safe, so that each worker has its own.
Result<std::shared_ptr<FaceEngine>> make_face_engine(const std::string &models_dir, int workers);

} // namespace facerec::server
