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
  double confidence = 0; // 0..1
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
  std::string cascade;      // empty: haarcascade_frontalface_default.xml of Debian's opencv-data
  double scale_factor = 1.1;
  int min_neighbors = 5;
  int min_size = 30; // pixels
};
Result<std::unique_ptr<FaceDetector>> make_haar_detector(const HaarOptions &options);

struct YunetOptions {
  std::string model; // an ONNX file
  double score_threshold = 0.9;
  double nms_threshold = 0.3;
  // Larger pictures are scaled down so that the longer side has this many pixels before they are searched; 0: never.
  int max_side = 0;
};
Result<std::unique_ptr<FaceDetector>> make_yunet_detector(const YunetOptions &options);

} // namespace facerec
