// What the transport demands of a server's certificate.
#include "facerec/azure/http.h"
#include "tests/support/test_data.h"
#include "tests/support/tls_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>

namespace facerec::azure {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

class TlsTest : public testing::Test {
protected:
  void SetUp() override {
    if (!test::TlsServer::is_supported())
      GTEST_SKIP() << "libmicrohttpd was built without TLS";
    server_ = std::make_unique<test::TlsServer>([](const test::ReceivedRequest &) {
      return test::TlsReply{200, "hello"};
    });
    port_ = server_->port();
    std::ofstream(options_.ca_file) << test::TlsServer::authority();
  }

  Result<HttpResponse, HttpError> get(const std::string &host, const CurlOptions &options) {
    HttpRequest request;
    request.url = "https://" + host + ":" + std::to_string(port_) + "/";
    return make_curl_transport(options)->send(request, {});
  }

  test::TemporaryDirectory directory_;
  CurlOptions options_{.ca_file = (directory_.path() / "ca.pem").string()};
  std::unique_ptr<test::TlsServer> server_;
  int port_ = 0;
};

TEST_F(TlsTest, TakesACertificateOfTheGivenAuthority) {
  const auto response = get("127.0.0.1", options_);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "hello");
}

TEST_F(TlsTest, RefusesACertificateThatTheSystemDoesNotTrustBeforeAnythingIsSent) {
  const auto response = get("127.0.0.1", {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::Transport);
  EXPECT_THAT(response.error().message, HasSubstr("certificate"));
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(TlsTest, RefusesACertificateOfAnotherHost) {
  const auto response = get("localhost", options_);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::Transport);
  EXPECT_THAT(response.error().message, AnyOf(HasSubstr("host name"), HasSubstr("hostname")));
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(TlsTest, RefusesAServerThatSpeaksNoTls) {
  const test::LoopbackServer plain(std::vector<test::ScriptedReply>{});
  port_ = std::stoi(plain.url().substr(plain.url().rfind(':') + 1));
  const auto response = get("127.0.0.1", options_);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::Transport);
  EXPECT_TRUE(plain.requests().empty());
}

} // namespace
} // namespace facerec::azure
