// Tokens over the real network: a token endpoint and a face service on loopback, both by TLS under a test's authority.
#include "facerec/azure/face_client.h"
#include "facerec/azure/token_source.h"
#include "tests/support/test_data.h"
#include "tests/support/tls_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace facerec::azure {
namespace {

using Kind = ServiceError::Kind;
using facerec::test::ReceivedRequest;
using facerec::test::TlsReply;
using facerec::test::TlsServer;
using testing::HasSubstr;

const GroupRef staff{GroupType::Large, "staff"};

TlsReply token_reply(const std::string &token, int lifetime) {
  return {200,
          R"({"token_type":"Bearer","access_token":")" + token + R"(","expires_in":)" + std::to_string(lifetime) + "}"};
}

class EntraTls : public testing::Test {
protected:
  void SetUp() override {
    if (!TlsServer::is_supported())
      GTEST_SKIP() << "libmicrohttpd was built without TLS";
    std::ofstream(ca_file_) << TlsServer::authority();
    authority_ = std::make_unique<TlsServer>([this](const ReceivedRequest &) {
      const std::lock_guard lock(mutex_);
      return reply_;
    });
    service_ = std::make_unique<TlsServer>([this](const ReceivedRequest &request) {
      const std::lock_guard lock(mutex_);
      const bool takes = request.header("authorization") == "Bearer " + accepted_;
      return takes ? TlsReply{202, ""} : TlsReply{401, R"({"error":{"code":"401","message":"Access denied."}})"};
    });
    connect({{"AZURE_TENANT_ID", "tenant"},
             {"AZURE_CLIENT_ID", "app"},
             {"AZURE_CLIENT_SECRET", "the-client-secret"},
             {"AZURE_AUTHORITY_HOST", authority_->url()}},
            ca_file_);
  }

  void connect(std::map<std::string, std::string> environment, const std::string &ca_file) {
    const auto credential = find_entra_credential(Auth::Entra, [&](const std::string &name) {
      return environment.contains(name) ? std::optional(environment[name]) : std::nullopt;
    });
    ASSERT_TRUE(credential) << credential.error().message;
    TokenSourceWorld world;
    world.clock = [this] { return TimePoint(Duration(now_.load())); };
    world.random = [] { return 0.0; };
    tokens_ = std::make_shared<TokenSource>(*credential,
                                            make_curl_transport(token_transport_options(*credential, ca_file)), world);
    client_ = std::make_unique<FaceClient>(
        ClientOptions{.endpoint = *Endpoint::parse(service_->url(), false), .api_key = "", .tokens = tokens_},
        make_curl_transport({.ca_file = ca_file_}));
  }

  Answer<void> train(std::stop_token stop = {}) { return client_->train(staff, stop); }
  // What the endpoint answers from now on.
  void answer(TlsReply reply) {
    const std::lock_guard lock(mutex_);
    reply_ = std::move(reply);
  }
  // The token that the service takes from now on.
  void accept(std::string token) {
    const std::lock_guard lock(mutex_);
    accepted_ = std::move(token);
  }
  void pass(Duration time) { now_ += time.count(); }
  ServiceError failure() {
    const auto outcome = train();
    return outcome ? ServiceError{} : outcome.error();
  }

  facerec::test::TemporaryDirectory directory_;
  const std::string ca_file_ = (directory_.path() / "ca.pem").string();
  std::atomic<Duration::rep> now_ = 0;
  std::mutex mutex_; // guards the next two
  TlsReply reply_ = token_reply("first", 3600);
  std::string accepted_ = "first";
  std::unique_ptr<TlsServer> authority_;
  std::unique_ptr<TlsServer> service_;
  std::shared_ptr<TokenSource> tokens_;
  std::unique_ptr<FaceClient> client_;
};

TEST_F(EntraTls, FetchesATokenOnceForManyCalls) {
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(train());
  ASSERT_EQ(authority_->requests().size(), 1u);
  const ReceivedRequest asked = authority_->requests().at(0);
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.target, "/tenant/oauth2/v2.0/token");
  EXPECT_EQ(asked.header("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(asked.body, "grant_type=client_credentials&client_id=app&client_secret=the-client-secret"
                        "&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default");
  EXPECT_EQ(service_->requests().size(), 10u);
  EXPECT_EQ(service_->requests().at(9).header("ocp-apim-subscription-key"), std::nullopt);
}

TEST_F(EntraTls, FetchesOnceForCallersAtTheSameTime) {
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 6; ++i)
      callers.emplace_back([this] { EXPECT_TRUE(train()); });
  }
  EXPECT_EQ(authority_->requests().size(), 1u);
}

