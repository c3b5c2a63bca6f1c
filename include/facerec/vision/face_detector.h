// Where the faces in a picture are.
#pragma once

#include "facerec/base/result.h"
#include "facerec/region/geometry.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cv {
class Mat;
}

namespace facerec {

struct FaceBox {
  Rect box; // in pixels, inside the picture
  // 0..1. YuNet: its score. Haar: n / (n + min_neighbors) for a face that n windows of the cascade agree on (0.5 is
  // barely a face), because a cascade has no probability.
  double confidence = 0;
  // Right eye, left eye, nose tip, right and left corner of the mouth (the person's own right: left in the picture).
  std::optional<std::array<Point, 5>> landmarks;
};

// Not thread-safe: one detector per thread.
class FaceDetector {
public:
  virtual ~FaceDetector() = default;
  // Faces in an 8-bit BGR picture, largest first. An empty picture has none.
  virtual std::vector<FaceBox> detect(const cv::Mat &bgr) = 0;
};

struct HaarOptions {
  // A path, or a bare name that is looked for where OpenCV's data lies (/usr/share/opencv4/haarcascades, …).
  // Empty: haarcascade_frontalface_default.xml of Debian's opencv-data.
  std::string cascade{};
  double scale_factor = 1.1; // above 1
  int min_neighbors = 5;     // 0 or more
  int min_size = 30;         // pixels
};
// Errors: InvalidArgument (an option breaks its rule), NotFound, Malformed (no cascade).
Result<std::unique_ptr<FaceDetector>> make_haar_detector(const HaarOptions &options);

struct YunetOptions {
  // An ONNX file. OpenCV before 4.8 runs face_detection_yunet_2022mar.onnx, newer ones
  // face_detection_yunet_2023mar.onnx.
  std::string model{};
  double score_threshold = 0.9; // 0..1
  double nms_threshold = 0.3;   // 0..1
  // Larger pictures are scaled down so that the longer side has this many pixels before they are searched; 0: never.
  int max_side = 0;
};
// Errors: InvalidArgument, NotFound, Malformed (a model that this OpenCV cannot run; the message says which one it
// can).
Result<std::unique_ptr<FaceDetector>> make_yunet_detector(const YunetOptions &options);

} // namespace facerec
