// What is sent to a token endpoint, and what its answers mean.
#include "azure/token_exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace facerec::azure {
namespace {

using namespace std::chrono_literals;
using Kind = ServiceError::Kind;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

const std::string secret = "s3cr~t/+=";
const EntraCredential application = ClientSecret{"https://login.example", "tenant.example", "app id", secret};
const EntraCredential machine =
    ManagedIdentity{ManagedIdentity::Host::Machine, "http://169.254.169.254/metadata/identity/oauth2/token", "", ""};
const EntraCredential app_service =
    ManagedIdentity{ManagedIdentity::Host::AppService, "http://localhost:41/MSI/token", "user/id", "proof-of-app"};
constexpr std::time_t now = 1'800'000'000;

Answer<Token> answer_to(const EntraCredential &credential, int status, std::string body,
                        std::vector<std::pair<std::string, std::string>> headers = {}) {
  return token_from(credential, HttpResponse{status, std::move(headers), std::move(body)}, now);
}

std::string denial(const std::string &error, const std::string &description) {
  return nlohmann::json{{"error", error}, {"error_description", description}, {"error_codes", {1}}}.dump();
}

TEST(TokenRequest, IsAFormForAClientSecret) {
  const TokenRequest request = token_request(application);
  EXPECT_EQ(request.method, Method::Post);
  EXPECT_EQ(request.url, "https://login.example/tenant.example/oauth2/v2.0/token");
  EXPECT_THAT(request.headers, ElementsAre(Pair("Content-Type", "application/x-www-form-urlencoded"),
                                           Pair("Accept", "application/json")));
  EXPECT_EQ(request.body, "grant_type=client_credentials&client_id=app%20id&client_secret=s3cr~t%2F%2B%3D"
                          "&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default");
}

TEST(TokenRequest, IsAQuestionToTheMachineForItsIdentity) {
  const TokenRequest request = token_request(machine);
  EXPECT_EQ(request.method, Method::Get);
  EXPECT_EQ(request.url, "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01"
                         "&resource=https%3A%2F%2Fcognitiveservices.azure.com");
  EXPECT_THAT(request.headers, ElementsAre(Pair("Metadata", "true")));
  EXPECT_THAT(request.body, IsEmpty());
}

TEST(TokenRequest, CarriesTheProofOfAnAppInAHeader) {
  const TokenRequest request = token_request(app_service);
  EXPECT_EQ(request.url, "http://localhost:41/MSI/token?api-version=2019-08-01"
                         "&resource=https%3A%2F%2Fcognitiveservices.azure.com&client_id=user%2Fid");
  EXPECT_THAT(request.headers, ElementsAre(Pair("X-IDENTITY-HEADER", "proof-of-app")));
}

TEST(TokenAnswer, GivesTheTokenAndItsTime) {
  const auto token = answer_to(
      application, 200, R"({"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"t.o.k"})");
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(token->text, "t.o.k");
  EXPECT_EQ(token->lifetime, 3599s);
  EXPECT_EQ(token->refresh_in, std::nullopt);
}

TEST(TokenAnswer, TakesNumbersInQuotes) {
  const auto token = answer_to(
      machine, 200,
      R"({"access_token":"t","expires_in":"86399","refresh_in":"43199","expires_on":"1","token_type":"Bearer"})");
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(token->lifetime, 86399s);
  EXPECT_EQ(token->refresh_in, 43199s);
}

TEST(TokenAnswer, ReckonsTheEndByTheClockOfTheOneWhoSaidIt) {
  const auto body = [](std::time_t end) {
    return R"({"access_token":"t","token_type":"Bearer","expires_on":")" + std::to_string(end) + "\"}";
  };
  EXPECT_EQ(answer_to(app_service, 200, body(now + 600))->lifetime, 600s);
  // 15 Jan 2027 08:00:00 GMT is 1800000000: that clock is an hour behind this one.
  EXPECT_EQ(answer_to(app_service, 200, body(now - 3000), {{"date", "Fri, 15 Jan 2027 07:00:00 GMT"}})->lifetime, 600s);
  const auto late = answer_to(app_service, 200, body(now - 1));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, Kind::NoToken);
  EXPECT_EQ(late.error().message, "no token from http://localhost:41/MSI/token: its token has expired already; check "
                                  "the clock of this machine");
}

TEST(TokenAnswer, IgnoresAWishBeyondTheTokensLife) {
  for (const char *wish : {"0", "-5", "601", "\"soon\""})
    EXPECT_EQ(
        answer_to(application, 200, R"({"access_token":"t","expires_in":600,"refresh_in":)" + std::string(wish) + "}")
            ->refresh_in,
        std::nullopt)
        << wish;
}

