#include "facerec/check_findings.h"

#include "facerec/base/text.h"
#include "facerec/failure.h"

namespace facerec::tool {
namespace {

using azure::ServiceError;
using Kind = ServiceError::Kind;

constexpr const char *approval = "Microsoft approves Identify on request, for paid tiers (S0, E0): "
                                 "https://aka.ms/facerecognition. `facerec serve` needs no approval.";

// Not even the Face service's own refusal: another service, or another version of it.
bool is_from_something_else(const ServiceError &error) {
  return error.kind == Kind::NotFound || error.kind == Kind::Rejected || error.kind == Kind::Malformed;
}

bool was_reached(const ServiceError &error) {
  return error.kind == Kind::Unauthorized || error.kind == Kind::Forbidden || error.kind == Kind::Throttled;
}

bool is_missing_approval(const ServiceError &error) {
  return error.kind == Kind::Forbidden && error.code == "UnsupportedFeature";
}

// Did the service get as far as looking for the face and the group? Then it would have identified the face.
bool was_looked_for(const ServiceError &error) {
  return error.kind == Kind::NotFound || error.kind == Kind::NotTrained || error.kind == Kind::Conflict;
}

Finding not_allowed(const std::string &why) { return wrong("The account may not identify faces" + why, approval); }

} // namespace

std::string_view to_string(Subject subject) {
  constexpr std::array<std::string_view, subject_count> names{"endpoint", "key",      "group",
                                                              "model",    "training", "identify"};
  return names[static_cast<std::size_t>(subject)];
}

std::string_view to_string(CheckState state) {
  constexpr std::array<std::string_view, 3> names{"ok", "wrong", "unknown"};
  return names[static_cast<std::size_t>(state)];
}

Finding fine(std::string says, std::string advice) {
  return {CheckState::Fine, std::move(says), std::move(advice), ExitCode::Ok};
}

Finding wrong(std::string says, std::string advice, ExitCode code) {
  return {CheckState::Wrong, std::move(says), std::move(advice), code};
}

Finding unknown(std::string says, std::string advice) {
  return {CheckState::Unknown, std::move(says), std::move(advice), ExitCode::Ok};
}

Finding undecided(const ServiceError &error) {
  return {CheckState::Unknown, "It could not be found out: " + in_words(error),
          azure::is_retryable(error) ? "Try again later." : "", exit_code_of(error)};
}

Finding judge_endpoint(const std::string &endpoint, const ServiceError *error) {
  if (!error || was_reached(*error))
    return fine("The Face service answers at " + endpoint + ".");
  if (is_from_something_else(*error))
    return wrong("Something answers at " + endpoint + ", but not as the Face service: " + in_words(*error),
                 "Check --endpoint and --api-version.");
  return wrong("The service cannot be used at " + endpoint + ": " + in_words(*error),
               "Check --endpoint, the network, and whether the service runs.", exit_code_of(*error));
}

Finding judge_key(const ServiceError *error) {
  if (!error)
    return fine("The service takes the key.");
  if (error->kind == Kind::Unauthorized)
    return wrong("The service refuses the key: " + in_words(*error),
                 "Check FACE_APIKEY or --key-file, and that the key belongs to this endpoint.");
  if (error->kind == Kind::Forbidden)
    return wrong("The account may not list its groups: " + in_words(*error),
                 "See the network rules, the quota and the roles of the account in the Azure portal.");
  return was_reached(*error) ? undecided(*error) : Finding{};
}

Finding judge_model(const std::string &recognition_model) {
  if (recognition_model.empty())
    return unknown("The service does not say which recognition model the group has.");
  return fine("The group has the recognition model " + shorten(recognition_model, 64) + ".",
              recognition_model == "recognition_04"
                  ? ""
                  : "recognition_04 is more accurate; it takes a new group, and everybody enrolled anew.");
}

Finding judge_training(const azure::GroupRef &group, const azure::Answer<azure::TrainingStatus> &answer) {
  const std::string train = "Run `facerec train --wait --group " + group.id + "`.";
  if (!answer && answer.error().kind == Kind::NotTrained)
    return wrong("The group was never trained.", train);
  if (!answer)
    return undecided(answer.error());
  if (answer->state == azure::TrainingState::Succeeded)
    return fine("The group is trained.");
  if (answer->state == azure::TrainingState::Failed)
    return wrong("The last training failed" +
                     (answer->message.empty() ? std::string(".") : ": " + shorten(answer->message, 512)),
                 "A group needs at least one person with a face. Enrol somebody, and then: " + train);
  return unknown("The group is being trained; until that ends, the training before it counts.",
                 "Run `facerec check` again in a while.");
}

Finding judge_detect(const azure::Answer<std::vector<azure::DetectedFace>> &answer) {
  if (!answer && is_missing_approval(answer.error()))
    return not_allowed(": " + in_words(answer.error()));
  if (answer && !answer->empty() && answer->front().face_id.empty())
    return not_allowed(": the service gives it no faceIds.");
  return {};
}

Finding judge_identify(const azure::Answer<std::vector<azure::IdentifyResult>> &answer) {
  if (answer || was_looked_for(answer.error()))
    return fine("The account may identify faces.");
  if (is_missing_approval(answer.error()))
    return not_allowed(": " + in_words(answer.error()));
  return undecided(answer.error());
}

} // namespace facerec::tool
