#include "gst/roi_meta.h"

#include "facerec/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace facerec::gst {
namespace {

constexpr std::size_t max_decisions = 64;
constexpr guint max_coordinate = (1U << 30) - 1;

int to_coordinate(guint value) { return static_cast<int>(std::min(value, max_coordinate)); }

double to_probability(double value) { return std::isnan(value) ? 0.0 : std::clamp(value, 0.0, 1.0); }

// A param may have been attached by anybody: its list may even hold other structures under our names.
const GstStructure *param_of(const GstVideoRegionOfInterestMeta *meta, const char *name) {
  for (const GList *node = meta->params; node; node = node->next) {
    const auto *structure = static_cast<const GstStructure *>(node->data);
    if (structure && gst_structure_has_name(structure, name))
      return structure;
  }
  return nullptr;
}

std::optional<std::uint64_t> positive(gint64 value) {
  return value > 0 ? std::optional<std::uint64_t>(static_cast<std::uint64_t>(value)) : std::nullopt;
}

std::optional<std::uint64_t> positive(guint64 value) {
  return value > 0 ? std::optional<std::uint64_t>(value) : std::nullopt;
}

std::optional<std::uint64_t> to_track_id(const GValue *value) {
  switch (G_VALUE_TYPE(value)) {
  case G_TYPE_INT:
    return positive(gint64{g_value_get_int(value)});
  case G_TYPE_UINT:
    return positive(guint64{g_value_get_uint(value)});
  case G_TYPE_LONG:
    return positive(gint64{g_value_get_long(value)});
  case G_TYPE_ULONG:
    return positive(guint64{g_value_get_ulong(value)});
  case G_TYPE_INT64:
    return positive(gint64{g_value_get_int64(value)});
  case G_TYPE_UINT64:
    return positive(guint64{g_value_get_uint64(value)});
  default:
    return std::nullopt;
  }
}

RoiFace read_face(GstVideoRegionOfInterestMeta *meta) {
  RoiFace found;
  found.meta = meta;
  found.face.box = {to_coordinate(meta->x), to_coordinate(meta->y), to_coordinate(meta->w), to_coordinate(meta->h)};
  found.face.track_id = track_id_of(meta);
  found.face.confidence = confidence_of(meta);
  return found;
}

GstStructure *detection_param(const Detection &detection, const Rect &box, int frame_width, int frame_height) {
  GstStructure *param = gst_structure_new(
      "detection", "label_id", G_TYPE_INT, 0, "confidence", G_TYPE_DOUBLE, to_probability(detection.confidence), //
      "x_min", G_TYPE_DOUBLE, static_cast<double>(box.x) / frame_width,                                          //
      "x_max", G_TYPE_DOUBLE, static_cast<double>(box.x + box.width) / frame_width,                              //
      "y_min", G_TYPE_DOUBLE, static_cast<double>(box.y) / frame_height,                                         //
      "y_max", G_TYPE_DOUBLE, static_cast<double>(box.y + box.height) / frame_height, nullptr);
  if (detection.predicted)
    gst_structure_set(param, "predicted", G_TYPE_BOOLEAN, TRUE, nullptr);
  return param;
}

} // namespace

FaceLabels FaceLabels::parse(std::string_view text) {
  FaceLabels result;
  for (const std::string_view part : split(text, ','))
    if (const std::string_view label = trim(part); !label.empty())
      result.labels_.push_back(to_lower(label));
  return result;
}

bool FaceLabels::matches(GQuark label) const {
  if (labels_.empty())
    return true;
  for (const auto &[quark, decision] : decisions_)
    if (quark == label)
      return decision;
  const bool decision = matches_text(label);
  if (decisions_.size() < max_decisions)
    decisions_.emplace_back(label, decision);
  return decision;
}

bool FaceLabels::matches_text(GQuark label) const {
  const char *text = g_quark_to_string(label);
  return text && std::find(labels_.begin(), labels_.end(), to_lower(text)) != labels_.end();
}

std::vector<RoiFace> read_faces(GstBuffer *buffer, const FaceLabels &labels) {
  std::vector<RoiFace> faces;
  gpointer state = nullptr;
  while (GstMeta *meta = gst_buffer_iterate_meta_filtered(buffer, &state, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE)) {
    auto *roi = reinterpret_cast<GstVideoRegionOfInterestMeta *>(meta);
    if (labels.matches(roi->roi_type))
      faces.push_back(read_face(roi));
  }
  return faces;
}

std::optional<std::uint64_t> track_id_of(const GstVideoRegionOfInterestMeta *meta) {
  const GstStructure *param = param_of(meta, "object_id");
  const GValue *id = param ? gst_structure_get_value(param, "id") : nullptr;
  return id ? to_track_id(id) : std::nullopt;
}

double confidence_of(const GstVideoRegionOfInterestMeta *meta) {
  const GstStructure *param = param_of(meta, "detection");
  double confidence = 0;
  if (!param || !gst_structure_get_double(param, "confidence", &confidence))
    return 0;
  return to_probability(confidence);
}

GstVideoRegionOfInterestMeta *add_detection(GstBuffer *buffer, const char *label, const Detection &detection,
                                            int frame_width, int frame_height) {
  const Rect box = clamp_to_frame(detection.box, frame_width, frame_height);
  if (box.empty())
    return nullptr;
  GstVideoRegionOfInterestMeta *meta =
      gst_buffer_add_video_region_of_interest_meta(buffer, label, static_cast<guint>(box.x), static_cast<guint>(box.y),
                                                   static_cast<guint>(box.width), static_cast<guint>(box.height));
  gst_video_region_of_interest_meta_add_param(meta, detection_param(detection, box, frame_width, frame_height));
  return meta;
}

// DL Streamer's own readers ask for an int and take anything else for "no id", so an int it is while the id fits.
void set_track_id(GstVideoRegionOfInterestMeta *meta, std::uint64_t id) {
  GstStructure *param = gst_video_region_of_interest_meta_get_param(meta, "object_id");
  if (!param) {
    param = gst_structure_new_empty("object_id");
    gst_video_region_of_interest_meta_add_param(meta, param);
  }
  if (id <= static_cast<std::uint64_t>(std::numeric_limits<gint>::max()))
    gst_structure_set(param, "id", G_TYPE_INT, static_cast<gint>(id), nullptr);
  else
    gst_structure_set(param, "id", G_TYPE_UINT64, static_cast<guint64>(id), nullptr);
}

void clear_track_id(GstVideoRegionOfInterestMeta *meta) {
  if (GstStructure *param = gst_video_region_of_interest_meta_get_param(meta, "object_id"))
    gst_structure_remove_field(param, "id");
}

} // namespace facerec::gst
