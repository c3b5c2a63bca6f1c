#include "azure/service_error.h"

#include "facerec/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace facerec::azure {
namespace {

using namespace std::chrono_literals;
using Kind = ServiceError::Kind;
using testing::HasSubstr;
using testing::Not;

HttpResponse answer(int status, std::string body) { return {status, {}, std::move(body)}; }

std::string envelope(const std::string &code, const std::string &message = "Words.") {
  return R"({"error":{"code":")" + code + R"(","message":")" + message + R"("}})";
}

TEST(ServiceErrors, AreToldApartByStatusAndByCode) {
  struct Row {
    int status;
    const char *code;
    Kind kind;
  };
  const Row rows[] = {
      {400, "BadArgument", Kind::Rejected},
      {400, "InvalidImage", Kind::Rejected},
      {400, "FaceNotFound", Kind::NotFound},
      {400, "PersonGroupNotFound", Kind::NotFound},
      {400, "LargePersonGroupNotFound", Kind::NotFound},
      {400, "PersonGroupNotTrained", Kind::NotTrained},
      {400, "LargePersonGroupNotTrained", Kind::NotTrained},
      {404, "LargePersonGroupNotTrained", Kind::NotTrained},
      {404, "LargePersonGroupNotFound", Kind::NotFound},
      {404, "PersonNotFound", Kind::NotFound},
      {404, "PersistedFaceNotFound", Kind::NotFound},
      {404, "404", Kind::NotFound},
      {401, "401", Kind::Unauthorized},
      {403, "401", Kind::Unauthorized},
      {401, "PermissionDenied", Kind::Unauthorized},
      {403, "UnsupportedFeature", Kind::Forbidden},
      {403, "QuotaExceeded", Kind::Forbidden},
      {403, "429", Kind::Throttled},
      {429, "429", Kind::Throttled},
      {429, "RateLimitExceeded", Kind::Throttled},
      {409, "ConcurrentOperationConflict", Kind::Conflict},
      {409, "LargePersonGroupTrainingNotFinished", Kind::Conflict},
      {409, "LargePersonGroupExists", Kind::Conflict},
      {408, "OperationTimeOut", Kind::Unavailable},
      {500, "InternalServerError", Kind::Unavailable},
      {503, "LargePersonGroupNotFound", Kind::Unavailable},
      {599, "x", Kind::Unavailable},
      {405, "x", Kind::Rejected},
      {302, "x", Kind::Rejected},
  };
  for (const Row &row : rows) {
    const ServiceError error = error_from(answer(row.status, envelope(row.code)), "", 0);
    EXPECT_EQ(error.kind, row.kind) << row.status << ' ' << row.code << " is " << to_string(error.kind);
    EXPECT_EQ(error.http_status, row.status);
    EXPECT_EQ(error.code, row.code);
    EXPECT_EQ(error.message, "Words.");
    EXPECT_EQ(error.retry_after, std::nullopt);
  }
}

TEST(ServiceErrors, PreferTheInnerReason) {
  const ServiceError error = error_from(
      answer(403, R"({"error":{"code":"InvalidRequest","message":"Invalid request has been sent.","innererror":{)"
                  R"("code":"UnsupportedFeature","message":"Feature is not supported, missing approval"}}})"),
      "", 0);
  EXPECT_EQ(error.kind, Kind::Forbidden);
  EXPECT_EQ(error.code, "UnsupportedFeature");
  EXPECT_EQ(error.message, "Feature is not supported, missing approval");
}

TEST(ServiceErrors, KeepTheOuterWordsWhereTheInnerReasonHasNone) {
  for (const char *inner : {"{}", "null", "[]", "\"x\"", R"({"code":"","message":7.5})"}) {
    const ServiceError error = error_from(
        answer(400, R"({"error":{"code":"Outer","message":"Outer words.","innererror":)" + std::string(inner) + "}}"),
        "", 0);
    EXPECT_EQ(error.code, "Outer") << inner;
    EXPECT_EQ(error.message, "Outer words.") << inner;
  }
}

TEST(ServiceErrors, TakeTheCodeOfTheHeaderWhereTheBodyHasNone) {
  HttpResponse response = answer(400, "");
  response.headers = {{"x-ms-error-code", "LargePersonGroupNotTrained"}};
  const ServiceError error = error_from(response, "", 0);
  EXPECT_EQ(error.kind, Kind::NotTrained);
  EXPECT_EQ(error.code, "LargePersonGroupNotTrained");
  EXPECT_EQ(error.message, "the service answered with HTTP status 400");
}

TEST(ServiceErrors, UnderstandAGatewaysOwnEnvelope) {
  const ServiceError error = error_from(
      answer(429, R"({"statusCode":429,"message":"Rate limit is exceeded. Try again in 3 seconds."})"), "", 0);
  EXPECT_EQ(error.kind, Kind::Throttled);
  EXPECT_EQ(error.code, "429");
  EXPECT_EQ(error.message, "Rate limit is exceeded. Try again in 3 seconds.");
  EXPECT_EQ(error.retry_after, 3s);
}

TEST(ServiceErrors, ReadThePauseOfHeaderOrMessage) {
  HttpResponse response = answer(503, "");
  response.headers = {{"retry-after", "9"}};
  EXPECT_EQ(error_from(response, "", 0).retry_after, 9s);
  EXPECT_EQ(error_from(answer(429, envelope("429", "Please retry after 1 second.")), "", 0).retry_after, 1s);
}

TEST(ServiceErrors, SurviveBodiesThatAreNoEnvelope) {
  for (const std::string &body :
       {std::string(), std::string("<html>Bad gateway</html>"), std::string("[]"), std::string("null"),
        std::string(R"({"error":"text"})"), std::string(R"({"error":{"code":{},"message":[]}})"),
        std::string("\xff\xfe"), std::string(1000000, '['),
        R"({"error":{"code":"X","message":")" + std::string(100000, 'y') + "\"}}"}) {
    const ServiceError error = error_from(answer(502, body), "", 0);
    EXPECT_EQ(error.kind, Kind::Unavailable);
    EXPECT_EQ(error.code, "");
    EXPECT_EQ(error.message, "the service answered with HTTP status 502");
  }
}

