#include "server/answers.h"
#include "server/errors.h"
#include "server/face_comparison.h"
#include "server/operations.h"

#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

Response verdict(double confidence) {
  return json_response({{"isIdentical", confidence >= same_person}, {"confidence", confidence}});
}

Response person_not_found(int status) { return error_response(status, "PersonNotFound", "Person is not found."); }

// Verify has words of its own for a group that is missing: the table of errors writes them so.
Response group_missing(GroupType type) {
  return error_response(400, std::string(words_of(type).code) + "NotFound",
                        type == GroupType::Large ? "Large Person Group is not found." : "Person Group is not found.");
}

// The faces that the server keeps of the person of a body, who may be compared with `face`.
Parsed<std::vector<Encoding>> faces_of_person(Service &service, const nlohmann::json &body, const KnownFace &face) {
  const Parsed<std::string> person = uuid_of(body, "personId", "Person ID is invalid.");
  if (!person)
    return person.error();
  const bool large = member_of(body, "largePersonGroupId");
  const bool standard = member_of(body, "personGroupId");
  if (large && standard)
    return bad_argument("Request body is invalid.");
  if (!large && !standard) // a person of the directory, which has nobody here
    return person_not_found(400);
  const Parsed<GroupRef> ref = group_of(body, large ? GroupType::Large : GroupType::Standard);
  if (!ref)
    return ref.error();
  const Stored<GroupRecord> group = service.store.group(*ref);
  if (!group)
    return group.error() == StoreError::GroupNotFound ? group_missing(ref->type) : internal_error();
  if (group->recognition_model != face.recognition_model)
    return incompatible_models();
  Stored<std::vector<Encoding>> faces = service.store.encodings(*ref, *person, service.engine.encoder());
  if (!faces)
    return faces.error() == StoreError::Failed ? internal_error() : person_not_found(404);
  if (faces->empty())
    return error_response(404, "PersistedFaceNotFound", "No persisted face of the person is found.");
  return std::move(*faces);
}

// The face of this member of a body. Verify says 404 where Identify says 400.
Parsed<KnownFacePtr> face_of(Service &service, const nlohmann::json &body, const char *name) {
  const Parsed<std::string> id = uuid_of(body, name, "Face ID is invalid.");
  if (!id)
    return id.error();
  return known_face(service, *id, 404);
}

Response verify_faces(Service &service, const nlohmann::json &body) {
  const Parsed<KnownFacePtr> first = face_of(service, body, "faceId1");
  if (!first)
    return first.error();
  const Parsed<KnownFacePtr> second = face_of(service, body, "faceId2");
  if (!second)
    return second.error();
  if ((*first)->recognition_model != (*second)->recognition_model)
    return incompatible_models();
  const ConfidenceScale scale = service.engine.scale();
  return verdict(ComparedFace(*first, scale).confidence(ComparedFace(*second, scale)));
}

Response verify_person(Service &service, const nlohmann::json &body) {
  const Parsed<KnownFacePtr> face = face_of(service, body, "faceId");
  if (!face)
    return face.error();
  const Parsed<std::vector<Encoding>> faces = faces_of_person(service, body, **face);
  if (!faces)
    return faces.error();
  return verdict(confidence(**face, *faces, service.engine.scale()));
}

} // namespace

Response verify(Service &service, const Call &call) {
  const Parsed<nlohmann::json> body = json_object(call.request);
  if (!body)
    return body.error();
  if (member_of(*body, "faceId1") || member_of(*body, "faceId2"))
    return verify_faces(service, *body);
  return verify_person(service, *body);
}

} // namespace facerec::server
