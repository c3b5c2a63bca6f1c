#include "lookup/account_status.h"

#include <gmock/gmock.h>

namespace facerec {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

AccountNames names_of(azure::GroupType type) {
  AccountNames names;
  names.group = {type, "g3"};
  return names;
}

azure::ServiceError not_found() {
  azure::ServiceError error;
  error.kind = azure::ServiceError::Kind::NotFound;
  return error;
}

TEST(AccountStatusAdvice, IsACommandThatCanBeTyped) {
  const AccountNames large = names_of(azure::GroupType::Large);
  EXPECT_THAT(status_of(not_found(), large).message, EndsWith("make the group: facerec group create g3."));
  EXPECT_THAT(group_untrained("", large).message, EndsWith("then: facerec group train g3."));
  EXPECT_THAT(group_empty(large).message, EndsWith("Add people (facerec person add NAME IMAGE --group g3), then: "
                                                   "facerec group train g3."));
}

TEST(AccountStatusAdvice, NamesTheOlderKindOfGroup) {
  const AccountNames standard = names_of(azure::GroupType::Standard);
  EXPECT_THAT(status_of(not_found(), standard).message, EndsWith("facerec group create g3 --group-type standard."));
  EXPECT_THAT(group_untrained("", standard).message, EndsWith("facerec group train g3 --group-type standard."));
  EXPECT_THAT(group_empty(standard).message, HasSubstr("--group g3 --group-type standard)"));
}

azure::ServiceError error_of(azure::ServiceError::Kind kind, int http_status, const char *code, const char *message) {
  return {kind, http_status, code, message, std::nullopt, true};
}

using Kind = azure::ServiceError::Kind;

azure::ServiceError token_error_of(Kind kind, int http_status, const char *code, const char *message, bool sent) {
  return {kind, http_status, code, message, std::chrono::seconds(7), sent, true};
}

TEST(AccountStatus, OfAMissingTokenIsAnOutage) {
  const AccountStatus status =
      status_of(token_error_of(Kind::NoToken, 503, "", "no token from X: HTTP status 503", false),
                names_of(azure::GroupType::Large));
  EXPECT_EQ(status.state, AccountState::Unreachable);
  EXPECT_EQ(status.message, "There is no token for the face service (no token from X: HTTP status 503). Lookups resume "
                            "by themselves once there is one.");
  EXPECT_EQ(status.retry_after, std::chrono::seconds(7));
}

TEST(AccountStatus, OfARefusedIdentityHasToBeMended) {
  const AccountStatus status =
      status_of(token_error_of(Kind::Unauthorized, 401, "AADSTS7000215", "X gives no token: wrong secret.", false),
                names_of(azure::GroupType::Large));
  EXPECT_EQ(status.state, AccountState::KeyRefused);
  EXPECT_EQ(status.message, "No token for the face service: X gives no token: wrong secret. (AADSTS7000215)");
}

TEST(AccountStatus, OfATokenThatTheServiceRefusesNamesTheRole) {
  const AccountNames names = names_of(azure::GroupType::Large);
  const AccountStatus refused = status_of(token_error_of(Kind::Unauthorized, 401, "401", "Denied.", true), names);
  EXPECT_EQ(refused.state, AccountState::KeyRefused);
  EXPECT_EQ(refused.message,
            "The token of Entra ID was refused by the face service (HTTP status 401: Denied.). Give "
            "the application or managed identity the role \"Cognitive Services User\" on the resource, "
            "and check that azure-endpoint is the resource's own.");
  const AccountStatus forbidden = status_of(token_error_of(Kind::Forbidden, 403, "Denied", "", true), names);
  EXPECT_EQ(forbidden.state, AccountState::NotAllowed);
  EXPECT_THAT(forbidden.message, EndsWith(", and that the identity has the role \"Cognitive Services User\"."));
}

TEST(AccountStatus, TellsWhatWillNeverBeAcceptedFromAnOutage) {
  const AccountNames names = names_of(azure::GroupType::Large);
  struct Row {
    azure::ServiceError error;
    AccountState state;
  };
  const Row rows[] = {
      {error_of(Kind::Transport, 0, "", "reset"), AccountState::Unreachable},
      {error_of(Kind::Timeout, 0, "", "slow"), AccountState::Unreachable},
      {error_of(Kind::Malformed, 200, "", "no JSON"), AccountState::Unreachable},
      {error_of(Kind::Unavailable, 503, "", ""), AccountState::Unreachable},
      {error_of(Kind::Unavailable, 408, "", ""), AccountState::Unreachable},
      {error_of(Kind::Conflict, 409, "PersonGroupTrainingNotFinished", ""), AccountState::Unreachable},
      {error_of(Kind::Throttled, 429, "429", ""), AccountState::Throttled},
      {error_of(Kind::Unavailable, 501, "", ""), AccountState::Rejected},
      {error_of(Kind::Unavailable, 505, "", ""), AccountState::Rejected},
      {error_of(Kind::Conflict, 409, "ConcurrentOperationConflict", ""), AccountState::Rejected},
      {error_of(Kind::Rejected, 302, "", "redirect"), AccountState::Rejected},
      {error_of(Kind::Rejected, 400, "BadArgument", "'detectionModel' is invalid."), AccountState::Rejected},
      {error_of(Kind::Rejected, 400, "BadArgument", "'recognitionModel' is incompatible."),
       AccountState::ModelMismatch},
      {error_of(Kind::Unauthorized, 401, "401", ""), AccountState::KeyRefused},
      {error_of(Kind::Forbidden, 403, "QuotaExceeded", ""), AccountState::NotAllowed},
      {error_of(Kind::NotFound, 404, "404", ""), AccountState::GroupMissing},
      {error_of(Kind::NotTrained, 400, "LargePersonGroupNotTrained", ""), AccountState::GroupUntrained},
  };
  for (const Row &row : rows)
    EXPECT_EQ(status_of(row.error, names).state, row.state) << row.error.http_status << ' ' << row.error.code;
}

TEST(AccountStatus, OfARejectedRequestNamesWhatTheServiceSaidAndWhatToCheck) {
  EXPECT_EQ(status_of(error_of(Kind::Rejected, 400, "BadArgument", "'detectionModel' is invalid."),
                      names_of(azure::GroupType::Large))
                .message,
            "The request was rejected by the face service (HTTP status 400, BadArgument: 'detectionModel' is "
            "invalid.), and would be again. Check that azure-endpoint is that of a face service, and api-version, "
            "detection-model, recognition-model and min-quality.");
}

TEST(BadPicture, IsToldFromABadQuestion) {
  struct Row {
    azure::ServiceError error;
    bool picture;
    bool mosaic;
  };
  const Row rows[] = {
      {error_of(Kind::Rejected, 400, "InvalidImage", "Decoding error, image format unsupported."), true, true},
      {error_of(Kind::Rejected, 400, "InvalidImageSize", "Image size is too big."), true, true},
      {error_of(Kind::Rejected, 400, "BadArgument", "Request body is invalid."), true, true},
      {error_of(Kind::Rejected, 413, "", ""), true, true},
      {error_of(Kind::Rejected, 415, "", ""), true, true},
      {error_of(Kind::Rejected, 400, "", "the service answered with HTTP status 400"), false, true},
      {error_of(Kind::Rejected, 400, "BadArgument", "'detectionModel' is invalid."), false, false},
      {error_of(Kind::Rejected, 400, "BadArgument", "Invalid argument returnFaceAttributes."), false, false},
      {error_of(Kind::Rejected, 400, "BadArgument", "Large person group ID is invalid."), false, false},
      {error_of(Kind::Rejected, 400, "UnsupportedApiVersion", "?"), false, false},
      {error_of(Kind::Rejected, 405, "x", ""), false, false},
      {error_of(Kind::Rejected, 302, "", ""), false, false},
      {error_of(Kind::NotFound, 400, "LargePersonGroupNotFound", ""), false, false},
      {error_of(Kind::Unavailable, 500, "InvalidImage", ""), false, false},
  };
  for (const Row &row : rows) {
    EXPECT_EQ(is_bad_picture(row.error), row.picture) << row.error.http_status << row.error.code << row.error.message;
    EXPECT_EQ(is_bad_mosaic(row.error), row.mosaic) << row.error.http_status << row.error.code << row.error.message;
  }
}

} // namespace
} // namespace facerec
