// What an address is made of, and which ones are near.
#include "azure/url.h"

#include <gtest/gtest.h>

namespace facerec::azure {
namespace {

TEST(ParseUrl, TakesAnAddressApart) {
  const auto url = parse_url("HTTPS://Login.example:8443/a/b/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "Login.example");
  EXPECT_EQ(url->path, "/a/b/");
  EXPECT_EQ(url->whole, "https://Login.example:8443/a/b");
}

TEST(ParseUrl, GivesNothingForWhatIsNone) {
  for (const char *text : {"", "login.example", "https://", "http://[bad"})
    EXPECT_FALSE(parse_url(text)) << text;
}

TEST(NearHosts, AreTheMachineAndItsLink) {
  for (const char *host : {"127.0.0.1", "127.255.0.9", "[::1]", "localhost", "LOCALHOST"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const char *host : {"128.0.0.1", "169.254.169.254", "[::2]", "localhost.example", "127.0.0.1.example", ""})
    EXPECT_FALSE(is_loopback(host)) << host;
  for (const char *host : {"169.254.169.254", "169.254.0.1"})
    EXPECT_TRUE(is_link_local(host)) << host;
  for (const char *host : {"169.253.169.254", "169.255.0.1", "127.0.0.1", "169.254.169.254.example", ""})
    EXPECT_FALSE(is_link_local(host)) << host;
}

} // namespace
} // namespace facerec::azure
