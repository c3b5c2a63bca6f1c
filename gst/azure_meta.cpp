#include "gst/azure_meta.h"

namespace facerec::gst {
namespace {

std::string text(std::string_view view) { return std::string(view); }

void set_string(GstStructure *structure, const char *field, const std::string &value) {
  gst_structure_set(structure, field, G_TYPE_STRING, value.c_str(), nullptr);
}

// What is known of the face, under the names that all its readers share.
void set_knowledge(GstStructure *structure, const FaceReport &face) {
  if (face.track_id)
    gst_structure_set(structure, "track_id", G_TYPE_UINT64, *face.track_id, nullptr);
  if (face.identity) {
    set_string(structure, "label", face.identity->name);
    gst_structure_set(structure, "confidence", G_TYPE_DOUBLE, face.confidence, nullptr);
    set_string(structure, "person_id", face.identity->person_id);
    if (face.inherited)
      gst_structure_set(structure, "inherited", G_TYPE_BOOLEAN, TRUE, nullptr);
  } else {
    set_string(structure, "reason", text(to_string(face.reason)));
  }
}

void set_region_labels(GstStructure *structure, RegionMask mask, const Regions &regions) {
  GValue list = G_VALUE_INIT;
  g_value_init(&list, GST_TYPE_LIST);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    if (!(mask & RegionMask{1} << i))
      continue;
    GValue label = G_VALUE_INIT;
    g_value_init(&label, G_TYPE_STRING);
    g_value_set_string(&label, regions[i].label.c_str());
    gst_value_list_append_and_take_value(&list, &label);
  }
  gst_structure_take_value(structure, "rois", &list);
}

} // namespace

// Another copy of this code in the process (the plugin and a program that links it) may have registered it already.
void register_azure_meta() {
  static const GstMetaInfo *info = [] {
    // No tags: the node's entry holds no coordinates, so it stays true through scaling, cropping and conversion.
    static const char *tags[] = {nullptr};
    const GstMetaInfo *known = gst_meta_get_info(azure_meta_name);
    return known ? known : gst_meta_register_custom(azure_meta_name, tags, nullptr, nullptr, nullptr);
  }();
  (void)info;
}

void add_face_param(GstVideoRegionOfInterestMeta *meta, const FaceReport &face, const std::string &model_name) {
  GstStructure *param = gst_structure_new("facerecazure", "state", G_TYPE_STRING, text(to_string(face.state)).c_str(),
                                          "model_name", G_TYPE_STRING, model_name.c_str(), nullptr);
  set_knowledge(param, face);
  gst_video_region_of_interest_meta_add_param(meta, param);
}

void add_azure_meta(GstBuffer *buffer, const std::string &node_id, const std::string &json) {
  GstCustomMeta *meta = gst_buffer_add_custom_meta(buffer, azure_meta_name);
  GstStructure *structure = gst_custom_meta_get_structure(meta);
  set_string(structure, "node-id", node_id);
  set_string(structure, "json", json);
}

GstStructure *event_structure(const FaceEvent &event, const Regions &regions, const std::string &node_id) {
  const FaceReport &face = event.face;
  GstStructure *structure = gst_structure_new(
      "facerecazure", "event", G_TYPE_STRING, text(to_string(event.kind)).c_str(), "node-id", G_TYPE_STRING,
      node_id.c_str(), "state", G_TYPE_STRING, text(to_string(face.state)).c_str(), "x", G_TYPE_INT, face.box.x, "y",
      G_TYPE_INT, face.box.y, "width", G_TYPE_INT, face.box.width, "height", G_TYPE_INT, face.box.height, nullptr);
  set_knowledge(structure, face);
  if (face.identity && !face.identity->user_data.json.empty())
    set_string(structure, "user_data", face.identity->user_data.json);
  set_region_labels(structure, face.regions, regions);
  return structure;
}

} // namespace facerec::gst
