// What the transport demands of a server's certificate.
#include "facerec/azure/http.h"
#include "tests/support/loopback_certificate.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <microhttpd.h>

#include <fstream>

namespace facerec::azure {
namespace {

using test::certificate;
using test::private_key;
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
    if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
      GTEST_SKIP() << "libmicrohttpd was built without TLS";
    daemon_ =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_TLS, 0, nullptr, nullptr, greet, &requests_,
                         MHD_OPTION_HTTPS_MEM_KEY, private_key, MHD_OPTION_HTTPS_MEM_CERT, certificate, MHD_OPTION_END);
    ASSERT_NE(daemon_, nullptr);
    port_ = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT)->port;
    std::ofstream(options_.ca_file) << certificate;
  }
  void TearDown() override {
    if (daemon_)
      MHD_stop_daemon(daemon_);
  }

  Result<HttpResponse, HttpError> get(const std::string &host, const CurlOptions &options) {
    HttpRequest request;
    request.url = "https://" + host + ":" + std::to_string(port_) + "/";
    return make_curl_transport(options)->send(request, {});
  }

  test::TemporaryDirectory directory_;
  CurlOptions options_{.ca_file = (directory_.path() / "ca.pem").string()};
  std::atomic<int> requests_ = 0;
  MHD_Daemon *daemon_ = nullptr;
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
  EXPECT_EQ(requests_, 0);
}

TEST_F(TlsTest, RefusesACertificateOfAnotherHost) {
  const auto response = get("localhost", options_);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::Transport);
  EXPECT_THAT(response.error().message, AnyOf(HasSubstr("host name"), HasSubstr("hostname")));
  EXPECT_EQ(requests_, 0);
}

TEST_F(TlsTest, RefusesAServerThatSpeaksNoTls) {
  MHD_Daemon *plain =
      MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, nullptr, nullptr, greet, &requests_, MHD_OPTION_END);
  ASSERT_NE(plain, nullptr);
  port_ = MHD_get_daemon_info(plain, MHD_DAEMON_INFO_BIND_PORT)->port;
  const auto response = get("127.0.0.1", options_);
  MHD_stop_daemon(plain);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::Transport);
  EXPECT_EQ(requests_, 0);
}

} // namespace
} // namespace facerec::azure
