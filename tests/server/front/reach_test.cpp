// Who may reach the server: addresses, TLS, limits.
#include "facerec/azure/http.h"
#include "server/front/client_rates.h"
#include "server/front/front_door.h"
#include "server/front/socket_address.h"
#include "tests/support/loopback_certificate.h"
#include "tests/support/test_data.h"

#include <gtest/gtest.h>

#include <fstream>

namespace facerec::server {
namespace {

using namespace std::chrono_literals;

azure::HttpRequest get(const std::string &url) {
  azure::HttpRequest request;
  request.url = url;
  request.timeout = 60s;
  return request;
}

class ReachTest : public ::testing::Test {
protected:
  std::string write(const std::string &name, const std::string &content) {
    std::ofstream(directory.path() / name) << content;
    return directory.path() / name;
  }
  Error refusal() { return http_options(options).error(); }
  void use_tls() {
    options.tls_cert = write("cert.pem", test::certificate);
    options.tls_key = write("key.pem", test::private_key);
  }

  test::TemporaryDirectory directory;
  ServeOptions options;
};

TEST_F(ReachTest, IsThisMachineUnlessToldOtherwise) {
  for (const char *address : {"127.0.0.1", "127.9.9.9", "::1"}) {
    options.address = address;
    EXPECT_TRUE(http_options(options)) << address;
  }
  for (const char *address : {"0.0.0.0", "::", "192.0.2.1"}) {
    options.address = address;
    EXPECT_EQ(refusal(), invalid_argument("the address " + options.address +
                                          " lets other machines in, and keys and pictures would travel unencrypted; "
                                          "give --tls-cert and --tls-key, or say --insecure"));
  }
}

TEST_F(ReachTest, GoesBeyondThisMachineWithTlsOrWhereThatIsInsecure) {
  options.address = "0.0.0.0";
  options.insecure = true;
  EXPECT_TRUE(http_options(options));
  options.insecure = false;
  use_tls();
  const auto http = http_options(options);
  ASSERT_TRUE(http) << http.error().message;
  EXPECT_EQ(http->tls_certificate, test::certificate);
  EXPECT_EQ(http->tls_key, test::private_key);
}

TEST_F(ReachTest, NeedsACertificateAndItsKey) {
  use_tls();
  const std::string key = options.tls_key;
  options.tls_key.clear();
  EXPECT_EQ(refusal(), invalid_argument("--tls-cert and --tls-key belong together; give both or none"));
  options.tls_key = "/nowhere/key";
  EXPECT_EQ(refusal(), (Error{ErrorCode::NotFound, "the file '/nowhere/key' of --tls-key cannot be read"}));
  options.tls_key = write("empty", "");
  EXPECT_EQ(refusal().code, ErrorCode::NotFound);
  options.tls_key = options.tls_cert;
  EXPECT_EQ(refusal().code, ErrorCode::InvalidArgument);
  EXPECT_TRUE(refusal().message.starts_with("the certificate in '" + options.tls_cert + "' and the key in '" +
                                            options.tls_cert + "' cannot be used: "))
      << refusal().message;
  options.tls_cert = key;
  options.tls_key = key;
  EXPECT_EQ(refusal().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(refusal().message.find("BEGIN"), std::string::npos); // nothing of the key
}

TEST_F(ReachTest, NamesALimitThatIsNone) {
  options.max_connections = 0;
  EXPECT_EQ(refusal(), invalid_argument("max_connections is 0; it must be 1 to 900"));
  options.max_connections = 901;
  EXPECT_EQ(refusal(), invalid_argument("max_connections is 901; it must be 1 to 900"));
  options.max_connections = 1;
  options.max_connections_per_client = 0;
  EXPECT_EQ(refusal(), invalid_argument("max_connections_per_client is 0; it must be 1 to 900"));
  options.max_connections_per_client = 1;
  options.max_requests_per_client = -1;
  EXPECT_EQ(refusal(), invalid_argument("max_requests_per_client is -1; it must be 0 to 10000"));
}

TEST_F(ReachTest, LimitsEachClientUnlessOnlyThisMachineIsServed) {
  options.max_connections = 200;
  EXPECT_EQ(http_options(options)->max_connections_per_client, 200);
  options.address = "0.0.0.0";
  options.insecure = true;
  EXPECT_EQ(http_options(options)->max_connections_per_client, 64);
  options.max_connections_per_client = 3;
  EXPECT_EQ(http_options(options)->max_connections_per_client, 3);
}

TEST_F(ReachTest, SpeaksTlsToAClientThatTrustsItsAuthority) {
  use_tls();
  const auto front = HttpFront::start(*http_options(options), {[](const Request &request) {
    return Answer{{200, request.host, {}}};
  }});
  ASSERT_TRUE(front) << front.error().message;
  EXPECT_EQ((*front)->base_url(), "https://127.0.0.1:" + std::to_string((*front)->port()));
  const azure::HttpRequest request = get((*front)->base_url());
  azure::CurlOptions trusting;
  trusting.ca_file = options.tls_cert;
  const auto trusted = azure::make_curl_transport(trusting)->send(request, {});
  ASSERT_TRUE(trusted) << trusted.error().message;
  EXPECT_EQ(trusted->body, "127.0.0.1:" + std::to_string((*front)->port()));
  EXPECT_FALSE(azure::make_curl_transport({})->send(request, {})); // the system does not know the authority
  EXPECT_FALSE((*front)->is_exposed());
}

TEST_F(ReachTest, DoesNotSpeakPlainHttpWhereItSpeaksTls) {
  use_tls();
  const auto front = HttpFront::start(*http_options(options), {[](const Request &) { return Answer{}; }});
  ASSERT_TRUE(front) << front.error().message;
  const azure::HttpRequest request = get("http://127.0.0.1:" + std::to_string((*front)->port()));
  EXPECT_FALSE(azure::make_curl_transport({})->send(request, {}));
}

TEST_F(ReachTest, IsExposedWhereOthersCanListenIn) {
  options.address = "0.0.0.0";
  options.insecure = true;
  const auto front = HttpFront::start(*http_options(options), {[](const Request &) { return Answer{}; }});
  ASSERT_TRUE(front) << front.error().message;
  EXPECT_TRUE((*front)->is_exposed());
  EXPECT_EQ((*front)->base_url(), "http://127.0.0.1:" + std::to_string((*front)->port()));
}

TEST(SocketAddressTest, KnowsLoopbackInBothFamilies) {
  for (const char *address : {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(is_loopback(*parse_address(address, 1)->get())) << address;
  for (const char *address : {"0.0.0.0", "128.0.0.1", "10.0.0.1", "::", "::2", "::ffff:10.0.0.1", "fe80::1"})
    EXPECT_FALSE(is_loopback(*parse_address(address, 1)->get())) << address;
}

TEST(SocketAddressTest, WritesUrls) {
  EXPECT_EQ(base_url_of("http", *parse_address("192.0.2.1", 0), 80), "http://192.0.2.1:80");
  EXPECT_EQ(base_url_of("https", *parse_address("::1", 0), 443), "https://[::1]:443");
  EXPECT_EQ(base_url_of("http", *parse_address("0.0.0.0", 0), 80), "http://127.0.0.1:80");
  EXPECT_EQ(base_url_of("http", *parse_address("::", 0), 80), "http://[::1]:80");
  EXPECT_FALSE(parse_address("localhost", 0));
}

TEST(ClientRatesTest, CountEachClientForItself) {
  TimePoint now{};
  ClientRates rates(2, [&] { return now; });
  EXPECT_TRUE(rates.admit("192.0.2.1"));
  EXPECT_TRUE(rates.admit("192.0.2.1"));
  EXPECT_FALSE(rates.admit("192.0.2.1"));
  EXPECT_TRUE(rates.admit("192.0.2.2"));
  now += 999ms;
  EXPECT_FALSE(rates.admit("192.0.2.1"));
  now += 1ms;
  EXPECT_TRUE(rates.admit("192.0.2.1"));
}

TEST(ClientRatesTest, TakeAnIpv6NetworkForOneClient) {
  ClientRates rates(1, [] { return TimePoint(); });
  EXPECT_TRUE(rates.admit("2001:db8:0:1::1"));
  EXPECT_FALSE(rates.admit("2001:db8:0:1:ffff::2"));
  EXPECT_TRUE(rates.admit("2001:db8:0:2::1"));
}

TEST(ClientRatesTest, LimitNobodyWhereTheLimitIsZero) {
  ClientRates rates(0, [] { return TimePoint(); });
  for (int i = 0; i < 1000; ++i)
    EXPECT_TRUE(rates.admit("192.0.2.1"));
}

} // namespace
} // namespace facerec::server
