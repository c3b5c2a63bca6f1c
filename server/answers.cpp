#include "server/answers.h"

#include "server/errors.h"
#include "server/operations.h"

#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

std::string id_at(const Call &call, std::size_t index) { return index < call.ids.size() ? call.ids[index] : ""; }

} // namespace

Response json_response(const nlohmann::json &body) {
  return {200, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), {}};
}

Response store_error(StoreError error, const Call &call) {
  switch (error) {
  case StoreError::GroupNotFound:
    return error_response(404, "LargePersonGroupNotFound", "Large person group is not found.");
  case StoreError::GroupExists:
    return error_response(409, "LargePersonGroupExists", "Large person group already exists.");
  case StoreError::PersonNotFound:
    return error_response(404, "PersonNotFound", "Person `" + id_at(call, 1) + "` is not found.");
  case StoreError::FaceNotFound:
    return error_response(404, "PersistedFaceNotFound", "Persisted face `" + id_at(call, 2) + "` is not found.");
  case StoreError::TooManyFaces:
    return error_response(403, "QuotaExceeded", "Persisted face number reached limit.");
  case StoreError::TrainingRunning:
    return error_response(409, "LargePersonGroupTrainingNotFinished", "Large person group is under training.");
  case StoreError::NeverTrained:
    return error_response(404, "LargePersonGroupNotTrained", "Large person group not trained.");
  case StoreError::Failed:
    break;
  }
  return internal_error();
}

Response done(const Stored<void> &outcome, const Call &call) {
  return outcome ? Response{} : store_error(outcome.error(), call);
}

} // namespace facerec::server
