// Behaviours on demand, by arithmetic: the clock and the dice are the test's.
#include "server/front/director.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <deque>

namespace facerec::server {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::Pair;

class DirectorTest : public ::testing::Test {
protected:
  Director director(Behaviours behaviours) {
    return {std::move(behaviours), [this] { return now; }, [this] { return dice; }};
  }
  static Behaviours faults(std::string_view text) {
    Behaviours behaviours;
    behaviours.faults = *parse_faults(text);
    return behaviours;
  }
  static nlohmann::json error(const Direction &direction) {
    return nlohmann::json::parse(direction.refusal->body).at("error");
  }

  TimePoint now{};
  double dice = 0.5;
};

TEST_F(DirectorTest, LeavesEverythingAloneWhereNothingIsWanted) {
  Director plain = director({});
  const Direction direction = plain.direct("detect", false);
  EXPECT_EQ(direction.delay, 0ms);
  EXPECT_FALSE(direction.refusal);
  EXPECT_FALSE(direction.fault);
  EXPECT_EQ(direction.reason, "");
}

TEST_F(DirectorTest, LetsSoManyThroughInAnyOneSecond) {
  Director slow = director({.tps = 2});
  EXPECT_FALSE(slow.direct("detect", false).refusal);
  now += 700ms;
  EXPECT_FALSE(slow.direct("identify", false).refusal);
  now += 200ms;
  const Direction refused = slow.direct("detect", false);
  ASSERT_TRUE(refused.refusal);
  EXPECT_EQ(refused.refusal->status, 429);
  EXPECT_EQ(error(refused), (nlohmann::json{{"code", "429"}, {"message", "Rate limit is exceeded."}}));
  EXPECT_THAT(refused.refusal->headers, Contains(Pair("Retry-After", "1")));
  EXPECT_EQ(refused.reason, "tps");
  now += 100ms; // the first one is a second old
  EXPECT_FALSE(slow.direct("detect", false).refusal);
  EXPECT_TRUE(slow.direct("detect", false).refusal);
}

TEST_F(DirectorTest, ServesUntilTheQuotaIsUsedUp) {
  Director poor = director({.quota = 2});
  EXPECT_FALSE(poor.direct("detect", false).refusal);
  EXPECT_FALSE(poor.direct("get-person", false).refusal);
  EXPECT_EQ(poor.behaviours().quota, 0U);
  const Direction refused = poor.direct("detect", false);
  ASSERT_TRUE(refused.refusal);
  EXPECT_EQ(refused.refusal->status, 403);
  EXPECT_EQ(error(refused)["code"], "403");
  EXPECT_THAT(error(refused)["message"], ::testing::StartsWith("Out of call volume quota"));
  EXPECT_EQ(refused.reason, "quota");
}

TEST_F(DirectorTest, TakesNothingOffTheQuotaForACallThatComesTooFast) {
  Director both = director({.tps = 1, .quota = 2});
  EXPECT_FALSE(both.direct("detect", false).refusal);
  EXPECT_EQ(both.direct("detect", false).reason, "tps");
  EXPECT_EQ(both.behaviours().quota, 1U);
}

TEST_F(DirectorTest, DeniesIdentifyAndVerifyAsForAnUnapprovedSubscription) {
  Director unapproved = director({.deny_identify = true});
  for (const char *operation : {"identify", "verify"}) {
    const Direction refused = unapproved.direct(operation, false);
    ASSERT_TRUE(refused.refusal);
    EXPECT_EQ(refused.refusal->status, 403);
    EXPECT_EQ(error(refused),
              (nlohmann::json{{"code", "UnsupportedFeature"},
                              {"message", "Feature is not supported, missing approval for one or more "
                                          "of the following features: Identification, Verification."}}));
  }
  EXPECT_FALSE(unapproved.direct("detect", false).refusal);
}

TEST_F(DirectorTest, DeniesInTheOlderFormInTheOlderVersion) {
  Director unapproved = director({.deny_identify = true});
  const Direction refused = unapproved.direct("identify", true);
  EXPECT_EQ(error(refused)["code"], "InvalidRequest");
  EXPECT_EQ(error(refused)["innererror"]["code"], "UnsupportedFeature");
}

TEST_F(DirectorTest, UsesTheFirstFaultThatFitsUntilItIsUsedUp) {
  Director faulty = director(faults("detect:503*2,*:drip*1,detect:hang"));
  EXPECT_EQ(faulty.direct("identify", false).fault, FaultKind::Drip);
  EXPECT_EQ(faulty.direct("identify", false).fault, std::nullopt);
  EXPECT_EQ(faulty.direct("detect", false).fault, FaultKind::Unavailable);
  EXPECT_EQ(to_string(faulty.behaviours().faults), "detect:503*1,detect:hang");
  EXPECT_EQ(faulty.direct("detect", false).fault, FaultKind::Unavailable);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(faulty.direct("detect", false).fault, FaultKind::Hang);
}

TEST_F(DirectorTest, SpreadsTheLatencyEvenlyAroundItsMean) {
  Director slow = director({.latency = Latency{120, 30}});
  for (const auto &[thrown, expected] : {std::pair(0.0, 90ms), std::pair(0.5, 120ms), std::pair(0.75, 135ms)}) {
    dice = thrown;
    EXPECT_EQ(slow.direct("detect", false).delay, expected);
  }
}

TEST_F(DirectorTest, ChangesItsBehavioursWhileRunning) {
  Director changing = director(faults("*:500"));
  changing.set(faults("identify:502*1"));
  EXPECT_EQ(changing.direct("detect", false).fault, std::nullopt);
  EXPECT_EQ(changing.direct("identify", false).fault, FaultKind::BadGateway);
  EXPECT_EQ(changing.behaviours(), Behaviours{});
}

TEST(SlidingWindowTest, SaysHowLongUntilOneFits) {
  SlidingWindow window;
  TimePoint now{};
  EXPECT_EQ(window.take(3, now), std::nullopt);
  EXPECT_EQ(window.take(3, now + 400ms), std::nullopt);
  EXPECT_EQ(window.take(3, now + 500ms), std::nullopt);
  EXPECT_EQ(window.take(3, now + 600ms), Duration(400ms));
  EXPECT_EQ(window.take(1, now + 600ms), Duration(900ms)); // the limit was lowered
  EXPECT_FALSE(window.is_empty(now + 1499ms));
  EXPECT_TRUE(window.is_empty(now + 1500ms));
}

} // namespace
} // namespace facerec::server
