#include "facerec/azure/face_client.h"
#include "facerec/base/text.h"
#include "server/answers.h"
#include "server/errors.h"
#include "server/operations.h"
#include "server/parameters.h"

#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

constexpr std::size_t max_face_ids = 10;
constexpr int max_candidates = 100;
constexpr double default_threshold = 0.5; // Microsoft: "Characteristics and limitations", default threshold

struct IdentifyOptions {
  std::vector<std::string> face_ids;
  std::string group;
  int candidates = 0;
  double threshold = default_threshold;
};

Parsed<std::vector<std::string>> read_face_ids(const nlohmann::json &body) {
  const auto member = body.find("faceIds");
  if (member == body.end() || !member->is_array())
    return bad_argument("Request body is invalid.");
  if (member->empty() || member->size() > max_face_ids)
    return bad_argument("The length of faceIds is not in a valid range.");
  std::vector<std::string> ids;
  for (const nlohmann::json &id : *member) {
    if (!id.is_string() || !is_uuid(id.get_ref<const std::string &>()))
      return bad_argument("Request body is invalid.");
    ids.push_back(id.get<std::string>());
  }
  return ids;
}

Parsed<std::string> read_group(const nlohmann::json &body) {
  const auto is_given = [&](const char *name) { return body.contains(name) && !body.at(name).is_null(); };
  const bool large = is_given("largePersonGroupId");
  if (large && is_given("personGroupId"))
    return error_response(400, "PersonGroupIdAndLargePersonGroupIdBothNotNull",
                          "Large person group ID and person group ID are both not null.");
  if (is_given("personGroupId")) // this server keeps large person groups only
    return error_response(400, "PersonGroupNotFound", "Person group is not found.");
  if (!large)
    return error_response(400, "PersonGroupIdAndLargePersonGroupIdBothNull",
                          "Large person group ID and person group ID are both null.");
  const nlohmann::json &id = body.at("largePersonGroupId");
  if (!id.is_string() || !azure::is_valid_group_id(id.get_ref<const std::string &>()))
    return bad_argument("Large person group ID is invalid.");
  return id.get<std::string>();
}

// maxNumOfCandidatesReturned and confidenceThreshold into `options`; the answer where one breaks a rule.
std::optional<Response> read_limits(const nlohmann::json &body, IdentifyOptions &options) {
  if (const auto member = body.find("maxNumOfCandidatesReturned"); member != body.end() && !member->is_null()) {
    if (!member->is_number_integer() || *member < 1 || *member > max_candidates)
      return bad_argument("The argument maxNumOfCandidatesReturned is not valid.");
    options.candidates = member->get<int>();
  }
  if (const auto member = body.find("confidenceThreshold"); member != body.end() && !member->is_null()) {
    if (!member->is_number() || *member < 0 || *member > 1)
      return bad_argument("The argument confidenceThreshold is not valid.");
    options.threshold = member->get<double>();
  }
  return std::nullopt;
}

Parsed<IdentifyOptions> read_options(const Call &call) {
  const Parsed<nlohmann::json> body = json_object(call.request);
  if (!body)
    return body.error();
  IdentifyOptions options;
  options.candidates = call.version == ApiVersion::V1_0 ? 1 : 10;
  if (std::optional<Response> wrong = read_limits(*body, options))
    return *wrong;
  Parsed<std::vector<std::string>> ids = read_face_ids(*body);
  if (!ids)
    return ids.error();
  options.face_ids = std::move(*ids);
  const Parsed<std::string> group = read_group(*body);
  if (!group)
    return group.error();
  options.group = *group;
  return options;
}

// Identify says 400 where the operations on a group say 404.
Response group_missing() { return error_response(400, "LargePersonGroupNotFound", "Large person group is not found."); }

// The answer where the group has no training to identify with.
std::optional<Response> untrained(Service &service, const std::string &group) {
  const Stored<TrainingRecord> training = service.store.training(group);
  if (!training && training.error() == StoreError::GroupNotFound)
    return group_missing();
  if (!training && training.error() == StoreError::Failed)
    return internal_error();
  if (training && training->last_success)
    return std::nullopt;
  if (training && training->status == "running")
    return error_response(409, "LargePersonGroupTrainingNotFinished", "Large person group is under training.");
  return error_response(400, "LargePersonGroupNotTrained", "Large person group not trained.");
}

Parsed<std::vector<KnownFace>> find_faces(Service &service, const IdentifyOptions &options) {
  const Stored<GroupRecord> group = service.store.group(options.group);
  if (!group)
    return group.error() == StoreError::GroupNotFound ? group_missing() : internal_error();
  std::vector<KnownFace> faces;
  for (const std::string &id : options.face_ids) {
    std::optional<KnownFace> face = service.face_ids.find(to_lower(id));
    if (!face)
      return error_response(400, "FaceNotFound", "Face is not found.");
    if (face->recognition_model != group->recognition_model)
      return bad_argument("'recognitionModel' is incompatible.");
    faces.push_back(std::move(*face));
  }
  return faces;
}

nlohmann::json candidates_of(const FaceGallery &gallery, const KnownFace &face, const IdentifyOptions &options) {
  nlohmann::json list = nlohmann::json::array();
  const auto matches = gallery.identify(face.encoding, static_cast<std::size_t>(options.candidates), options.threshold);
  for (const GalleryMatch &match : matches)
    list.push_back({{"personId", match.person_id}, {"confidence", match.confidence}});
  return list;
}

} // namespace

Response identify(Service &service, const Call &call) {
  const Parsed<IdentifyOptions> options = read_options(call);
  if (!options)
    return options.error();
  const Parsed<std::vector<KnownFace>> faces = find_faces(service, *options);
  if (!faces)
    return faces.error();
  if (std::optional<Response> answer = untrained(service, options->group))
    return *answer;
  const Stored<std::shared_ptr<const FaceGallery>> gallery = service.galleries.find(options->group);
  if (!gallery)
    return gallery.error() == StoreError::GroupNotFound ? group_missing() : internal_error();
  nlohmann::json list = nlohmann::json::array();
  for (std::size_t i = 0; i < faces->size(); ++i)
    list.push_back({{"faceId", options->face_ids[i]}, {"candidates", candidates_of(**gallery, (*faces)[i], *options)}});
  return json_response(list);
}

} // namespace facerec::server
