// Looks for faces on buffers: what the element facerecdetect does.
#pragma once

#include "facerec/base/result.h"
#include "facerec/frame/frame_view.h"
#include "facerec/vision/face_detector.h"

#include <gst/video/video.h>

#include <memory>
#include <string>
#include <vector>

namespace facerec::gst {

struct SearchSettings {
  std::string model;     // an ONNX file for YuNet; empty: the Haar cascade
  std::string cascade;   // empty: Debian's frontal face
  guint min_size = 40;   // pixels of the frame
  double confidence = 0; // 0: the detector's own
  guint max_side = 960;  // a larger frame is searched on a smaller copy; 0: never
};

class FaceSearch {
public:
  // Errors as of make_haar_detector() and make_yunet_detector(), with the property's name in front.
  static Result<FaceSearch> make(const SearchSettings &settings);

  // What the frames will be like. Fails as make() does.
  Result<void> set_frame(const GstVideoInfo &info);

  // Adds a ROI for every face and the mark "searched"; a frame that is not to be searched gets the mark only. The
  // buffer must be writable. False where it cannot be mapped.
  bool process(GstBuffer *buffer, const std::string &label, guint interval);

  // The next frame is searched.
  void restart() { frames_until_search_ = 0; }

private:
  explicit FaceSearch(const SearchSettings &settings) : settings_(settings) {}
  Result<void> make_detector();
  std::vector<FaceBox> search(const FrameView &view);

  SearchSettings settings_;
  std::unique_ptr<FaceDetector> detector_;
  GstVideoInfo info_{};
  double scale_ = 1; // of the picture that is searched
  guint frames_until_search_ = 0;
};

} // namespace facerec::gst
