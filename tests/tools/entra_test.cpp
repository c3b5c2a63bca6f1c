// `facerec --auth entra`: with a scripted service, and as a process that talks TLS.
#include "tests/support/program.h"
#include "tests/support/tls_server.h"
#include "tests/tools/tool_fixture.h"

#include <cstdlib>
#include <fstream>

namespace facerec::tool::test {
namespace {

using ::facerec::test::ReceivedRequest;
using ::facerec::test::TlsReply;
using ::facerec::test::TlsServer;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char *token = R"({"token_type":"Bearer","expires_in":3599,"access_token":"the-token"})";

class EntraTool : public ToolTest {
protected:
  EntraTool() {
    variables_ = {
        {"AZURE_TENANT_ID", "tenant"}, {"AZURE_CLIENT_ID", "app"}, {"AZURE_CLIENT_SECRET", "the-client-secret"}};
  }
  int list_groups(const std::string &auth = "entra") { return facerec_at_service({"group", "list", "--auth", auth}); }
};

TEST_F(EntraTool, SendsATokenAndNoKey) {
  variables_["FACE_APIKEY"] = "the-secret-key";
  service_->answer(200, token);
  service_->answer(200, "[]");
  ASSERT_EQ(list_groups(), 0) << err();
  ASSERT_EQ(service_->requests().size(), 2u);
  EXPECT_EQ(service_->requests()[0].url, "https://login.microsoftonline.com/tenant/oauth2/v2.0/token");
  const auto &headers = service_->requests()[1].headers;
  EXPECT_EQ(headers.at("Authorization"), "Bearer the-token");
  EXPECT_FALSE(headers.contains("Ocp-Apim-Subscription-Key"));
}

TEST_F(EntraTool, TakesTheManagedIdentityWhereItIsAskedFor) {
  service_->answer(200, token);
  service_->answer(200, "[]");
  ASSERT_EQ(list_groups("managed-identity"), 0) << err();
  EXPECT_THAT(service_->requests()[0].url, StartsWith("http://169.254.169.254/metadata/identity/oauth2/token?"));
  EXPECT_THAT(service_->requests()[0].url, EndsWith("&client_id=app"));
}

TEST_F(EntraTool, ARefusedSecretIsARefusalInWords) {
  service_->answer(401, R"({"error":"invalid_client","error_description":"AADSTS7000215: Not the-client-secret."})");
  EXPECT_EQ(list_groups(), 2);
  EXPECT_EQ(err(), "facerec: Cannot list the groups: https://login.microsoftonline.com gives no token: Not …. Check "
                   "AZURE_CLIENT_SECRET: it is the secret's value, not its id. (AADSTS7000215)\n");
}

TEST_F(EntraTool, ARefusedTokenNamesTheRole) {
  service_->answer(200, token);
  service_->refuse(401, "401", "Access denied.");
  EXPECT_EQ(list_groups(), 2);
  EXPECT_EQ(err(),
            "facerec: Cannot list the groups: Access denied. (401) Give the application or managed identity the "
            "role \"Cognitive Services User\" on the resource, and check that --endpoint is the resource's own.\n");
}

TEST_F(EntraTool, TriesAgainWhereThereIsNoTokenForTheTimeBeing) {
  service_->answer(503);
  service_->answer(200, token);
  service_->answer(200, "[]");
  EXPECT_EQ(list_groups(), 0);
  EXPECT_EQ(err(), "no token from https://login.microsoftonline.com: HTTP status 503 (HTTP 503). Trying again in 1.0 "
                   "s.\n");
  EXPECT_EQ(waits_, std::vector<int>{1000});
}

TEST_F(EntraTool, GivesUpAnEndpointThatStaysSilent) {
  for (int attempt = 0; attempt < 5; ++attempt)
    service_->fail(azure::HttpFailure::Transport, "Could not resolve host");
  EXPECT_EQ(list_groups(), 3);
  EXPECT_THAT(err(), EndsWith("facerec: Cannot list the groups: no token from https://login.microsoftonline.com: Could "
                              "not resolve host.\n"));
}

TEST_F(EntraTool, RefusesWhatATokenMustNotBeSentTo) {
  EXPECT_EQ(facerec({"group", "list", "--auth", "entra", "--endpoint", "http://127.0.0.1:5000"}), 1);
  EXPECT_THAT(err(), HasSubstr("must begin with https://: a token of Entra ID is not sent by http://"));
  EXPECT_EQ(facerec({"group", "list", "--auth", "entra", "--endpoint", "https://westus.api.cognitive.microsoft.com"}),
            1);
  EXPECT_THAT(err(), HasSubstr("is the shared endpoint of a region"));
  EXPECT_TRUE(service_->requests().empty());
}

TEST_F(EntraTool, NamesWhatIsMissing) {
  variables_.erase("AZURE_TENANT_ID");
  EXPECT_EQ(list_groups(), 1);
  EXPECT_EQ(err(), "facerec: --auth entra: AZURE_TENANT_ID: is not set, but AZURE_CLIENT_SECRET is; a client secret "
                   "needs both.\n");
  EXPECT_EQ(list_groups("password"), 1);
  EXPECT_THAT(err(), HasSubstr("--auth"));
}

TEST(RealEntraTool, GetsATokenByTlsAndShowsItNowhere) {
  if (!std::getenv("FACEREC_BIN") || !TlsServer::is_supported())
    GTEST_SKIP() << "FACEREC_BIN names no program, or libmicrohttpd was built without TLS";
  const TlsServer authority([](const ReceivedRequest &) { return TlsReply{200, token}; });
  const TlsServer service([](const ReceivedRequest &request) {
    return request.header("authorization") == "Bearer the-token" ? TlsReply{200, "[]"} : TlsReply{401, ""};
  });
  const facerec::test::TemporaryDirectory directory;
  const std::string ca_file = (directory.path() / "ca.pem").string();
  std::ofstream(ca_file) << TlsServer::authority();
  const std::pair<const char *, std::string> variables[] = {{"AZURE_TENANT_ID", "tenant"},
                                                            {"AZURE_CLIENT_ID", "app"},
                                                            {"AZURE_CLIENT_SECRET", "the-client-secret"},
                                                            {"AZURE_AUTHORITY_HOST", authority.url()}};
  for (const auto &[name, value] : variables)
    ASSERT_EQ(setenv(name, value.c_str(), 1), 0);
  facerec::test::Program program(
      {"group", "list", "--json", "--auth", "entra", "--endpoint", service.url(), "--tls-ca-file", ca_file},
      directory.path() / "output");
  for (const auto &[name, value] : variables)
    unsetenv(name);
  EXPECT_EQ(program.wait(), 0);
  const std::string output = facerec::test::content_of(directory.path() / "output");
  EXPECT_THAT(output, Not(HasSubstr("the-token")));
  EXPECT_THAT(output, Not(HasSubstr("the-client-secret")));
  EXPECT_EQ(authority.requests().size(), 1u);
  EXPECT_EQ(service.requests().size(), 1u);
}

} // namespace
} // namespace facerec::tool::test
