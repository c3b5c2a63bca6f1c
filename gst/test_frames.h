// Fills buffers with frames of procedural people: what the element facerectestsrc does.
#pragma once

#include "facerec/synthetic/synthetic_scene.h"

#include <gst/video/video.h>
#include <opencv2/core.hpp>

#include <memory>

// BGR first: the people are drawn in it, and it costs no conversion.
#define FACEREC_TEST_FORMATS                                                                                           \
  "{ BGR, I420, YV12, NV12, NV21, Y42B, YUY2, UYVY, Y444, RGB, RGBx, RGBA, BGRx, BGRA, xRGB, ARGB, xBGR, ABGR, GRAY8 " \
  "}"

namespace facerec::gst {

class TestFrames {
public:
  TestFrames(const SceneOptions &scene, const GstVideoInfo &info); // size from `info`

  // Whether there is no such frame: at 0 frames a second there is only the first.
  bool over(guint64 frame) const { return frame > 0 && GST_VIDEO_INFO_FPS_N(&info_) == 0; }

  // Paints frame number `frame`, stamps it, and adds its faces where wanted. False where it cannot be mapped.
  bool fill(GstBuffer *buffer, guint64 frame, bool attach_meta);

private:
  struct FreeConverter {
    void operator()(GstVideoConverter *converter) const { gst_video_converter_free(converter); }
  };

  GstClockTime time_of(guint64 frame) const;
  void stamp(GstBuffer *buffer, guint64 frame) const;
  bool paint(GstBuffer *buffer);

  GstVideoInfo info_;
  GstVideoInfo bgr_info_;
  SyntheticScene scene_;
  cv::Mat canvas_;
  std::unique_ptr<GstVideoConverter, FreeConverter> converter_;
};

} // namespace facerec::gst