TEST_F(EntraTls, AsksTheMachineForItsIdentity) {
  connect({{"AZURE_POD_IDENTITY_AUTHORITY_HOST", authority_->url()}, {"AZURE_CLIENT_ID", "user-assigned"}}, ca_file_);
  answer({200, R"({"access_token":"first","expires_in":"3599","expires_on":"1","token_type":"Bearer"})"});
  ASSERT_TRUE(train());
  const ReceivedRequest asked = authority_->requests().at(0);
  EXPECT_EQ(asked.method, "GET");
  EXPECT_EQ(asked.header("metadata"), "true");
  EXPECT_EQ(asked.target, "/metadata/identity/oauth2/token?api-version=2018-02-01"
                          "&resource=https://cognitiveservices.azure.com&client_id=user-assigned");
}

TEST_F(EntraTls, RenewsBeforeTheTokenExpires) {
  ASSERT_TRUE(train());
  answer(token_reply("second", 3600));
  pass(std::chrono::minutes(54));
  ASSERT_TRUE(train());
  pass(std::chrono::minutes(1));
  accept("second");
  ASSERT_TRUE(train());
  EXPECT_EQ(authority_->requests().size(), 2u);
  EXPECT_EQ(service_->requests().size(), 3u) << "none was refused";
}

TEST_F(EntraTls, GetsOverATokenThatExpiredOnTheWay) {
  ASSERT_TRUE(train());
  pass(std::chrono::minutes(10));
  answer(token_reply("second", 3600));
  accept("second");
  ASSERT_TRUE(train());
  EXPECT_EQ(service_->requests().size(), 3u);
}

TEST_F(EntraTls, TellsThatTheSecretIsRefusedAndRecovers) {
  answer({401, R"({"error":"invalid_client","error_description":"AADSTS7000215: No the-client-secret. Trace ID: 1"})"});
  const ServiceError error = failure();
  EXPECT_EQ(error.kind, Kind::Unauthorized);
  EXPECT_EQ(error.code, "AADSTS7000215");
  EXPECT_THAT(error.message, HasSubstr("gives no token: No …. Check AZURE_CLIENT_SECRET"));
  EXPECT_TRUE(service_->requests().empty());
  answer(token_reply("first", 3600));
  pass(std::chrono::minutes(1));
  EXPECT_TRUE(train());
}

TEST_F(EntraTls, CallsAGarbledAnswerAnOutage) {
  answer({200, "<html>"});
  EXPECT_EQ(failure().kind, Kind::NoToken);
}

TEST_F(EntraTls, TakesNoHugeAnswer) {
  answer(token_reply(std::string(1024 * 1024, 't'), 3600));
  const ServiceError error = failure();
  EXPECT_EQ(error.kind, Kind::NoToken);
  EXPECT_THAT(error.message, HasSubstr("larger than 65536 bytes"));
}

TEST_F(EntraTls, FollowsNoRedirect) {
  answer({302, "", {{"Location", service_->url() + "/elsewhere"}}});
  EXPECT_EQ(failure().message, "no token from " + authority_->url() + ": HTTP status 302");
  EXPECT_TRUE(service_->requests().empty());
}

TEST_F(EntraTls, StopEndsAnAnswerThatDoesNotCome) {
  answer({200, "", {}, true});
  std::stop_source stop;
  auto outcome = std::async(std::launch::async, [&] { return train(stop.get_token()); });
  authority_->await_requests(1);
  stop.request_stop();
  EXPECT_EQ(outcome.get().error().kind, Kind::Cancelled);
  EXPECT_TRUE(service_->requests().empty());
}

TEST_F(EntraTls, SendsNoSecretToAnEndpointThatIsNotTrusted) {
  connect({{"AZURE_TENANT_ID", "tenant"},
           {"AZURE_CLIENT_ID", "app"},
           {"AZURE_CLIENT_SECRET", "the-client-secret"},
           {"AZURE_AUTHORITY_HOST", authority_->url()}},
          "");
  const ServiceError error = failure();
  EXPECT_EQ(error.kind, Kind::NoToken);
  EXPECT_THAT(error.message, HasSubstr("certificate"));
  EXPECT_TRUE(authority_->requests().empty());
}

} // namespace
} // namespace facerec::azure
