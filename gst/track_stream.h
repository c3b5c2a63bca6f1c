// Follows the faces on the buffers of a stream: what the element facerectrack does.
#pragma once

#include "facerec/track/box_tracker.h"
#include "gst/roi_meta.h"

#include <gst/video/video.h>

#include <string>

namespace facerec::gst {

struct TrackSettings {
  BoxTrackerOptions tracker;
  std::string face_labels = "face";
};

class TrackStream {
public:
  explicit TrackStream(const TrackSettings &settings) { configure(settings); }

  // Takes effect from the next buffer on; tracks stay.
  void configure(const TrackSettings &settings);

  // What the frames will be like. Pixels are looked at, for cuts, where they lie in system memory in a known format.
  void set_frame(const GstCaps *caps);

  // Gives the buffer's faces their ids and adds the faces that were not found, or not looked for. `now` is the buffer's
  // running time. The buffer must be writable.
  void process(GstBuffer *buffer, GstClockTime now);

  // Forgets all tracks, as after a seek.
  void restart();

private:
  StreamTime time_of(GstClockTime now);
  std::vector<TrackedBox> track(GstBuffer *buffer, const std::vector<RoiFace> &faces, StreamTime now);
  void write(GstBuffer *buffer, const std::vector<RoiFace> &faces, const std::vector<TrackedBox> &boxes) const;

  FaceLabels labels_;
  std::string predicted_label_; // of the boxes that no detector found
  BoxTracker tracker_;
  GstVideoInfo info_{};
  bool readable_ = false; // the pixels
  StreamTime last_{};
};

} // namespace facerec::gst
