#include "facerec/report/frame_json.h"

#include "facerec/base/text.h"

#include <nlohmann/json.hpp>

namespace facerec {
namespace {

using Json = nlohmann::ordered_json;

// The class ids that readers of these documents know a face's attributes by.
constexpr int name_class_id = 10200;
constexpr int track_class_id = 10201;
// Deeper documents are not a node's entry: user_data may be 16 deep.
constexpr int deepest_node = 32;

Json id_json(std::uint64_t id, IdFormat format) {
  return format == IdFormat::String ? Json(std::to_string(id)) : Json(id);
}

Json attribute(const std::string &label, int class_id, double probability) {
  return {{"label", to_valid_utf8(label)}, {"class_id", class_id}, {"probability", probability}};
}

Json attributes_of(const FrameObject &object) {
  Json attributes = Json::array();
  if (!object.recognition)
    return attributes;
  const Recognition &recognition = *object.recognition;
  attributes.push_back(attribute(recognition.name, name_class_id, recognition.confidence));
  if (recognition.track_id)
    attributes.push_back(attribute(std::to_string(*recognition.track_id), track_class_id, recognition.confidence));
  return attributes;
}

Json object_json(const FrameObject &object, IdFormat format) {
  Json json = Json::object();
  if (object.id)
    json["id"] = id_json(*object.id, format);
  json["label"] = to_valid_utf8(object.label);
  json["class_id"] = 0;
  json["probability"] = object.probability;
  json["rect"] = {
      {"left", object.rect.x}, {"top", object.rect.y}, {"width", object.rect.width}, {"height", object.rect.height}};
  json["attributes"] = attributes_of(object);
  return json;
}

void to_string_id(Json &id) {
  if (id.is_number_integer())
    id = id.dump();
}

void write_ids_as_strings(Json &roi) {
  if (!roi.is_object())
    return;
  if (const auto faces = roi.find("recognized_faces"); faces != roi.end() && faces->is_array())
    for (Json &face : *faces)
      if (face.is_object() && face.contains("id"))
        to_string_id(face["id"]);
  if (const auto ids = roi.find("unrecognized_face_ids"); ids != roi.end() && ids->is_array())
    for (Json &id : *ids)
      to_string_id(id);
}

// A discarded value where the text is no JSON object, or deeper than any node's entry.
Json parse_node(const std::string &text) {
  bool too_deep = false;
  const Json node = Json::parse(
      text,
      [&too_deep](int depth, Json::parse_event_t, Json &) {
        too_deep |= depth > deepest_node;
        return !too_deep;
      },
      false);
  return too_deep || !node.is_object() ? Json(Json::value_t::discarded) : node;
}

Json nodes_json(const std::vector<FrameNode> &nodes, IdFormat format) {
  Json result = Json::object();
  for (const FrameNode &entry : nodes) {
    Json node = parse_node(entry.json);
    if (node.is_discarded())
      continue;
    if (const auto rois = node.find("rois"); format == IdFormat::String && rois != node.end() && rois->is_object())
      for (Json &roi : *rois)
        write_ids_as_strings(roi);
    result[to_valid_utf8(entry.id)] = std::move(node);
  }
  return result;
}

} // namespace

std::string frame_json(const FrameDocument &frame, IdFormat format) {
  Json json = Json::object();
  json["pts"] = frame.pts ? Json(*frame.pts) : Json(nullptr);
  json["width"] = frame.width;
  json["height"] = frame.height;
  json["objects"] = Json::array();
  for (const FrameObject &object : frame.objects)
    json["objects"].push_back(object_json(object, format));
  json["nodes"] = nodes_json(frame.nodes, format);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace facerec