TEST(ServiceErrors, SayThatARedirectIsNotFollowed) {
  const ServiceError error = error_from(answer(307, ""), "", 0);
  EXPECT_EQ(error.kind, Kind::Rejected);
  EXPECT_THAT(error.message, HasSubstr("redirect (HTTP status 307), which is not followed"));
}

TEST(ServiceErrors, BoundAndCleanTheServicesText) {
  const ServiceError error =
      error_from(answer(400, envelope(std::string(500, 'c'), "a\\nb\\u0000" + std::string(5000, 'm'))), "", 0);
  EXPECT_LE(error.code.size(), 128u);
  EXPECT_LE(error.message.size(), 512u);
  EXPECT_TRUE(is_valid_utf8(error.message));
  EXPECT_THAT(error.message, testing::StartsWith("a b mm"));
}

TEST(ServiceErrors, DoNotRepeatTheKeyThatTheServiceEchoes) {
  const std::string key = "0123456789abcdef";
  const ServiceError error =
      error_from(answer(401, envelope("k-" + key, "Key " + key + " and \\u0030123456789abcdef.")), key, 0);
  EXPECT_EQ(error.code, "k-…");
  EXPECT_EQ(error.message, "Key … and ….");
}

TEST(ServiceErrors, TellFailuresOfTheNetworkApart) {
  const std::pair<HttpFailure, Kind> rows[] = {{HttpFailure::Transport, Kind::Transport},
                                               {HttpFailure::Timeout, Kind::Timeout},
                                               {HttpFailure::Cancelled, Kind::Cancelled},
                                               {HttpFailure::TooLarge, Kind::Malformed}};
  for (const auto &[failure, kind] : rows) {
    const ServiceError error = error_from(HttpError{failure, "why"});
    EXPECT_EQ(error.kind, kind);
    EXPECT_EQ(error.http_status, 0);
    EXPECT_EQ(error.message, "why");
  }
}

