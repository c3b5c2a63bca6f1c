// Faces on buffers: GstVideoRegionOfInterestMeta in the form that Intel DL Streamer gave it.
//
// The label is roi_type. The detector's word is the param structure
//   detection, label_id=(int), confidence=(double), x_min=(double), x_max, y_min, y_max   (0..1 of the frame)
// and the tracker's is
//   object_id, id=(any integer type)
// GstVideoRegionOfInterestMeta::id is not a track id: every producer puts something else there.
#pragma once

#include "facerec/track/tracked_face.h"

#include <gst/video/video.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace facerec::gst {

// Which ROI labels count as faces: the property `face-labels`. Not thread-safe (it remembers what it decided).
class FaceLabels {
public:
  FaceLabels() = default; // every label
  // Comma separated, blanks around the labels are dropped, case does not matter. Empty: every label.
  static FaceLabels parse(std::string_view text);

  // A lookup of a number in the steady state; the first sight of a label compares text.
  bool matches(GQuark label) const;

private:
  bool matches_text(GQuark label) const;

  std::vector<std::string> labels_;                        // lower case
  mutable std::vector<std::pair<GQuark, bool>> decisions_; // bounded: hostile streams may invent labels
};

struct RoiFace {
  GstVideoRegionOfInterestMeta *meta = nullptr; // borrowed from the buffer
  TrackedFace face;
};

// Every face of the buffer, in the order of its metas. All values are cut to what is safe: coordinates to 0..2^30-1 (so
// that no sum of two overflows), confidence to 0..1 (0 where there is none, or NaN).
std::vector<RoiFace> read_faces(GstBuffer *buffer, const FaceLabels &labels);

// object_id{id} of any integer type; nothing where it is absent, negative or 0 (DL Streamer: ids start at 1).
std::optional<std::uint64_t> track_id_of(const GstVideoRegionOfInterestMeta *meta);

// detection{confidence}, 0..1; 0 where there is none.
double confidence_of(const GstVideoRegionOfInterestMeta *meta);

struct Detection {
  Rect box; // in frame pixels; the part outside the frame is cut off
  double confidence = 0;
  // Not a detector's find but a tracker's guess: the field predicted=(boolean)true is added.
  bool predicted = false;
};

// Adds a ROI named `label` with the param `detection`. The buffer must be writable. Null where the box misses the
// frame.
GstVideoRegionOfInterestMeta *add_detection(GstBuffer *buffer, const char *label, const Detection &detection,
                                            int frame_width, int frame_height);

// Sets object_id{id}, replacing an id that is there.
void set_track_id(GstVideoRegionOfInterestMeta *meta, std::uint64_t id);

// Takes an id that is there away.
void clear_track_id(GstVideoRegionOfInterestMeta *meta);

} // namespace facerec::gst
