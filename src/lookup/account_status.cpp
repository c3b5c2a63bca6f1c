#include "lookup/account_status.h"

#include "facerec/base/text.h"

namespace facerec {
namespace {

using azure::ServiceError;
using Kind = azure::ServiceError::Kind;

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string group_of(const AccountNames &names) {
  const bool large = names.group.type == azure::GroupType::Large;
  return (large ? "large person group " : "person group ") + in_quotes(names.group.id);
}

// "g3", or "g3 --group-type standard": what names the group to facerec's `group` commands.
std::string group_argument(const AccountNames &names) {
  return names.group.id + (names.group.type == azure::GroupType::Standard ? " --group-type standard" : "");
}

std::string service_of(const AccountNames &names) {
  return names.endpoint.empty() ? "the face service" : "the face service at " + names.endpoint;
}

// "HTTP status 403, UnsupportedFeature: Feature is not supported…", "timeout: …"
std::string reason(const ServiceError &error) {
  std::string text = error.http_status > 0 ? "HTTP status " + std::to_string(error.http_status)
                                           : std::string(azure::to_string(error.kind));
  if (!error.code.empty() && error.code != std::to_string(error.http_status))
    text += ", " + error.code;
  return error.message.empty() ? text : text + ": " + error.message;
}

AccountStatus status(AccountState state, std::string message) { return {state, std::move(message), std::nullopt}; }

AccountStatus unreachable(const ServiceError &error, const AccountNames &names) {
  return {AccountState::Unreachable,
          "No usable answer from " + service_of(names) + " (" + reason(error) +
              "). Lookups resume by themselves once it answers; if this lasts, check azure-endpoint and the network.",
          error.retry_after};
}

AccountStatus throttled(const ServiceError &error, const AccountNames &names) {
  return {AccountState::Throttled,
          "The rate of the account at " + service_of(names) + " is spent (" + reason(error) +
              "). Lookups resume by themselves; if this is often so, lower rate-limit.",
          error.retry_after};
}

AccountStatus key_refused(const ServiceError &error, const AccountNames &names) {
  return status(AccountState::KeyRefused,
                "The key was refused by " + service_of(names) + " (" + reason(error) +
                    "). Check azure-api-key, and that azure-endpoint belongs to the same resource.");
}

AccountStatus no_token(const ServiceError &error, const AccountNames &names) {
  return {AccountState::Unreachable,
          "There is no token for " + service_of(names) + " (" + error.message +
              "). Lookups resume by themselves once there is one.",
          error.retry_after};
}

AccountStatus identity_refused(const ServiceError &error, const AccountNames &names) {
  return status(AccountState::KeyRefused,
                "No token for " + service_of(names) + ": " + error.message + " (" + error.code + ")");
}

AccountStatus token_refused(const ServiceError &error, const AccountNames &names) {
  return status(AccountState::KeyRefused,
                "The token of Entra ID was refused by " + service_of(names) + " (" + reason(error) +
                    "). Give the application or managed identity the role \"Cognitive Services User\" on the resource, "
                    "and check that azure-endpoint is the resource's own.");
}

AccountStatus unauthorized(const ServiceError &error, const AccountNames &names) {
  if (!error.by_token)
    return key_refused(error, names);
  return error.sent ? token_refused(error, names) : identity_refused(error, names);
}

AccountStatus not_allowed(const ServiceError &error, const AccountNames &names) {
  if (error.code == "UnsupportedFeature")
    return approval_missing(names);
  return status(AccountState::NotAllowed,
                "The account may not do this at " + service_of(names) + " (" + reason(error) +
                    "). Check the resource's quota, its network rules and its approval for Identify "
                    "(https://aka.ms/facerecognition)" +
                    (error.by_token ? ", and that the identity has the role \"Cognitive Services User\"." : "."));
}

AccountStatus group_missing(const ServiceError &error, const AccountNames &names) {
  return status(AccountState::GroupMissing,
                "There is no " + group_of(names) + " at " + service_of(names) + " (" + reason(error) +
                    "). Check azure-endpoint, person-group-id and person-group-type, or make the group: facerec group "
                    "create " +
                    group_argument(names) + ".");
}

AccountStatus rejected(const ServiceError &error, const AccountNames &names) {
  if (error.message.find("recognitionModel") != std::string::npos)
    return model_mismatch("", names);
  return status(AccountState::Rejected,
                "The request was rejected by " + service_of(names) + " (" + reason(error) +
                    "), and would be again. Check that azure-endpoint is that of a face service, and api-version, "
                    "detection-model, recognition-model and min-quality.");
}

// What the service or the network may get over by themselves, or else never.
AccountStatus failed(const ServiceError &error, const AccountNames &names) {
  return azure::is_retryable(error) || error.kind == Kind::Cancelled ? unreachable(error, names)
                                                                     : rejected(error, names);
}

// Words of Azure Face v1.2, Detect, that name what we ask for and not the picture.
bool is_about_the_question(const ServiceError &error) {
  const std::string words = to_lower(error.code + " " + error.message);
  for (const std::string_view word :
       {"model", "returnface", "attributes", "faceidtimetolive", "group", "feature", "version"})
    if (words.find(word) != std::string::npos)
      return true;
  return false;
}

} // namespace

AccountStatus status_of(const ServiceError &error, const AccountNames &names) {
  if (is_expired_face(error))
    return unreachable(error, names);
  switch (error.kind) {
  case Kind::Throttled:
    return throttled(error, names);
  case Kind::Unauthorized:
    return unauthorized(error, names);
  case Kind::NoToken:
    return no_token(error, names);
  case Kind::Forbidden:
    return not_allowed(error, names);
  case Kind::NotFound:
    return group_missing(error, names);
  case Kind::NotTrained:
    return group_untrained(error.message, names);
  case Kind::Rejected:
  case Kind::Transport:
  case Kind::Timeout:
  case Kind::Cancelled:
  case Kind::Unavailable:
  case Kind::Conflict:
  case Kind::Malformed:
    break;
  }
  return failed(error, names);
}

AccountStatus budget_spent(std::uint64_t transactions) {
  return status(AccountState::BudgetSpent, "The daily budget of " + std::to_string(transactions) +
                                               " transactions is spent (daily-budget). Lookups go on at midnight UTC.");
}

AccountStatus approval_missing(const AccountNames &names) {
  return status(AccountState::NotAllowed,
                "The account at " + service_of(names) +
                    " is not approved for identifying faces, which Microsoft limits to approved customers. Apply at "
                    "https://aka.ms/facerecognition, or use a local server (facerec serve).");
}

AccountStatus model_mismatch(std::string_view model_of_group, const AccountNames &names) {
  const std::string other = model_of_group.empty() ? "another recognition model" : in_quotes(model_of_group);
  return status(AccountState::ModelMismatch,
                "The " + group_of(names) + " was made with " + other + ", but recognition-model is " +
                    in_quotes(names.recognition_model) +
                    ". Set recognition-model to the group's own, or enrol the people in a group of the other model.");
}

AccountStatus group_untrained(std::string_view detail, const AccountNames &names) {
  const std::string words = detail.empty() ? "" : " (" + std::string(detail) + ")";
  return status(AccountState::GroupUntrained, "The " + group_of(names) + " is not trained" + words +
                                                  ". Add people with a face each, then: facerec group train " +
                                                  group_argument(names) + ".");
}

AccountStatus group_empty(const AccountNames &names) {
  return status(AccountState::GroupUntrained,
                "The " + group_of(names) + " has nobody in it. Add people (facerec person add NAME IMAGE --group " +
                    group_argument(names) + "), then: facerec group train " + group_argument(names) + ".");
}

AccountStatus group_in_training(const AccountNames &names) {
  return status(AccountState::GroupUntrained,
                "The " + group_of(names) + " is being trained for the first time. Lookups begin once that is done.");
}

bool is_bad_picture(const ServiceError &error) {
  if (error.kind != Kind::Rejected || is_about_the_question(error))
    return false;
  const bool says_why = error.http_status == 400 && !error.code.empty();
  return error.http_status == 413 || error.http_status == 415 || says_why || error.code.starts_with("InvalidImage");
}

bool is_bad_mosaic(const ServiceError &error) {
  const bool says_nothing = error.kind == Kind::Rejected && error.http_status == 400 && error.code.empty();
  return is_bad_picture(error) || says_nothing;
}

bool is_expired_face(const ServiceError &error) { return error.kind == Kind::NotFound && error.code == "FaceNotFound"; }

} // namespace facerec
