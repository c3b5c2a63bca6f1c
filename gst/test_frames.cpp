#include "gst/test_frames.h"

#include "gst/detect_mark.h"
#include "gst/roi_meta.h"
#include "gst/video_frame.h"

#include <cstring>

namespace facerec::gst {
namespace {

SceneOptions sized(SceneOptions scene, const GstVideoInfo &info) {
  scene.width = GST_VIDEO_INFO_WIDTH(&info);
  scene.height = GST_VIDEO_INFO_HEIGHT(&info);
  return scene;
}

void copy_rows(const cv::Mat &from, const MutableFrameView &to) {
  for (int y = 0; y < from.rows; ++y)
    std::memcpy(to.planes[0] + static_cast<std::ptrdiff_t>(y) * to.strides[0], from.ptr(y),
                from.cols * from.elemSize());
}

} // namespace

TestFrames::TestFrames(const SceneOptions &scene, const GstVideoInfo &info)
    : info_(info), scene_(sized(scene, info)), canvas_(info.height, info.width, CV_8UC3) {
  gst_video_info_set_format(&bgr_info_, GST_VIDEO_FORMAT_BGR, static_cast<guint>(info.width),
                            static_cast<guint>(info.height));
  // The core paints rows without gaps; GStreamer's default rounds them up to four bytes.
  bgr_info_.stride[0] = static_cast<gint>(canvas_.step);
  bgr_info_.size = canvas_.total() * canvas_.elemSize();
  bgr_info_.fps_n = info.fps_n;
  bgr_info_.fps_d = info.fps_d;
  bgr_info_.interlace_mode = info.interlace_mode;
  if (GST_VIDEO_INFO_FORMAT(&info) != GST_VIDEO_FORMAT_BGR)
    converter_.reset(gst_video_converter_new(&bgr_info_, &info_, nullptr));
}

GstClockTime TestFrames::time_of(guint64 frame) const {
  if (GST_VIDEO_INFO_FPS_N(&info_) == 0)
    return 0;
  return gst_util_uint64_scale(frame, static_cast<guint64>(GST_VIDEO_INFO_FPS_D(&info_)) * GST_SECOND,
                               static_cast<guint64>(GST_VIDEO_INFO_FPS_N(&info_)));
}

void TestFrames::stamp(GstBuffer *buffer, guint64 frame) const {
  GST_BUFFER_PTS(buffer) = time_of(frame);
  GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
  const bool still = GST_VIDEO_INFO_FPS_N(&info_) == 0;
  GST_BUFFER_DURATION(buffer) = still ? GST_CLOCK_TIME_NONE : time_of(frame + 1) - time_of(frame);
  GST_BUFFER_OFFSET(buffer) = frame;
  GST_BUFFER_OFFSET_END(buffer) = frame + 1;
}

bool TestFrames::paint(GstBuffer *buffer) {
  MappedFrame frame(info_, buffer, GST_MAP_WRITE);
  if (!frame.ok())
    return false;
  if (!converter_) {
    copy_rows(canvas_, frame.mutable_view());
    return true;
  }
  GstBuffer *drawn = gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, canvas_.data, bgr_info_.size, 0,
                                                 bgr_info_.size, nullptr, nullptr);
  bool mapped = false;
  {
    MappedFrame source(bgr_info_, drawn, GST_MAP_READ);
    mapped = source.ok();
    if (mapped)
      gst_video_converter_frame(converter_.get(), source.frame(), frame.frame());
  }
  gst_buffer_unref(drawn);
  return mapped;
}

bool TestFrames::fill(GstBuffer *buffer, guint64 frame, bool attach_meta) {
  const double seconds = static_cast<double>(time_of(frame)) / GST_SECOND;
  const std::vector<SceneFace> faces = scene_.draw(seconds, canvas_);
  stamp(buffer, frame);
  if (!paint(buffer))
    return false;
  if (!attach_meta)
    return true;
  for (const SceneFace &face : faces)
    if (auto *meta = add_detection(buffer, "face", {.box = face.box, .confidence = 1}, canvas_.cols, canvas_.rows))
      set_track_id(meta, face.id);
  mark_searched(buffer, true);
  return true;
}

} // namespace facerec::gst
