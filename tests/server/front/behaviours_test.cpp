#include "server/front/behaviours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

using nlohmann::json;

TEST(ParseLatency, TakesAMeanAndASpreadInEitherSpelling) {
  EXPECT_EQ(*parse_latency("120"), (Latency{120, 0}));
  EXPECT_EQ(*parse_latency("120±30"), (Latency{120, 30}));
  EXPECT_EQ(*parse_latency(" 120 +- 30.5 "), (Latency{120, 30.5}));
  EXPECT_EQ(*parse_latency("30000±30000"), (Latency{30000, 30000}));
}

TEST(ParseLatency, NamesTheValueAndTheRule) {
  for (const std::string text :
       {"", "fast", "-1", "10±11", "10±", "±10", "10±-1", "60001", "40000±20001", "nan", "inf", "1e3", "10±2±1"})
    EXPECT_EQ(parse_latency(text).error(),
              invalid_argument("the latency '" + text +
                               "' must be MEAN or MEAN±SPREAD in milliseconds, the spread at most the mean, together "
                               "at most 60000"));
}

TEST(LatencyText, IsTheInverseOfParsing) {
  EXPECT_EQ(to_string(Latency{120, 30}), "120±30");
  EXPECT_EQ(to_string(Latency{0.5, 0.25}), "0.5±0.25");
  EXPECT_EQ(to_string(Latency{7, 0}), "7");
}

TEST(CheckTps, AllowsOneToTenThousand) {
  EXPECT_TRUE(check_tps(1));
  EXPECT_TRUE(check_tps(10'000));
  EXPECT_EQ(check_tps(0).error(), invalid_argument("tps is 0; it must be 1 to 10000"));
  EXPECT_EQ(check_tps(10'001).error(), invalid_argument("tps is 10001; it must be 1 to 10000"));
}

TEST(BehavioursAsJson, GoThereAndBack) {
  const Behaviours all{10, 1000, Latency{120, 30}, true, *parse_faults("detect:503*3,*:hang")};
  const json expected = {
      {"tps", 10}, {"quota", 1000}, {"latency", "120±30"}, {"denyIdentify", true}, {"fault", "detect:503*3,*:hang"}};
  EXPECT_EQ(to_json(all), expected);
  EXPECT_EQ(*behaviours_from(expected), all);
  const json none = {
      {"tps", nullptr}, {"quota", nullptr}, {"latency", nullptr}, {"denyIdentify", false}, {"fault", ""}};
  EXPECT_EQ(to_json({}), none);
  EXPECT_EQ(*behaviours_from(none), Behaviours{});
  EXPECT_EQ(*behaviours_from(json::object()), Behaviours{});
}

TEST(BehavioursAsJson, NameWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"([])", "behaviours must be a JSON object"},
      {R"({"speed":1})", "'speed' is no behaviour; there are tps, quota, latency, denyIdentify and fault"},
      {R"({"tps":"10"})", "'tps' must be a whole number or null"},
      {R"({"tps":0})", "tps is 0; it must be 1 to 10000"},
      {R"({"tps":4294967297})", "tps is 4294967297; it must be 1 to 10000"},
      {R"({"quota":-1})", "'quota' must be a whole number from 0 or null"},
      {R"({"latency":120})", "'latency' must be a text or null"},
      {R"({"denyIdentify":"yes"})", "'denyIdentify' must be true or false"},
      {R"({"fault":["detect:503"]})", "'fault' must be a text or null"},
      {R"({"fault":"detect"})", "the fault 'detect' must have the form OPERATION:KIND or OPERATION:KIND*COUNT"}};
  for (const auto &[text, message] : cases)
    EXPECT_EQ(behaviours_from(json::parse(text)).error(), invalid_argument(message)) << text;
  EXPECT_FALSE(behaviours_from(json::parse(R"({"latency":"1000000"})")));
}

} // namespace
} // namespace facerec::server
