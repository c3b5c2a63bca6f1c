// What the transport demands of a server's certificate.
#include "facerec/azure/http.h"
#include "tests/support/test_data.h"
#include "tests/support/tls_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <microhttpd.h>

#include <atomic>
#include <fstream>
#include <memory>

namespace facerec::azure {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

MHD_Result greet(void *requests, MHD_Connection *connection, const char *, const char *, const char *, const char *,
                 std::size_t *, void **) {
  ++*static_cast<std::atomic<int> *>(requests);
  char text[] = "hello";
  MHD_Response *response = MHD_create_response_from_buffer(5, text, MHD_RESPMEM_MUST_COPY);
  const MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
  MHD_destroy_response(response);
  return result;
}

class TlsTest : public testing::Test {
protected:
  void SetUp() override {
    if (!test::TlsServer::is_supported())
      GTEST_SKIP() << "libmicrohttpd was built without TLS";
    server_ = std::make_unique<test::TlsServer>([](const test::ReceivedRequest &) {
      return test::TlsReply{200, "hello"};
    });
    port_ = static_cast<unsigned>(server_->port());
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
  unsigned port_ = 0;
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
  std::atomic<int> requests = 0;
  MHD_Daemon *plain =
      MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, nullptr, nullptr, greet, &requests, MHD_OPTION_END);
  ASSERT_NE(plain, nullptr);
  port_ = MHD_get_daemon_info(plain, MHD_DAEMON_INFO_BIND_PORT)->port;
  const auto response = get("127.0.0.1", options_);
  MHD_stop_daemon(plain);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::Transport);
  EXPECT_EQ(requests, 0);
}

} // namespace
} // namespace facerec::azure
