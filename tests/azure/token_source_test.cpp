// When tokens are asked for, against an endpoint that is played and a clock that stands.
#include "facerec/azure/token_source.h"

#include "tests/azure/played_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace facerec::azure {
namespace {

using namespace std::chrono_literals;
using Kind = ServiceError::Kind;
using test::PlayedTokens;

class TokenSourceTest : public testing::Test {
protected:
  std::string token() {
    const auto token = source_.token({});
    return token ? *token : std::string(to_string(token.error().kind));
  }
  void pass(Duration time) { endpoint_->pass(time); }

  std::shared_ptr<PlayedTokens> endpoint_ = std::make_shared<PlayedTokens>();
  TokenSource source_{test::application(), endpoint_, endpoint_->world()};
};

TEST_F(TokenSourceTest, AsksOnceForManyCalls) {
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(token(), "token-1");
  EXPECT_EQ(endpoint_->asked(), 1);
}

TEST_F(TokenSourceTest, RenewsFiveMinutesBeforeTheEnd) {
  EXPECT_EQ(token(), "token-1");
  pass(3300s - 1ms);
  EXPECT_EQ(token(), "token-1");
  pass(1ms);
  EXPECT_EQ(token(), "token-2");
  pass(3299s);
  EXPECT_EQ(token(), "token-2");
}

TEST_F(TokenSourceTest, CountsTheLifeFromTheQuestionOn) {
  endpoint_->on_ask = [this] { endpoint_->pass(10s); };
  EXPECT_EQ(token(), "token-1");
  pass(3290s - 1ms);
  EXPECT_EQ(token(), "token-1");
  pass(1ms);
  EXPECT_EQ(token(), "token-2");
}

TEST_F(TokenSourceTest, UsesTheOldTokenWhileItLivesWhereTheEndpointIsDown) {
  EXPECT_EQ(token(), "token-1");
  endpoint_->fail(503);
  pass(3300s);
  EXPECT_EQ(token(), "token-1");
  EXPECT_EQ(token(), "token-1");
  EXPECT_EQ(endpoint_->asked(), 2) << "and leaves the endpoint alone for a while";
  EXPECT_EQ(endpoint_->timeouts().back(), 2000ms) << "and nobody waits long for what is not needed yet";
  pass(270s - 1ms);
  EXPECT_EQ(token(), "token-1");
  EXPECT_EQ(endpoint_->asked(), 3);
  pass(10s); // half a minute before its end it is dead
  EXPECT_EQ(token(), "no-token");
}

TEST_F(TokenSourceTest, LeavesAFailingEndpointAloneForLongerAndLonger) {
  endpoint_->fail(503);
  endpoint_->random = 0.5;
  const auto error = source_.token({}).error();
  EXPECT_EQ(error.kind, Kind::NoToken);
  EXPECT_EQ(error.http_status, 503);
  EXPECT_EQ(error.retry_after, 1500ms);
  pass(1s);
  EXPECT_EQ(source_.token({}).error().retry_after, 500ms);
  EXPECT_EQ(endpoint_->asked(), 1);
  pass(500ms);
  EXPECT_EQ(token(), "no-token");
  EXPECT_EQ(endpoint_->asked(), 2);
  pass(1h);
  EXPECT_EQ(source_.token({}).error().retry_after, 4500ms) << "the third: 1 s to 8 s";
}

TEST_F(TokenSourceTest, BelievesTheEndpointsOwnWish) {
  endpoint_->fail(429, "", {{"retry-after", "30"}});
  EXPECT_EQ(source_.token({}).error().retry_after, 30s);
  endpoint_->work();
  pass(29s);
  EXPECT_EQ(token(), "no-token");
  pass(1s);
  EXPECT_EQ(token(), "token-1");
}

TEST_F(TokenSourceTest, BeginsAnewAfterASuccess) {
  endpoint_->fail(503);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(token(), "no-token");
    pass(1min);
  }
  endpoint_->work();
  EXPECT_EQ(token(), "token-1");
  pass(1h);
  endpoint_->fail(503);
  EXPECT_EQ(source_.token({}).error().retry_after, 1s);
}

