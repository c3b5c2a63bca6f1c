#include "azure/requests.h"

#include "azure/url.h"

#include <nlohmann/json.hpp>

namespace facerec::azure {
namespace {

using nlohmann::json;

std::string dump(const json &value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

std::string_view collection(GroupType type) { return type == GroupType::Large ? "largepersongroups" : "persongroups"; }

Target group_target(const GroupRef &group) { return Target(collection(group.type)).add_segment(group.id); }

Target person_target(const GroupRef &group, std::string_view person_id) {
  return group_target(group).add("persons").add_segment(person_id);
}

Target face_target(const GroupRef &group, std::string_view person_id, std::string_view face_id) {
  return person_target(group, person_id).add("persistedfaces").add_segment(face_id);
}

// An empty userData is left out: absent and empty mean the same.
json named(std::string_view name, std::string_view user_data) {
  json body{{"name", name}};
  if (!user_data.empty())
    body["userData"] = user_data;
  return body;
}

json to_json(const Changes &changes) {
  json body = json::object();
  if (changes.name)
    body["name"] = *changes.name;
  if (changes.user_data)
    body["userData"] = *changes.user_data;
  return body;
}

// "" where nothing is asked for.
std::string attributes_of(const DetectOptions &options) {
  std::string names = options.return_quality ? "qualityForRecognition" : "";
  if (options.return_blur)
    names += names.empty() ? "blur" : ",blur";
  return names;
}

Target &page(Target &target, std::string_view start, int top) {
  if (!start.empty())
    target.query("start", start);
  return target.query("top", std::to_string(top));
}

} // namespace

Call detect_call(const DetectOptions &options) {
  Target target("detect");
  target.query("detectionModel", options.detection_model).query("recognitionModel", options.recognition_model);
  target.query("returnFaceId", options.return_face_id ? "true" : "false"); // the service's default is true
  if (const std::string attributes = attributes_of(options); !attributes.empty())
    target.query("returnFaceAttributes", attributes);
  if (options.return_face_id)
    target.query("faceIdTimeToLive", std::to_string(options.face_id_ttl.count()));
  return {"detect", Method::Post, target.str(), {}};
}

Call identify_call(const GroupRef &group, std::span<const std::string> face_ids, int max_candidates, double threshold) {
  const char *const scope = group.type == GroupType::Large ? "largePersonGroupId" : "personGroupId";
  json body{{scope, group.id}, {"maxNumOfCandidatesReturned", max_candidates}, {"confidenceThreshold", threshold}};
  body["faceIds"] = std::vector<std::string>(face_ids.begin(), face_ids.end());
  return {"identify", Method::Post, "/identify", dump(body)};
}

Call create_group_call(const GroupRef &group, std::string_view name, std::string_view user_data,
                       std::string_view recognition_model) {
  json body = named(name, user_data);
  if (!recognition_model.empty())
    body["recognitionModel"] = recognition_model;
  return {"create-group", Method::Put, group_target(group).str(), dump(body)};
}

Call get_group_call(const GroupRef &group) {
  return {"get-group", Method::Get, group_target(group).query("returnRecognitionModel", "true").str(), {}};
}

Call list_groups_call(GroupType type, std::string_view start, int top) {
  Target target(collection(type));
  return {"list-groups", Method::Get, page(target, start, top).query("returnRecognitionModel", "true").str(), {}};
}

Call update_group_call(const GroupRef &group, const Changes &changes) {
  return {"update-group", Method::Patch, group_target(group).str(), dump(to_json(changes))};
}

Call delete_group_call(const GroupRef &group) {
  return {"delete-group", Method::Delete, group_target(group).str(), {}};
}

Call train_call(const GroupRef &group) { return {"train", Method::Post, group_target(group).add("train").str(), {}}; }

Call training_status_call(const GroupRef &group) {
  return {"get-training", Method::Get, group_target(group).add("training").str(), {}};
}

Call create_person_call(const GroupRef &group, std::string_view name, std::string_view user_data) {
  return {"create-person", Method::Post, group_target(group).add("persons").str(), dump(named(name, user_data))};
}

Call get_person_call(const GroupRef &group, std::string_view person_id) {
  return {"get-person", Method::Get, person_target(group, person_id).str(), {}};
}

Call list_persons_call(const GroupRef &group, std::string_view start, int top) {
  Target target = group_target(group).add("persons");
  return {"list-persons", Method::Get, page(target, start, top).str(), {}};
}

Call update_person_call(const GroupRef &group, std::string_view person_id, const Changes &changes) {
  return {"update-person", Method::Patch, person_target(group, person_id).str(), dump(to_json(changes))};
}

Call delete_person_call(const GroupRef &group, std::string_view person_id) {
  return {"delete-person", Method::Delete, person_target(group, person_id).str(), {}};
}

Call add_face_call(const GroupRef &group, std::string_view person_id, const NewFace &face) {
  Target target = person_target(group, person_id).add("persistedfaces");
  target.query("detectionModel", face.detection_model);
  if (!face.user_data.empty())
    target.query("userData", face.user_data);
  return {"add-face", Method::Post, target.str(), {}};
}

Call get_face_call(const GroupRef &group, std::string_view person_id, std::string_view face_id) {
  return {"get-face", Method::Get, face_target(group, person_id, face_id).str(), {}};
}

Call update_face_call(const GroupRef &group, std::string_view person_id, std::string_view face_id,
                      std::string_view user_data) {
  const json body{{"userData", user_data}};
  return {"update-face", Method::Patch, face_target(group, person_id, face_id).str(), dump(body)};
}

Call delete_face_call(const GroupRef &group, std::string_view person_id, std::string_view face_id) {
  return {"delete-face", Method::Delete, face_target(group, person_id, face_id).str(), {}};
}

} // namespace facerec::azure
