#include "server/answers.h"

#include "facerec/base/text.h"
#include "server/errors.h"
#include "server/operations.h"

#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

Response group_error(int status, GroupType type, std::string_view what, std::string_view predicate) {
  const GroupWords words = words_of(type);
  return error_response(status, std::string(words.code).append(what),
                        std::string(words.name).append(" ").append(predicate));
}

Response quota_exceeded(std::string_view message) { return error_response(403, "QuotaExceeded", message); }

} // namespace

Response group_not_found(int status, GroupType type) { return group_error(status, type, "NotFound", "is not found."); }

Response group_not_trained(int status, GroupType type) {
  return group_error(status, type, "NotTrained", "not trained.");
}

Response group_under_training(GroupType type) {
  return group_error(409, type, "TrainingNotFinished", "is under training.");
}

std::string invalid_group_id(GroupType type) { return std::string(words_of(type).name) + " ID is invalid."; }

Response json_response(const nlohmann::json &body) {
  return {200, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), {}};
}

Response store_error(StoreError error, const Call &call) {
  const GroupType type = call.group.type;
  switch (error) {
  case StoreError::GroupNotFound:
    return group_not_found(404, type);
  case StoreError::GroupExists:
    return group_error(409, type, "Exists", "already exists.");
  case StoreError::TooManyGroups:
    return quota_exceeded(std::string(words_of(type).name) + " number reached subscription level limit.");
  case StoreError::TooManyPersons:
    return quota_exceeded("Person number reached " + to_lower(words_of(type).name) + " level limit.");
  case StoreError::PersonNotFound:
    return error_response(404, "PersonNotFound", "Person `" + call.person + "` is not found.");
  case StoreError::FaceNotFound:
    return error_response(404, "PersistedFaceNotFound", "Persisted face `" + call.face + "` is not found.");
  case StoreError::TooManyFaces:
    return quota_exceeded("Persisted face number reached limit.");
  case StoreError::TrainingRunning:
    return group_under_training(type);
  case StoreError::NeverTrained:
    return group_not_trained(404, type);
  case StoreError::Failed:
    break;
  }
  return internal_error();
}

Response done(const Stored<void> &outcome, const Call &call) {
  return outcome ? Response{} : store_error(outcome.error(), call);
}

} // namespace facerec::server