TEST_F(TokenSourceTest, TellsARefusalAndRecoversByItself) {
  endpoint_->fail(401, R"({"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret."})");
  const auto refused = source_.token({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Kind::Unauthorized);
  EXPECT_EQ(refused.error().code, "AADSTS7000215");
  EXPECT_FALSE(refused.error().sent);
  endpoint_->work();
  pass(1s);
  EXPECT_EQ(token(), "token-1");
}

TEST_F(TokenSourceTest, WaitsNoLongerThanItsCaller) {
  endpoint_->fail(503);
  EXPECT_FALSE(source_.token({{}, 700ms}));
  pass(1min);
  EXPECT_FALSE(source_.token({{}, 60000ms}));
  EXPECT_EQ(endpoint_->timeouts(), (std::vector{700ms, 10000ms}));
}

TEST_F(TokenSourceTest, RenewsARefusedTokenOnceItIsAMinuteOld) {
  EXPECT_EQ(token(), "token-1");
  pass(59s);
  EXPECT_EQ(*source_.renew("token-1", {}), "token-1") << "its age cannot be the reason";
  EXPECT_EQ(endpoint_->asked(), 1);
  pass(1s);
  EXPECT_EQ(*source_.renew("token-1", {}), "token-2");
  EXPECT_EQ(*source_.renew("token-1", {}), "token-2") << "somebody else's refusal of the same old token";
  EXPECT_EQ(endpoint_->asked(), 2);
}

TEST_F(TokenSourceTest, DoesNotGoBackToARefusedTokenWhereTheEndpointIsDown) {
  EXPECT_EQ(token(), "token-1");
  pass(10min);
  endpoint_->fail(503);
  EXPECT_EQ(source_.renew("token-1", {}).error().kind, Kind::NoToken);
  EXPECT_EQ(token(), "no-token");
}

TEST_F(TokenSourceTest, StopBeforehandAsksNothing) {
  std::stop_source stop;
  stop.request_stop();
  const auto token = source_.token(stop.get_token());
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, Kind::Cancelled);
  EXPECT_EQ(endpoint_->asked(), 0);
}

TEST_F(TokenSourceTest, OneCallerAsksWhileTheOthersWait) {
  endpoint_->hold();
  std::vector<std::future<std::string>> callers;
  for (int i = 0; i < 8; ++i)
    callers.push_back(std::async(std::launch::async, [this] { return token(); }));
  endpoint_->await_asked(1);
  endpoint_->release();
  for (auto &caller : callers)
    EXPECT_EQ(caller.get(), "token-1");
  EXPECT_EQ(endpoint_->asked(), 1);
}

TEST_F(TokenSourceTest, OthersGoOnWithTheOldTokenWhileOneRenews) {
  EXPECT_EQ(token(), "token-1");
  pass(3300s);
  endpoint_->hold();
  auto renewing = std::async(std::launch::async, [this] { return token(); });
  endpoint_->await_asked(2);
  EXPECT_EQ(token(), "token-1");
  endpoint_->release();
  EXPECT_EQ(renewing.get(), "token-2");
}

TEST_F(TokenSourceTest, StoppedCallerLeavesTheQuestionToTheNext) {
  endpoint_->hold();
  std::stop_source stop;
  auto first = std::async(std::launch::async, [&] { return source_.token(stop.get_token()).error().kind; });
  endpoint_->await_asked(1);
  auto second = std::async(std::launch::async, [this] { return token(); });
  stop.request_stop();
  EXPECT_EQ(first.get(), Kind::Cancelled);
  endpoint_->await_asked(2);
  endpoint_->release();
  EXPECT_EQ(second.get(), "token-1") << "and nothing was held against the endpoint";
}

TEST_F(TokenSourceTest, WaiterCanBeStopped) {
  endpoint_->hold();
  auto first = std::async(std::launch::async, [this] { return token(); });
  endpoint_->await_asked(1);
  std::stop_source stop;
  auto second = std::async(std::launch::async, [&] { return source_.token(stop.get_token()).error().kind; });
  stop.request_stop();
  EXPECT_EQ(second.get(), Kind::Cancelled);
  endpoint_->release();
  EXPECT_EQ(first.get(), "token-1");
}

TEST(SharedTokenSource, IsOnePerIdentityAndAuthorities) {
  ClientSecret mine = test::application();
  const auto first = share_token_source(mine, "ca.pem");
  EXPECT_EQ(share_token_source(mine, "ca.pem"), first);
  EXPECT_NE(share_token_source(mine, ""), first);
  mine.secret = "another";
  EXPECT_NE(share_token_source(mine, "ca.pem"), first);
  EXPECT_NE(share_token_source(ManagedIdentity{}, "ca.pem"), first);
}

TEST(TokenTransport, TakesSmallAnswersOnlyAndDoesNotWaitLongForAMachineThatIsNotThere) {
  const CurlOptions options = token_transport_options(test::application(), "ca.pem");
  EXPECT_EQ(options.ca_file, "ca.pem");
  EXPECT_EQ(options.max_response_bytes, 65536u);
  EXPECT_EQ(options.connect_timeout, 5000ms);
  EXPECT_EQ(token_transport_options(ManagedIdentity{}, "").connect_timeout, 2000ms);
}

} // namespace
} // namespace facerec::azure
