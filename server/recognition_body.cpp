#include "server/recognition_body.h"

#include "facerec/base/text.h"
#include "server/answers.h"
#include "server/errors.h"

#include <nlohmann/json.hpp>

namespace facerec::server {

const nlohmann::json *member_of(const nlohmann::json &body, const char *name) {
  const auto member = body.find(name);
  return member == body.end() || member->is_null() ? nullptr : &*member;
}

Parsed<std::vector<std::string>> face_ids_of(const nlohmann::json &body, std::size_t least, std::size_t most) {
  const nlohmann::json *member = member_of(body, "faceIds");
  if (!member || !member->is_array())
    return bad_argument("Request body is invalid.");
  if (member->size() < least || member->size() > most)
    return bad_argument("The length of faceIds is not in a valid range.");
  std::vector<std::string> ids;
  for (const nlohmann::json &id : *member) {
    if (!id.is_string() || !is_uuid(id.get_ref<const std::string &>()))
      return bad_argument("Request body is invalid.");
    ids.push_back(id.get<std::string>());
  }
  return ids;
}

Parsed<int> max_candidates_of(const nlohmann::json &body, int most, int fallback) {
  const nlohmann::json *member = member_of(body, "maxNumOfCandidatesReturned");
  if (!member)
    return fallback;
  if (!member->is_number_integer() || *member < 1 || *member > most)
    return bad_argument("The argument maxNumOfCandidatesReturned is not valid.");
  return member->get<int>();
}

Parsed<std::string> uuid_of(const nlohmann::json &body, const char *name, std::string_view message) {
  const nlohmann::json *member = member_of(body, name);
  if (!member || !member->is_string() || !is_uuid(member->get_ref<const std::string &>()))
    return bad_argument(message);
  return to_lower(member->get_ref<const std::string &>());
}

Parsed<std::string> collection_id_of(const nlohmann::json &body, std::string_view name, std::string_view message) {
  const auto member = body.find(name);
  if (member == body.end() || !member->is_string() || !azure::is_valid_group_id(member->get_ref<const std::string &>()))
    return bad_argument(message);
  return member->get<std::string>();
}

Parsed<GroupRef> group_of(const nlohmann::json &body, GroupType type) {
  const Parsed<std::string> id = collection_id_of(body, words_of(type).id_member, invalid_group_id(type));
  if (!id)
    return id.error();
  return GroupRef{type, *id};
}

Parsed<KnownFacePtr> known_face(Service &service, std::string_view face_id, int status) {
  KnownFacePtr face = service.face_ids.find(to_lower(face_id));
  if (!face)
    return error_response(status, "FaceNotFound", "Face is not found.");
  return face;
}

Parsed<std::vector<KnownFacePtr>> known_faces(Service &service, const std::vector<std::string> &face_ids,
                                              std::string model) {
  std::vector<KnownFacePtr> faces;
  for (const std::string &id : face_ids) {
    Parsed<KnownFacePtr> face = known_face(service, id, 400);
    if (!face)
      return face.error();
    if (model.empty())
      model = (*face)->recognition_model;
    if ((*face)->recognition_model != model)
      return incompatible_models();
    faces.push_back(std::move(*face));
  }
  return faces;
}

Response incompatible_models() { return bad_argument("'recognitionModel' is incompatible."); }

} // namespace facerec::server
