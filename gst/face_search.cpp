#include "gst/face_search.h"

#include "facerec/frame/crop.h"
#include "gst/detect_mark.h"
#include "gst/roi_meta.h"
#include "gst/video_frame.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace facerec::gst {
namespace {

// YuNet's own threshold as OpenCV ships it; a Haar face is one that enough windows agree on, whatever their number.
constexpr double yunet_confidence = 0.9;

int scaled(guint length, double factor) { return std::max(1, static_cast<int>(std::lround(length * factor))); }

Rect scaled(const Rect &box, double factor) {
  return {cvRound(box.x * factor), cvRound(box.y * factor), cvRound(box.width * factor), cvRound(box.height * factor)};
}

Error with_property(const char *property, Error error) {
  error.message = std::string(property) + ": " + error.message;
  return error;
}

} // namespace

Result<FaceSearch> FaceSearch::make(const SearchSettings &settings) {
  FaceSearch search(settings);
  if (auto made = search.make_detector(); !made)
    return made.error();
  return search;
}

Result<void> FaceSearch::make_detector() {
  const bool haar = settings_.model.empty();
  const double confidence = settings_.confidence > 0 ? settings_.confidence : yunet_confidence;
  auto detector =
      haar ? make_haar_detector({.cascade = settings_.cascade, .min_size = scaled(settings_.min_size, scale_)})
           : make_yunet_detector({.model = settings_.model, .score_threshold = confidence});
  if (!detector)
    return with_property(haar ? "cascade" : "model", detector.error());
  detector_ = std::move(*detector);
  return {};
}

Result<void> FaceSearch::set_frame(const GstVideoInfo &info) {
  info_ = info;
  const int side = std::max(GST_VIDEO_INFO_WIDTH(&info), GST_VIDEO_INFO_HEIGHT(&info));
  const double limit = settings_.max_side;
  const double scale = limit > 0 && side > limit ? limit / side : 1.0;
  restart();
  if (scale == scale_)
    return {};
  scale_ = scale;
  return make_detector();
}

std::vector<FaceBox> FaceSearch::search(const FrameView &view) {
  cv::Mat picture = to_bgr(view);
  if (scale_ < 1) // a thin frame keeps its one pixel
    cv::resize(picture, picture,
               {scaled(static_cast<guint>(view.width), scale_), scaled(static_cast<guint>(view.height), scale_)}, 0, 0,
               cv::INTER_AREA);
  std::vector<FaceBox> faces = detector_->detect(picture);
  for (FaceBox &face : faces)
    face.box = scaled(face.box, 1 / scale_);
  std::erase_if(faces, [this](const FaceBox &face) {
    const int least = static_cast<int>(settings_.min_size);
    return face.box.width < least || face.box.height < least || face.confidence < settings_.confidence;
  });
  return faces;
}

bool FaceSearch::process(GstBuffer *buffer, const std::string &label, guint interval) {
  const bool due = frames_until_search_ == 0;
  frames_until_search_ = due ? interval - 1 : std::min(frames_until_search_, interval) - 1;
  std::vector<FaceBox> faces;
  if (due) {
    const MappedFrame frame(info_, buffer, GST_MAP_READ);
    if (!frame.ok())
      return false;
    faces = search(frame.view());
  }
  for (const FaceBox &face : faces)
    add_detection(buffer, label.c_str(), {.box = face.box, .confidence = face.confidence}, GST_VIDEO_INFO_WIDTH(&info_),
                  GST_VIDEO_INFO_HEIGHT(&info_));
  mark_searched(buffer, due);
  return true;
}

} // namespace facerec::gst