TEST(TokenAnswer, ThatHoldsNoTokenIsAnOutage) {
  const std::string no_bearer = "the answer holds no bearer token";
  const std::string no_time = "the answer does not say how long its token lives";
  const std::pair<std::string, std::string> rows[] = {
      {"<html>Please log in</html>", "the answer is no JSON object"},
      {"", "the answer is no JSON object"},
      {"[]", "the answer is no JSON object"},
      {std::string(1000, '['), "the answer is no JSON object"},
      {R"({"expires_in":3599})", no_bearer},
      {R"({"access_token":7,"expires_in":3599})", no_bearer},
      {R"({"access_token":"","expires_in":3599})", no_bearer},
      {R"({"access_token":"a\r\nX-Evil: 1","expires_in":3599})", no_bearer},
      {R"({"access_token":"t","token_type":"pop","expires_in":3599})", no_bearer},
      {R"({"access_token":")" + std::string(16385, 't') + R"(","expires_in":3599})", no_bearer},
      {R"({"access_token":"t"})", no_time},
      {R"({"access_token":"t","expires_in":"soon"})", no_time},
      {R"({"access_token":"t","expires_in":"3599s"})", no_time},
      {R"({"access_token":"t","expires_in":3599.5})", no_time},
      {R"({"access_token":"t","expires_in":1e300})", no_time},
      {R"({"access_token":"t","expires_in":18446744073709551615})", no_time},
      {R"({"access_token":"t","expires_in":99999999999})", no_time},
      {R"({"access_token":"t","expires_on":-1})", no_time},
      {R"({"access_token":"t","expires_in":0})", "its token has expired already; check the clock of this machine"},
      {R"({"access_token":"t","expires_in":-9223372036854775808})",
       "its token has expired already; check the clock of this machine"},
  };
  for (const auto &[body, reason] : rows) {
    const auto token = answer_to(application, 200, body);
    ASSERT_FALSE(token) << body;
    EXPECT_EQ(token.error().kind, Kind::NoToken);
    EXPECT_EQ(token.error().http_status, 200);
    EXPECT_EQ(token.error().message, "no token from https://login.example: " + reason);
    EXPECT_FALSE(token.error().sent);
    EXPECT_TRUE(token.error().by_token);
    EXPECT_TRUE(is_retryable(token.error()));
  }
}

TEST(TokenAnswer, WithoutOAuthsWordsIsAnOutage) {
  const std::pair<int, std::string> rows[] = {
      {302, ""},
      {400, "Bad Request"},
      {403, "<html>proxy</html>"},
      {404, R"({"message":"starting"})"},
      {408, denial("invalid_client", "x")},
      {429, denial("invalid_client", "x")},
      {400, denial("temporarily_unavailable", "AADSTS90033: A transient error has occurred.")},
      {500, denial("server_error", "x")},
      {503, ""},
  };
  for (const auto &[status, body] : rows) {
    const auto token = answer_to(application, status, body);
    ASSERT_FALSE(token) << status;
    EXPECT_EQ(token.error().kind, Kind::NoToken) << status;
    EXPECT_EQ(token.error().message, "no token from https://login.example: HTTP status " + std::to_string(status));
  }
}

TEST(TokenAnswer, SaysHowLongTheEndpointWantsToBeLeftAlone) {
  EXPECT_EQ(answer_to(application, 429, "", {{"retry-after", "17"}}).error().retry_after, 17s);
  EXPECT_EQ(answer_to(application, 503, "").error().retry_after, std::nullopt);
}

TEST(TokenAnswer, ThatRefusesNamesWhatToMend) {
  struct Row {
    int status;
    std::string description;
    std::string code;
    std::string message;
  };
  const std::string said = "https://login.example gives no token";
  const Row rows[] = {
      {400, "AADSTS90002: Tenant 'tenant.example' not found. Trace ID: 1 Correlation ID: 2", "AADSTS90002",
       said + ": Tenant 'tenant.example' not found. Check AZURE_TENANT_ID and AZURE_AUTHORITY_HOST: there is no such "
              "tenant."},
      {400, "AADSTS700016: Application with identifier 'app id' was not found.\r\nTrace ID: 1", "AADSTS700016",
       said + ": Application with identifier 'app id' was not found. Check AZURE_CLIENT_ID, and that the application "
              "is in the tenant AZURE_TENANT_ID."},
      {401, "AADSTS7000215: Invalid client secret provided.", "AADSTS7000215",
       said + ": Invalid client secret provided. Check AZURE_CLIENT_SECRET: it is the secret's value, not its id."},
      {401, "AADSTS7000222: The provided client secret keys are expired.", "AADSTS7000222",
       said + ": The provided client secret keys are expired. The secret has expired: make a new one for the "
              "application and set AZURE_CLIENT_SECRET."},
      {401, "AADSTS700024: Client assertion is not within its valid time range.", "AADSTS700024",
       said + ": Client assertion is not within its valid time range. Check the clock of this machine."},
      {401, "AADSTS7000112: Application is disabled.", "AADSTS7000112",
       said + ": Application is disabled. Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET."},
      {400, "", "invalid_client", said + ". Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET."},
  };
  for (const Row &row : rows) {
    const auto token = answer_to(application, row.status, denial("invalid_client", row.description));
    ASSERT_FALSE(token) << row.code;
    EXPECT_EQ(token.error().kind, Kind::Unauthorized);
    EXPECT_EQ(token.error().http_status, row.status);
    EXPECT_EQ(token.error().code, row.code);
    EXPECT_EQ(token.error().message, row.message);
    EXPECT_FALSE(token.error().sent);
    EXPECT_TRUE(token.error().by_token);
    EXPECT_FALSE(is_retryable(token.error()));
  }
}

