#include "gst/frame_document.h"

#include "gst/roi_meta.h"

namespace facerec::gst {
namespace {

std::string text_of(const GstStructure *structure, const char *field) {
  const char *text = gst_structure_get_string(structure, field);
  return text ? text : "";
}

// Several facerecazure may have looked at the face, each in its own group: the first that knows it.
const GstStructure *recognized_param(const GstVideoRegionOfInterestMeta *meta) {
  for (const GList *item = meta->params; item; item = item->next) {
    const auto *param = static_cast<const GstStructure *>(item->data);
    if (gst_structure_has_name(param, "facerecazure") && text_of(param, "state") == "recognized")
      return param;
  }
  return nullptr;
}

std::optional<Recognition> recognition_of(GstVideoRegionOfInterestMeta *meta) {
  const GstStructure *param = recognized_param(meta);
  if (!param)
    return std::nullopt;
  Recognition recognition;
  recognition.name = text_of(param, "label");
  gst_structure_get_double(param, "confidence", &recognition.confidence);
  guint64 id = 0;
  if (gst_structure_get_uint64(param, "track_id", &id))
    recognition.track_id = id;
  return recognition;
}

FrameObject object_of(const RoiFace &found) {
  const char *label = g_quark_to_string(found.meta->roi_type);
  return {found.face.track_id, label ? label : "", found.face.confidence, found.face.box, recognition_of(found.meta)};
}

std::vector<FrameNode> nodes_of(GstBuffer *buffer) {
  std::vector<FrameNode> nodes;
  const GstMetaInfo *info = gst_meta_get_info("FaceRecAzureMeta");
  if (!info) // no facerecazure in this process
    return nodes;
  gpointer state = nullptr;
  while (GstMeta *meta = gst_buffer_iterate_meta_filtered(buffer, &state, info->api)) {
    const GstStructure *fields = gst_custom_meta_get_structure(reinterpret_cast<GstCustomMeta *>(meta));
    nodes.push_back({text_of(fields, "node-id"), text_of(fields, "json")});
  }
  return nodes;
}

} // namespace

FrameDocument read_document(GstBuffer *buffer, const GstVideoInfo &info) {
  FrameDocument document;
  if (GST_BUFFER_PTS_IS_VALID(buffer))
    document.pts = GST_BUFFER_PTS(buffer);
  document.width = GST_VIDEO_INFO_WIDTH(&info);
  document.height = GST_VIDEO_INFO_HEIGHT(&info);
  for (const RoiFace &found : read_faces(buffer, FaceLabels()))
    document.objects.push_back(object_of(found));
  document.nodes = nodes_of(buffer);
  return document;
}

} // namespace facerec::gst
