#include "gst/video_frame.h"

namespace facerec::gst {
namespace {

// Both kinds of view are filled alike.
template <class View> View make_view(const GstVideoFrame &frame) {
  View view;
  view.format = pixel_format_of(frame.info).value_or(PixelFormat::I420);
  view.matrix = color_matrix_of(frame.info);
  view.range = color_range_of(frame.info);
  view.width = GST_VIDEO_FRAME_WIDTH(&frame);
  view.height = GST_VIDEO_FRAME_HEIGHT(&frame);
  for (guint plane = 0; plane < GST_VIDEO_FRAME_N_PLANES(&frame) && plane < view.planes.size(); ++plane) {
    view.planes[plane] = static_cast<std::uint8_t *>(GST_VIDEO_FRAME_PLANE_DATA(&frame, plane));
    view.strides[plane] = GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane);
  }
  return view;
}

} // namespace

std::optional<PixelFormat> pixel_format_of(const GstVideoInfo &info) {
  const char *name = info.finfo ? gst_video_format_to_string(GST_VIDEO_INFO_FORMAT(&info)) : nullptr;
  return name ? pixel_format_from(name) : std::nullopt;
}

ColorMatrix color_matrix_of(const GstVideoInfo &info) {
  switch (info.colorimetry.matrix) {
  case GST_VIDEO_COLOR_MATRIX_BT709:
  case GST_VIDEO_COLOR_MATRIX_SMPTE240M: // differs from BT.709 by less than one part in a hundred
    return ColorMatrix::Bt709;
  case GST_VIDEO_COLOR_MATRIX_BT2020:
    return ColorMatrix::Bt2020;
  default:
    return ColorMatrix::Bt601;
  }
}

ColorRange color_range_of(const GstVideoInfo &info) {
  return info.colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255 ? ColorRange::Full : ColorRange::Limited;
}

FrameView view_of(const GstVideoFrame &frame) { return make_view<FrameView>(frame); }

MutableFrameView mutable_view_of(GstVideoFrame &frame) { return make_view<MutableFrameView>(frame); }

// Without a reference of its own: with one, the buffer would not be writable, and no meta could be added.
MappedFrame::MappedFrame(const GstVideoInfo &info, GstBuffer *buffer, GstMapFlags flags)
    : mapped_(gst_video_frame_map(&frame_, &info, buffer,
                                  static_cast<GstMapFlags>(int{flags} | int{GST_VIDEO_FRAME_MAP_FLAG_NO_REF}))) {}

MappedFrame::~MappedFrame() {
  if (mapped_)
    gst_video_frame_unmap(&frame_);
}

} // namespace facerec::gst
