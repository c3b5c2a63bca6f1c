#include "facerec/azure/face_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace facerec::azure {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Endpoint, TakesHttpsAnywhereAndDropsTheLastSlash) {
  const std::pair<const char *, const char *> rows[] = {
      {"https://name.cognitiveservices.azure.com/", "https://name.cognitiveservices.azure.com"},
      {"https://name.cognitiveservices.azure.com", "https://name.cognitiveservices.azure.com"},
      {"HTTPS://westeurope.api.cognitive.microsoft.com/", "https://westeurope.api.cognitive.microsoft.com"},
      {"https://10.0.0.1:8443/", "https://10.0.0.1:8443"},
      {"https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"},
  };
  for (const auto &[text, base] : rows) {
    const auto endpoint = Endpoint::parse(text, false);
    ASSERT_TRUE(endpoint) << endpoint.error().message;
    EXPECT_EQ(endpoint->base(), base);
  }
}

TEST(Endpoint, TakesPlainHttpToThisMachine) {
  for (const char *text :
       {"http://127.0.0.1:8080", "http://127.255.0.9", "http://localhost:1", "http://LocalHost", "http://[::1]:8080"}) {
    const auto endpoint = Endpoint::parse(text, false);
    EXPECT_TRUE(endpoint) << text;
  }
}

TEST(Endpoint, RefusesPlainHttpToOtherMachinesUnlessAllowed) {
  for (const char *text :
       {"http://example.org", "http://127.0.0.1.example.org", "http://localhost.example.org", "http://128.0.0.1",
        "http://[::2]", "http://[::ffff:10.0.0.1]", "http://0.0.0.0", "http://localhostx"}) {
    const auto refused = Endpoint::parse(text, false);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(refused.error().message,
              "azure-endpoint \"" + std::string(text) +
                  "\" must begin with https://: http:// would send the key unprotected and is taken for this machine "
                  "only (127.0.0.0/8, ::1, localhost) unless allow-insecure-http is set");
    const auto allowed = Endpoint::parse(text, true);
    ASSERT_TRUE(allowed) << text;
    EXPECT_EQ(allowed->base(), text);
  }
}

struct Refusal {
  const char *text;
  const char *shown;
  const char *rule;
};

TEST(Endpoint, RefusesWhatIsNoAddressOfAServiceNamingValueAndRule) {
  const Refusal rows[] = {
      {"", "", "is empty"},
      {"name.cognitiveservices.azure.com", "name.cognitiveservices.azure.com", "is no URL"},
      {"https://", "https://", "is no URL"},
      {"https://host:99999", "https://host:99999", "is no URL"},
      {"https://host:port", "https://host:port", "is no URL"},
      {"https://ho[st", "https://ho[st", "is no URL"},
      {"https://ho\\st", "https://ho\\st", "is no URL"},
      {"ftp://host/", "ftp://host/", "must begin with https://"},
      {"file:///etc/passwd", "file:///etc/passwd", "must begin with https://"},
      {"https://host/face/v1.0", "https://host/face/v1.0", "without a path"},
      {"https://host /", "https://host /", "must not contain spaces"},
      {" https://host/", " https://host/", "must not contain spaces"},
      {"https://host/\r\nX: y", "https://host/  X: y", "must not contain spaces"},
      {"https://host/?key=hidden", "https://host/", "query or fragment"},
      {"https://host/#hidden", "https://host/", "query or fragment"},
      {"https://user:hidden@host/", "https://…@host/", "user name or password"},
      {"https://hidden@host/", "https://…@host/", "user name or password"},
      {"https://@host/", "https://…@host/", "user name or password"},
      {"user:hidden@host", "…@host", "user name or password"},
      {"https://user:hid?den@host/", "https://…", "user name or password"},
      {"https://user:hid@den@host/?hidden", "https://…@host/", "user name or password"},
      {"user:hid@den://host", "…@den://host", "user name or password"},
  };
  for (const Refusal &row : rows) {
    const auto endpoint = Endpoint::parse(row.text, true);
    ASSERT_FALSE(endpoint) << row.text;
    EXPECT_EQ(endpoint.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(endpoint.error().message, StartsWith("azure-endpoint \"" + std::string(row.shown) + "\" "));
    EXPECT_THAT(endpoint.error().message, HasSubstr(row.rule));
    EXPECT_THAT(endpoint.error().message, Not(HasSubstr("hid")));
  }
}

TEST(Endpoint, RefusesEndlessTextWithAShortMessage) {
  const auto endpoint = Endpoint::parse("https://" + std::string(100000, 'x'), false);
  ASSERT_FALSE(endpoint);
  EXPECT_THAT(endpoint.error().message, HasSubstr("is too long"));
  EXPECT_LT(endpoint.error().message.size(), 300u);
}

TEST(Endpoint, RefusesANulByteInsteadOfStoppingThere) {
  EXPECT_FALSE(Endpoint::parse(std::string_view("https://host\0.example.org", 25), false));
}

TEST(ApiVersions, AreReadAndWritten) {
  EXPECT_EQ(to_string(ApiVersion::V1_0), "v1.0");
  EXPECT_EQ(to_string(ApiVersion::V1_2), "v1.2");
  EXPECT_EQ(api_version_from("v1.0"), ApiVersion::V1_0);
  EXPECT_EQ(api_version_from("v1.2"), ApiVersion::V1_2);
  for (const char *text : {"", "1.2", "V1.2", "v1.1", "v1.2 ", "v1.2-preview.1"})
    EXPECT_EQ(api_version_from(text), std::nullopt) << text;
}

TEST(GroupIds, AreLowerCaseLettersDigitsUnderscoreAndHyphenUpTo64) {
  EXPECT_TRUE(is_valid_group_id("a"));
  EXPECT_TRUE(is_valid_group_id("staff_2024-b"));
  EXPECT_TRUE(is_valid_group_id(std::string(64, 'z')));
  EXPECT_FALSE(is_valid_group_id(std::string(65, 'z')));
  for (const char *id : {"", "Staff", "a b", "a/b", "..", "a.b", "ä", "a\n", "a%2f"})
    EXPECT_FALSE(is_valid_group_id(id)) << id;
}

} // namespace
} // namespace facerec::azure
