#include "server/answers.h"
#include "server/errors.h"
#include "server/operations.h"
#include "server/recognition_body.h"

#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

constexpr std::size_t max_face_ids = 10;
constexpr std::size_t max_person_ids = 30;
constexpr int max_candidates = 100;
constexpr double default_threshold = 0.5; // Microsoft: "Characteristics and limitations", default threshold

struct IdentifyOptions {
  std::vector<std::string> face_ids;
  GroupRef group;
  int candidates = 0;
  double threshold = default_threshold;
};

// The person directory of the previews, of which v1.2 kept only Identify and Verify, has nobody here.
Response nobody_in_directory(const nlohmann::json &body) {
  if (const nlohmann::json *persons = member_of(body, "personIds"))
    return persons->is_array() && !persons->empty() && persons->size() <= max_person_ids
               ? error_response(400, "PersonNotFound", "Person is not found.")
               : bad_argument("Request body is invalid.");
  const Parsed<std::string> id = collection_id_of(body, "dynamicPersonGroupId", "Dynamic person group ID is invalid.");
  return id ? error_response(400, "DynamicPersonGroupNotFound", "Dynamic person group is not found.") : id.error();
}

// The scope is the group, or whatever else the persons are looked for in: exactly one.
Parsed<GroupRef> read_scope(const nlohmann::json &body) {
  const bool large = member_of(body, "largePersonGroupId");
  const bool standard = member_of(body, "personGroupId");
  const int in_directory = (member_of(body, "personIds") ? 1 : 0) + (member_of(body, "dynamicPersonGroupId") ? 1 : 0);
  if (in_directory > 0 && in_directory + (large ? 1 : 0) + (standard ? 1 : 0) > 1)
    return error_response(400, "IncompatibleIdentificationScopeParametersCombination",
                          "Incompatible identification scope parameters are present in the request.");
  if (in_directory > 0)
    return nobody_in_directory(body);
  if (large && standard)
    return error_response(400, "PersonGroupIdAndLargePersonGroupIdBothNotNull",
                          "Large person group ID and person group ID are both not null.");
  if (large || standard)
    return group_of(body, large ? GroupType::Large : GroupType::Standard);
  if (body.contains("personIds") || body.contains("dynamicPersonGroupId"))
    return error_response(400, "MissingIdentificationScopeParameters",
                          "No identification scope parameter is present in the request.");
  return error_response(400, "PersonGroupIdAndLargePersonGroupIdBothNull",
                        "Large person group ID and person group ID are both null.");
}

Parsed<double> read_threshold(const nlohmann::json &body) {
  const nlohmann::json *member = member_of(body, "confidenceThreshold");
  if (!member)
    return default_threshold;
  if (!member->is_number() || *member < 0 || *member > 1)
    return bad_argument("The argument confidenceThreshold is not valid.");
  return member->get<double>();
}

Parsed<IdentifyOptions> read_options(const Call &call) {
  const Parsed<nlohmann::json> body = json_object(call.request);
  if (!body)
    return body.error();
  const Parsed<int> candidates = max_candidates_of(*body, max_candidates, call.version == ApiVersion::V1_0 ? 1 : 10);
  if (!candidates)
    return candidates.error();
  const Parsed<double> threshold = read_threshold(*body);
  if (!threshold)
    return threshold.error();
  Parsed<std::vector<std::string>> ids = face_ids_of(*body, 1, max_face_ids);
  if (!ids)
    return ids.error();
  const Parsed<GroupRef> group = read_scope(*body);
  if (!group)
    return group.error();
  return IdentifyOptions{std::move(*ids), *group, *candidates, *threshold};
}

// Identify says 400 where the operations on a group say 404.
Response store_error(StoreError error, GroupType type) {
  return error == StoreError::GroupNotFound ? group_not_found(400, type) : internal_error();
}

// The answer where the group has no training to identify with.
std::optional<Response> untrained(Service &service, const GroupRef &group) {
  const Stored<TrainingRecord> training = service.store.training(group);
  if (!training && training.error() != StoreError::NeverTrained)
    return store_error(training.error(), group.type);
  if (training && training->last_success)
    return std::nullopt;
  if (training && training->status == "running")
    return group_under_training(group.type);
  return group_not_trained(400, group.type);
}

Parsed<std::vector<KnownFacePtr>> find_faces(Service &service, const IdentifyOptions &options) {
  const Stored<GroupRecord> group = service.store.group(options.group);
  if (!group)
    return store_error(group.error(), options.group.type);
  return known_faces(service, options.face_ids, group->recognition_model);
}

nlohmann::json candidates_of(const FaceGallery &gallery, const KnownFace &face, const IdentifyOptions &options) {
  nlohmann::json list = nlohmann::json::array();
  const auto matches = gallery.identify(face.probes, static_cast<std::size_t>(options.candidates), options.threshold);
  for (const GalleryMatch &match : matches)
    list.push_back({{"personId", match.person_id}, {"confidence", match.confidence}});
  return list;
}

} // namespace

Response identify(Service &service, const Call &call) {
  const Parsed<IdentifyOptions> options = read_options(call);
  if (!options)
    return options.error();
  const Parsed<std::vector<KnownFacePtr>> faces = find_faces(service, *options);
  if (!faces)
    return faces.error();
  if (std::optional<Response> answer = untrained(service, options->group))
    return *answer;
  const Stored<std::shared_ptr<const FaceGallery>> gallery = service.galleries.find(options->group);
  if (!gallery)
    return store_error(gallery.error(), options->group.type);
  nlohmann::json list = nlohmann::json::array();
  for (std::size_t i = 0; i < faces->size(); ++i)
    list.push_back(
        {{"faceId", options->face_ids[i]}, {"candidates", candidates_of(**gallery, *(*faces)[i], *options)}});
  return json_response(list);
}

} // namespace facerec::server