TEST(TokenAnswer, OfAMachineWithoutAnIdentitySaysSo) {
  const auto token = answer_to(machine, 400, denial("invalid_request", "Identity not found"));
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, Kind::Unauthorized);
  EXPECT_EQ(token.error().code, "invalid_request");
  EXPECT_EQ(
      token.error().message,
      "http://169.254.169.254/metadata/identity/oauth2/token gives no token: Identity not found. Give this machine "
      "or app a managed identity, or check AZURE_CLIENT_ID where it is a user-assigned one.");
}

TEST(TokenAnswer, DoesNotRepeatASecretThatIsEchoed) {
  for (const std::string &echo : {secret, std::string("s3cr~t%2F%2B%3D")}) {
    const auto token = answer_to(application, 401, denial(echo, "You sent " + echo + "!"));
    EXPECT_EQ(token.error().code, "…");
    EXPECT_THAT(token.error().message, HasSubstr("You sent …!"));
    EXPECT_THAT(token.error().message, Not(HasSubstr(echo)));
  }
  EXPECT_THAT(answer_to(app_service, 400, denial("bad", "proof-of-app?")).error().message, HasSubstr(": …?"));
}

TEST(TokenAnswer, IsShortWhateverWasSaid) {
  const auto token = answer_to(application, 401, denial("invalid_client", std::string(5000, 'x')));
  EXPECT_LE(token.error().message.size(), 512u);
  EXPECT_THAT(token.error().message, HasSubstr("…"));
}

ServiceError failure(const EntraCredential &credential, HttpFailure kind, const char *message) {
  return token_from(credential, HttpError{kind, message}, now).error();
}

TEST(TokenAnswer, ThatDoesNotComeIsAnOutage) {
  const ServiceError error = failure(application, HttpFailure::Transport, "Could not resolve host");
  EXPECT_EQ(error.kind, Kind::NoToken);
  EXPECT_EQ(error.message, "no token from https://login.example: Could not resolve host");
  EXPECT_FALSE(error.sent);
  EXPECT_EQ(failure(application, HttpFailure::TooLarge, "large").kind, Kind::NoToken);
  EXPECT_EQ(failure(application, HttpFailure::Cancelled, "stop").kind, Kind::Cancelled);
}

TEST(TokenAnswer, ThatDoesNotComeFromTheMachineMeansThatItIsNotOfAzure) {
  for (const HttpFailure kind : {HttpFailure::Timeout, HttpFailure::Transport})
    EXPECT_EQ(
        failure(machine, kind, "no answer").message,
        "no token from http://169.254.169.254/metadata/identity/oauth2/token: no answer; a managed identity is "
        "there on machines of Azure only: elsewhere set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET");
  EXPECT_THAT(failure(app_service, HttpFailure::Timeout, "no answer").message, EndsWith(": no answer"));
}

TEST(TokenAnswer, PointsToTheClockWhereACertificateIsOutOfItsTime) {
  for (const char *words : {"SSL certificate problem: certificate is not yet valid", "certificate has expired"})
    EXPECT_THAT(failure(application, HttpFailure::Transport, words).message,
                EndsWith("; check the clock of this machine"));
}

TEST(RefreshAfter, IsFiveMinutesBeforeTheEndOrHalfOfAShortLife) {
  EXPECT_EQ(refresh_after({"t", 3600s, {}}), 3300s);
  EXPECT_EQ(refresh_after({"t", 600s, {}}), 300s);
  EXPECT_EQ(refresh_after({"t", 100s, {}}), 50s);
  EXPECT_EQ(refresh_after({"t", 86400s, 43200s}), 43200s);
}

} // namespace
} // namespace facerec::azure
