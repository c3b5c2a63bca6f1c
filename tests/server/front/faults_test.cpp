#include "server/front/faults.h"
#include "server/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;
using Rules = std::vector<FaultRule>;

std::string refusal(std::string_view text) { return parse_faults(text).error().message; }

TEST(ParseFaults, TakesRulesWithAndWithoutACount) {
  const auto rules = parse_faults("detect:503*3, identify:reset ,*:429-bare * 2");
  ASSERT_TRUE(rules) << rules.error().message;
  EXPECT_EQ(*rules, (Rules{{"detect", FaultKind::Unavailable, 3},
                           {"identify", FaultKind::Reset, std::nullopt},
                           {"*", FaultKind::ThrottledBare, 2}}));
  EXPECT_THAT(*parse_faults(" "), IsEmpty());
}

TEST(ParseFaults, IsTheInverseOfToString) {
  Rules rules;
  for (const std::string_view kind : fault_kinds())
    rules.push_back(parse_faults("add-face:" + std::string(kind) + "*7")->front());
  EXPECT_EQ(rules.size(), 17U);
  EXPECT_EQ(*parse_faults(to_string(rules)), rules);
  EXPECT_EQ(to_string(Rules{{"*", FaultKind::Hang, std::nullopt}, {"train", FaultKind::Odd, 1}}), "*:hang,train:299*1");
}

TEST(ParseFaults, KnowsEveryOperationOfTheRouter) {
  for (const std::string_view name : operation_names())
    EXPECT_EQ(parse_faults(std::string(name) + ":drip")->front().operation, name);
}

TEST(ParseFaults, NamesTheValueAndTheRule) {
  EXPECT_THAT(refusal("detct:503"),
              StartsWith("the fault 'detct:503' names no operation: it must be * or one of detect, "));
  EXPECT_THAT(refusal("detect:504,detect:418"),
              StartsWith("the fault 'detect:418' is of no known kind: it must be one of 429, 429-bare, "));
  for (const char *text : {"detect", "503", "detect:503,,identify:503"})
    EXPECT_THAT(refusal(text), ::testing::EndsWith("' must have the form OPERATION:KIND or OPERATION:KIND*COUNT"));
  for (const std::string count : {"", "0", "-1", "1.5", "3x", "1*2", "99999999999999999999"})
    EXPECT_EQ(refusal("detect:503*" + count),
              "the fault 'detect:503*" + count + "' has no count behind its *: it must be a whole number from 1");
  EXPECT_EQ(parse_faults("detect").error().code, ErrorCode::InvalidArgument);
}

std::string code_of(const Response &response) {
  return nlohmann::json::parse(response.body).at("error").at("code").get<std::string>();
}

TEST(WithFault, AnswersTheStatusThatTheKindNames) {
  const std::vector<std::tuple<FaultKind, int, std::string>> expected = {
      {FaultKind::TimedOut, 408, "RequestTimeout"},
      {FaultKind::Failed, 500, "InternalServerError"},
      {FaultKind::BadGateway, 502, "BadGateway"},
      {FaultKind::Unavailable, 503, "ServiceUnavailable"},
      {FaultKind::GatewayTimedOut, 504, "GatewayTimeout"},
      {FaultKind::Throttled, 429, "429"},
      {FaultKind::ThrottledBare, 429, "429"},
      {FaultKind::ThrottledInMessage, 429, "429"}};
  for (const auto &[kind, status, code] : expected) {
    const Answer answer = with_fault(kind, {});
    EXPECT_EQ(answer.response.status, status);
    EXPECT_EQ(code_of(answer.response), code);
    EXPECT_EQ(answer.delivery, Delivery::Whole);
    EXPECT_TRUE(replaces_operation(kind));
  }
}

TEST(WithFault, SaysInThreeWaysWhenToTryAgain) {
  const auto headers = [](FaultKind kind) { return with_fault(kind, {}).response.headers; };
  EXPECT_THAT(headers(FaultKind::Throttled), ElementsAre(Pair("x-ms-error-code", "429"), Pair("Retry-After", "1")));
  EXPECT_THAT(headers(FaultKind::ThrottledBare), ElementsAre(Pair("x-ms-error-code", "429")));
  EXPECT_THAT(headers(FaultKind::ThrottledInMessage), ElementsAre(Pair("x-ms-error-code", "429")));
  EXPECT_EQ(nlohmann::json::parse(with_fault(FaultKind::ThrottledInMessage, {}).response.body)["error"]["message"],
            "Rate limit is exceeded. Try again in 1 seconds.");
}

TEST(WithFault, LeadsElsewhereWithoutABody) {
  const Response response = with_fault(FaultKind::Redirect, {200, "[]", {}}).response;
  EXPECT_EQ(response.status, 307);
  EXPECT_EQ(response.body, "");
  EXPECT_THAT(response.headers, ElementsAre(Pair("Location", "https://elsewhere.invalid/")));
}

TEST(WithFault, SpoilsTheAnswerOfAnOperationThatWasCarriedOut) {
  const Response whole{200, R"({"personId":"p"})", {{"a", "b"}}};
  for (const FaultKind kind : {FaultKind::Drip, FaultKind::Truncated, FaultKind::Oversized}) {
    EXPECT_FALSE(replaces_operation(kind));
    EXPECT_EQ(with_fault(kind, whole).response.body, whole.body);
  }
  EXPECT_EQ(with_fault(FaultKind::Drip, whole).delivery, Delivery::Drip);
  EXPECT_EQ(with_fault(FaultKind::Truncated, whole).delivery, Delivery::Truncated);
  EXPECT_EQ(with_fault(FaultKind::Oversized, whole).delivery, Delivery::Padded);

  const Response odd = with_fault(FaultKind::Odd, whole).response;
  EXPECT_EQ(odd.status, 299);
  EXPECT_EQ(odd.body, whole.body);

  const Response page = with_fault(FaultKind::WrongType, whole).response;
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.headers, ElementsAre(Pair("Content-Type", "text/html")));

  for (const std::string &body : {whole.body, std::string("[]"), std::string()})
    EXPECT_FALSE(nlohmann::json::accept(with_fault(FaultKind::Malformed, {200, body, {}}).response.body));
}

TEST(WithFault, LeavesConnectionsHangingOrBroken) {
  EXPECT_EQ(with_fault(FaultKind::Hang, {}).delivery, Delivery::Hang);
  EXPECT_EQ(with_fault(FaultKind::Reset, {}).delivery, Delivery::Reset);
  EXPECT_TRUE(replaces_operation(FaultKind::Hang));
  EXPECT_TRUE(replaces_operation(FaultKind::Reset));
}

} // namespace
} // namespace facerec::server