TEST(ServiceErrors, AreWorthARetryByTheirStatus) {
  const std::set<int> retryable{408, 429, 500, 502, 503, 504};
  for (int status = 300; status < 600; ++status)
    EXPECT_EQ(is_retryable(error_from(answer(status, ""), "", 0)), retryable.contains(status)) << status;
  for (int status = 200; status < 300; ++status)
    EXPECT_TRUE(is_retryable(malformed_answer(status, "no JSON"))) << status;
}

TEST(ServiceErrors, AreWorthARetryByTheirCodeWhereTheStatusSaysTooLittle) {
  struct Row {
    int status;
    const char *code;
    bool retryable;
  };
  const Row rows[] = {
      {409, "LargePersonGroupTrainingNotFinished", true},
      {409, "PersonGroupTrainingNotFinished", true},
      {409, "ConcurrentOperationConflict", false},
      {409, "LargePersonGroupExists", false},
      {400, "LargePersonGroupNotTrained", false},
      {400, "FaceNotFound", false},
      {400, "BadArgument", false},
      {403, "QuotaExceeded", false},
      {403, "429", true}, // a gateway that means 429
      {400, "RateLimitExceeded", true},
      {503, "LargePersonGroupNotFound", true},
      {501, "429", false},
  };
  for (const Row &row : rows)
    EXPECT_EQ(is_retryable(error_from(answer(row.status, envelope(row.code)), "", 0)), row.retryable)
        << row.status << ' ' << row.code;
}

TEST(ServiceErrors, AreWorthARetryWhereNoAnswerCame) {
  const std::pair<HttpFailure, bool> rows[] = {{HttpFailure::Transport, true},
                                               {HttpFailure::Timeout, true},
                                               {HttpFailure::TooLarge, true},
                                               {HttpFailure::Cancelled, false}};
  for (const auto &[failure, retryable] : rows)
    EXPECT_EQ(is_retryable(error_from(HttpError{failure, "why"})), retryable) << static_cast<int>(failure);
  EXPECT_FALSE(is_retryable(bad_argument("an id")));
}

TEST(ServiceErrors, TellWhetherAnythingWasSent) {
  EXPECT_FALSE(bad_argument("an id").sent);
  EXPECT_FALSE(cancelled_before().sent);
  EXPECT_EQ(cancelled_before().kind, Kind::Cancelled);
  EXPECT_TRUE(error_from(HttpError{HttpFailure::Cancelled, "why"}).sent);
  EXPECT_TRUE(error_from(answer(400, ""), "", 0).sent);
  EXPECT_TRUE(malformed_answer(200, "no JSON").sent);
}

TEST(ServiceErrors, HaveNames) {
  const std::pair<Kind, const char *> rows[] = {
      {Kind::Transport, "transport"}, {Kind::Timeout, "timeout"},         {Kind::Cancelled, "cancelled"},
      {Kind::Throttled, "throttled"}, {Kind::Unavailable, "unavailable"}, {Kind::Unauthorized, "unauthorized"},
      {Kind::Forbidden, "forbidden"}, {Kind::NotFound, "not-found"},      {Kind::NotTrained, "not-trained"},
      {Kind::Conflict, "conflict"},   {Kind::Rejected, "rejected"},       {Kind::Malformed, "malformed"},
      {Kind::NoToken, "no-token"}};
  for (const auto &[kind, name] : rows)
    EXPECT_EQ(to_string(kind), name);
}

} // namespace
} // namespace facerec::azure
