#include "gst/track_stream.h"

#include "facerec/base/text.h"
#include "gst/detect_mark.h"
#include "gst/video_frame.h"

#include <algorithm>

namespace facerec::gst {
namespace {

// For streams without timestamps and without a frame rate.
constexpr StreamTime usual_frame = std::chrono::milliseconds(40);

StreamTime frame_length(const GstVideoInfo &info) {
  if (GST_VIDEO_INFO_FPS_N(&info) <= 0)
    return usual_frame;
  return StreamTime(gst_util_uint64_scale_int(GST_SECOND, GST_VIDEO_INFO_FPS_D(&info), GST_VIDEO_INFO_FPS_N(&info)));
}

bool in_system_memory(const GstCaps *caps) {
  const GstCapsFeatures *features = gst_caps_get_features(caps, 0);
  return !features || gst_caps_features_is_equal(features, GST_CAPS_FEATURES_MEMORY_SYSTEM_MEMORY);
}

std::string first_label(const std::string &labels) {
  const std::string label(trim(split(labels, ',').front()));
  return label.empty() ? "face" : label;
}

} // namespace

void TrackStream::configure(const TrackSettings &settings) {
  labels_ = FaceLabels::parse(settings.face_labels);
  predicted_label_ = first_label(settings.face_labels);
  tracker_.set_options(settings.tracker);
}

void TrackStream::set_frame(const GstCaps *caps) {
  readable_ = gst_video_info_from_caps(&info_, caps) && in_system_memory(caps) && pixel_format_of(info_);
  restart();
}

void TrackStream::restart() {
  tracker_.reset();
  last_ = StreamTime::zero();
}

// Always after the frame before, also in a stream without timestamps.
StreamTime TrackStream::time_of(GstClockTime now) {
  const StreamTime next = GST_CLOCK_TIME_IS_VALID(now) ? StreamTime(now) : last_ + frame_length(info_);
  // A little disorder is ironed out. A real jump, as behind a broken timestamp, is followed: the tracker then starts
  // anew instead of standing still for ever.
  constexpr StreamTime disorder = std::chrono::seconds(1);
  last_ = next > last_ || last_ - next > disorder ? next : last_ + StreamTime(1);
  return last_;
}

void TrackStream::process(GstBuffer *buffer, GstClockTime now) {
  const std::vector<RoiFace> faces = read_faces(buffer, labels_);
  write(buffer, faces, track(buffer, faces, time_of(now)));
}

std::vector<TrackedBox> TrackStream::track(GstBuffer *buffer, const std::vector<RoiFace> &faces, StreamTime now) {
  std::optional<MappedFrame> frame;
  std::optional<FrameView> view;
  if (readable_ && frame.emplace(info_, buffer, GST_MAP_READ).ok())
    view = frame->view();
  const FrameView *pixels = view ? &*view : nullptr;
  if (faces.empty() && !was_searched(buffer))
    return tracker_.skipped(now, pixels);
  std::vector<DetectedBox> detections;
  for (const RoiFace &found : faces)
    detections.push_back({found.face.box, found.face.confidence});
  return tracker_.detected(detections, now, pixels);
}

void TrackStream::write(GstBuffer *buffer, const std::vector<RoiFace> &faces,
                        const std::vector<TrackedBox> &boxes) const {
  for (const TrackedBox &box : boxes) {
    GstVideoRegionOfInterestMeta *meta =
        box.detection ? faces[*box.detection].meta
                      : add_detection(buffer, predicted_label_.c_str(), {box.box, box.confidence, true},
                                      GST_VIDEO_INFO_WIDTH(&info_), GST_VIDEO_INFO_HEIGHT(&info_));
    if (meta && box.id)
      set_track_id(meta, *box.id);
    else if (meta)
      clear_track_id(meta);
  }
}

} // namespace facerec::gst
