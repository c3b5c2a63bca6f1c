// Calls that a token authorises instead of a key.
#include "facerec/azure/face_client.h"

#include "tests/azure/played_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace facerec::azure {
namespace {

using namespace std::chrono_literals;
using Kind = ServiceError::Kind;
using test::PlayedTokens;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

const GroupRef staff{GroupType::Large, "staff"};

// The face service: knows which tokens it takes, and remembers what it was sent.
class PlayedService final : public HttpTransport {
public:
  Result<HttpResponse, HttpError> send(const HttpRequest &request, std::stop_token) override {
    headers.push_back(request.headers);
    urls.push_back(request.url);
    const bool refuses = refused.contains(request.headers.at(0).second);
    return refuses ? HttpResponse{401, {}, R"({"error":{"code":"401","message":")" + words + "\"}}"} : answer;
  }

  HttpResponse answer{200, {}, ""};
  std::set<std::string> refused; // values of the Authorization header
  std::string words = "Access denied.";
  std::vector<std::vector<std::pair<std::string, std::string>>> headers;
  std::vector<std::string> urls;
};

class TokenCalls : public testing::Test {
protected:
  Answer<void> train(std::stop_token stop = {}) { return client_.train(staff, stop); }
  std::vector<std::string> sent() const {
    std::vector<std::string> values;
    for (const auto &each : service_->headers)
      values.push_back(each.at(0).second);
    return values;
  }

  std::shared_ptr<PlayedTokens> endpoint_ = std::make_shared<PlayedTokens>();
  std::shared_ptr<PlayedService> service_ = std::make_shared<PlayedService>();
  FaceClient client_{{.endpoint = *Endpoint::parse("https://face.example.org/", false),
                      .api_key = "the-key-that-is-not-sent",
                      .request_timeout = 1234ms,
                      .tokens = std::make_shared<TokenSource>(test::application(), endpoint_, endpoint_->world())},
                     service_};
};

TEST_F(TokenCalls, CarryTheTokenAndNoKey) {
  ASSERT_TRUE(train());
  ASSERT_EQ(service_->headers.at(0).size(), 2u);
  EXPECT_EQ(service_->headers.at(0).at(0), (std::pair<std::string, std::string>("Authorization", "Bearer token-1")));
  EXPECT_EQ(service_->headers.at(0).at(1).first, "client-request-id");
  EXPECT_EQ(service_->urls.at(0), "https://face.example.org/face/v1.2/largepersongroups/staff/train");
}

TEST_F(TokenCalls, ShareOneToken) {
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(train());
  EXPECT_EQ(endpoint_->asked(), 1);
  EXPECT_EQ(endpoint_->timeouts().at(0), 1234ms) << "no longer than a call may take";
}

TEST_F(TokenCalls, GoOnWithANewTokenWhereTheOldOneIsRefused) {
  ASSERT_TRUE(train());
  endpoint_->pass(10min); // while the machine slept, the token died
  service_->refused = {"Bearer token-1"};
  ASSERT_TRUE(train());
  EXPECT_THAT(sent(), ElementsAre("Bearer token-1", "Bearer token-1", "Bearer token-2"));
  EXPECT_THAT(client_.transactions(), ElementsAre(Pair("train", 3u)));
}

TEST_F(TokenCalls, AskForANewTokenOnlyOnce) {
  ASSERT_TRUE(train());
  endpoint_->pass(10min);
  service_->refused = {"Bearer token-1", "Bearer token-2"};
  const auto outcome = train();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Kind::Unauthorized);
  EXPECT_EQ(outcome.error().http_status, 401);
  EXPECT_TRUE(outcome.error().sent);
  EXPECT_TRUE(outcome.error().by_token);
  EXPECT_EQ(endpoint_->asked(), 2);
  EXPECT_FALSE(train());
  EXPECT_EQ(endpoint_->asked(), 2) << "a token that was just obtained is not refused for its age";
}

TEST_F(TokenCalls, AreNotRepeatedWithTheSameToken) {
  endpoint_->give_the_same();
  ASSERT_TRUE(train());
  endpoint_->pass(10min);
  service_->refused = {"Bearer token-1"};
  EXPECT_EQ(train().error().kind, Kind::Unauthorized);
  EXPECT_EQ(sent().size(), 2u);
}

TEST_F(TokenCalls, AreAnOutageWhereTheDeadTokenCannotBeRenewed) {
  ASSERT_TRUE(train());
  endpoint_->pass(10min);
  endpoint_->fail(503);
  service_->refused = {"Bearer token-1"};
  EXPECT_EQ(train().error().kind, Kind::NoToken);
}

TEST_F(TokenCalls, AreNotSentWithoutAToken) {
  endpoint_->fail(503);
  const auto outcome = train();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Kind::NoToken);
  EXPECT_EQ(outcome.error().message, "no token from https://login.example: HTTP status 503");
  EXPECT_FALSE(outcome.error().sent);
  EXPECT_TRUE(sent().empty());
  EXPECT_TRUE(client_.transactions().empty());
}

TEST_F(TokenCalls, DoNotRepeatATokenThatIsEchoed) {
  service_->words = "What is token-1?";
  service_->refused = {"Bearer token-1"};
  EXPECT_EQ(train().error().message, "What is …?");
}

TEST_F(TokenCalls, AskForNothingWhereStopWasRequestedBefore) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(train(stop.get_token()).error().kind, Kind::Cancelled);
  EXPECT_EQ(endpoint_->asked(), 0);
}

} // namespace
} // namespace facerec::azure
