// Between GStreamer's video frames and the core's views.
#pragma once

#include "facerec/frame/frame_view.h"

#include <gst/video/video.h>

#include <optional>

// The formats that the core reads and paints, for pad templates.
#define FACEREC_VIDEO_FORMATS                                                                                          \
  "{ I420, YV12, NV12, NV21, Y42B, YUY2, UYVY, Y444, RGB, BGR, RGBx, RGBA, BGRx, BGRA, xRGB, ARGB, xBGR, ABGR, GRAY8 " \
  "}"
#define FACEREC_VIDEO_CAPS GST_VIDEO_CAPS_MAKE(FACEREC_VIDEO_FORMATS)

namespace facerec::gst {

// Nothing for a format outside FACEREC_VIDEO_FORMATS.
std::optional<PixelFormat> pixel_format_of(const GstVideoInfo &info);
// The nearest of the matrices that the core knows; BT.601 where the stream does not say.
ColorMatrix color_matrix_of(const GstVideoInfo &info);
ColorRange color_range_of(const GstVideoInfo &info);

// The views are valid while the frame is mapped. The frame's format must be one of FACEREC_VIDEO_FORMATS.
FrameView view_of(const GstVideoFrame &frame);
MutableFrameView mutable_view_of(GstVideoFrame &frame); // of a frame mapped for writing

// Maps a buffer, which must outlive it, for a scope. Check ok() first: a buffer may be too small or not mappable.
class MappedFrame {
public:
  MappedFrame(const GstVideoInfo &info, GstBuffer *buffer, GstMapFlags flags);
  ~MappedFrame();
  MappedFrame(const MappedFrame &) = delete;
  MappedFrame &operator=(const MappedFrame &) = delete;

  bool ok() const { return mapped_; }
  FrameView view() const { return view_of(frame_); }
  MutableFrameView mutable_view() { return mutable_view_of(frame_); }
  GstVideoFrame *frame() { return &frame_; }

private:
  GstVideoFrame frame_{};
  bool mapped_ = false;
};

} // namespace facerec::gst
