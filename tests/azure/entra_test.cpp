// Which identity the environment gives, and where its tokens may go.
#include "facerec/azure/entra.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace facerec::azure {
namespace {

using testing::HasSubstr;
using testing::Not;
using Environment = std::map<std::string, std::string>;

Variables variables(Environment values) {
  return [values = std::move(values)](const std::string &name) {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

const Environment application{{"AZURE_TENANT_ID", "11111111-2222-3333-4444-555555555555"},
                              {"AZURE_CLIENT_ID", "app-id"},
                              {"AZURE_CLIENT_SECRET", "s3cr~t/+= value"}};

Environment with(Environment base, const Environment &more) {
  for (const auto &[name, value] : more)
    base[name] = value;
  return base;
}

EntraCredential found(const Environment &values, Auth auth = Auth::Entra) {
  const auto credential = find_entra_credential(auth, variables(values));
  EXPECT_TRUE(credential) << credential.error().message;
  return credential ? *credential : EntraCredential();
}

std::string problem(const Environment &values, Auth auth = Auth::Entra) {
  const auto credential = find_entra_credential(auth, variables(values));
  return credential ? "(accepted)" : credential.error().message;
}

ManagedIdentity machine(const std::string &client_id = "") {
  return {ManagedIdentity::Host::Machine, "http://169.254.169.254/metadata/identity/oauth2/token", client_id, ""};
}

TEST(Auth, HasAWordForEachKind) {
  EXPECT_EQ(auth_from("key"), Auth::Key);
  EXPECT_EQ(auth_from("entra"), Auth::Entra);
  EXPECT_EQ(auth_from("managed-identity"), Auth::ManagedIdentity);
  EXPECT_EQ(auth_from("Entra"), std::nullopt);
  EXPECT_EQ(auth_from(""), std::nullopt);
}

TEST(EntraCredential, IsAClientSecretWhereAllThreeVariablesAreSet) {
  EXPECT_EQ(found(application),
            EntraCredential(ClientSecret{"https://login.microsoftonline.com", "11111111-2222-3333-4444-555555555555",
                                         "app-id", "s3cr~t/+= value"}));
}

TEST(EntraCredential, IsAManagedIdentityWhereThereIsNoSecret) {
  EXPECT_EQ(found({}), EntraCredential(machine()));
  EXPECT_EQ(found({{"AZURE_CLIENT_SECRET", "  "}}), EntraCredential(machine())) << "empty counts as not set";
  EXPECT_EQ(found({{"AZURE_CLIENT_ID", "user-assigned"}, {"AZURE_TENANT_ID", "t"}}),
            EntraCredential(machine("user-assigned")));
}

TEST(EntraCredential, IsAManagedIdentityWhereThatIsAskedFor) {
  EXPECT_EQ(found(application, Auth::ManagedIdentity), EntraCredential(machine("app-id")));
}

TEST(EntraCredential, TakesTheAuthorityOfTheEnvironmentWithOrWithoutItsScheme) {
  for (const char *host : {"https://login.microsoftonline.us/", "login.microsoftonline.us"})
    EXPECT_EQ(std::get<ClientSecret>(found(with(application, {{"AZURE_AUTHORITY_HOST", host}}))).authority,
              "https://login.microsoftonline.us");
}

TEST(EntraCredential, TakesTheMetadataHostOfTheEnvironment) {
  const std::pair<const char *, const char *> rows[] = {
      {"https://127.0.0.1:8443/", "https://127.0.0.1:8443/metadata/identity/oauth2/token"},
      {"http://127.0.0.1:2579", "http://127.0.0.1:2579/metadata/identity/oauth2/token"},
      {"http://169.254.1.2", "http://169.254.1.2/metadata/identity/oauth2/token"},
  };
  for (const auto &[host, url] : rows)
    EXPECT_EQ(std::get<ManagedIdentity>(found({{"AZURE_POD_IDENTITY_AUTHORITY_HOST", host}})).url, url);
}

TEST(EntraCredential, IsThatOfAppServiceWhereItsTwoVariablesAreSet) {
  const Environment app{{"IDENTITY_ENDPOINT", "http://127.0.0.1:41001/MSI/token/"}, {"IDENTITY_HEADER", "proof"}};
  EXPECT_EQ(found(with(app, {{"AZURE_CLIENT_ID", "id"}})),
            EntraCredential(
                ManagedIdentity{ManagedIdentity::Host::AppService, "http://127.0.0.1:41001/MSI/token", "id", "proof"}));
  EXPECT_EQ(found({{"IDENTITY_ENDPOINT", "http://127.0.0.1:41001/MSI/token/"}}), EntraCredential(machine()));
  EXPECT_EQ(found({{"IDENTITY_HEADER", "proof"}}), EntraCredential(machine()));
}

TEST(EntraCredential, NamesTheVariableThatBreaksARule) {
  const std::string form = "; it must have the form https://HOST[:PORT]";
  const std::pair<Environment, std::string> rows[] = {
      {with(application, {{"AZURE_TENANT_ID", ""}}),
       "AZURE_TENANT_ID: is not set, but AZURE_CLIENT_SECRET is; a client secret needs both"},
      {with(application, {{"AZURE_CLIENT_ID", ""}}),
       "AZURE_CLIENT_ID: is not set, but AZURE_CLIENT_SECRET is; a client secret needs both"},
      {with(application, {{"AZURE_TENANT_ID", "a/../b"}}),
       "AZURE_TENANT_ID: \"a/../b\" is no tenant; it must be an id or a domain: letters, digits, '.' and '-'"},
      {with(application, {{"AZURE_TENANT_ID", ".."}}),
       "AZURE_TENANT_ID: \"..\" is no tenant; it must be an id or a domain: letters, digits, '.' and '-'"},
      {with(application, {{"AZURE_CLIENT_ID", "a b"}}),
       "AZURE_CLIENT_ID: it must be 1 to 512 characters without blanks"},
      {{{"AZURE_CLIENT_ID", "a b"}}, "AZURE_CLIENT_ID: it must be 1 to 512 characters without blanks"},
      {with(application, {{"AZURE_CLIENT_SECRET", std::string(1025, 'x')}}),
       "AZURE_CLIENT_SECRET: it must be 1 to 1024 bytes"},
      {with(application, {{"AZURE_AUTHORITY_HOST", "http://127.0.0.1:1"}}),
       "AZURE_AUTHORITY_HOST: \"http://127.0.0.1:1\" must begin with https://: a secret is sent there"},
      {with(application, {{"AZURE_AUTHORITY_HOST", "https://a.example/tenant"}}),
       "AZURE_AUTHORITY_HOST: \"https://a.example/tenant\" must have no path" + form},
      {with(application, {{"AZURE_AUTHORITY_HOST", "https://user:word@a.example"}}),
       "AZURE_AUTHORITY_HOST: \"https://…@a.example\" is no address" + form},
      {with(application, {{"AZURE_AUTHORITY_HOST", "https://a.example?word"}}),
       "AZURE_AUTHORITY_HOST: \"https://a.example\" is no address" + form},
      {{{"AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://10.0.0.1"}},
       "AZURE_POD_IDENTITY_AUTHORITY_HOST: \"http://10.0.0.1\" must begin with https://; http:// is taken for this "
       "machine and 169.254.0.0/16 only"},
      {{{"AZURE_POD_IDENTITY_AUTHORITY_HOST", "ftp://169.254.169.254"}},
       "AZURE_POD_IDENTITY_AUTHORITY_HOST: \"ftp://169.254.169.254\" must begin with https://; http:// is taken for "
       "this machine and 169.254.0.0/16 only"},
      {{{"AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://[bad"}},
       "AZURE_POD_IDENTITY_AUTHORITY_HOST: \"http://[bad\" is no address" + form},
      {{{"IDENTITY_ENDPOINT", "http://elsewhere.example/token"}, {"IDENTITY_HEADER", "proof"}},
       "IDENTITY_ENDPOINT: \"http://elsewhere.example/token\" must begin with https://; http:// is taken for this "
       "machine and 169.254.0.0/16 only"},
      {{{"IDENTITY_ENDPOINT", "http://localhost/t"}, {"IDENTITY_HEADER", "a\r\nb"}},
       "IDENTITY_HEADER: it must be 1 to 512 characters without blanks"},
  };
  for (const auto &[values, message] : rows)
    EXPECT_EQ(problem(values), message);
}

TEST(EntraCredential, KeepsItsSecretOutOfEveryMessage) {
  for (const char *name : {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_AUTHORITY_HOST"})
    EXPECT_THAT(problem(with(application, {{name, "/ /"}})), Not(HasSubstr("s3cr~t")));
  EXPECT_THAT(problem({{"IDENTITY_ENDPOINT", "ftp://x"}, {"IDENTITY_HEADER", "the-proof"}}),
              Not(HasSubstr("the-proof")));
}

std::string endpoint_problem(const char *endpoint, bool allow_insecure_http) {
  const auto fits = check_token_endpoint(*Endpoint::parse(endpoint, true), allow_insecure_http);
  return fits ? "(accepted)" : fits.error().message;
}

TEST(TokenEndpoint, IsTheResourcesOwnByHttps) {
  EXPECT_EQ(endpoint_problem("https://name.cognitiveservices.azure.com/", false), "(accepted)");
  EXPECT_EQ(endpoint_problem("https://face.example.org:8443", false), "(accepted)");
}

TEST(TokenEndpoint, IsNotThatOfARegion) {
  for (const char *host : {"https://westus2.api.cognitive.microsoft.com", "https://Uk.API.cognitive.microsoft.us:443",
                           "https://chinaeast2.api.cognitive.azure.cn"}) {
    EXPECT_THAT(endpoint_problem(host, true), HasSubstr("is the shared endpoint of a region, which takes keys only"));
    EXPECT_THAT(endpoint_problem(host, true), HasSubstr("https://NAME.cognitiveservices.azure.com/"));
  }
}

TEST(TokenEndpoint, IsNotPlainHttpUnlessThatIsAllowed) {
  for (const char *host : {"http://127.0.0.1:5000", "http://face.example.org"}) {
    EXPECT_EQ(endpoint_problem(host, false),
              "azure-endpoint \"" + std::string(host) +
                  "\" must begin with https://: a token of Entra ID is not sent by "
                  "http://, also not to this machine, unless allow-insecure-http is set");
    EXPECT_EQ(endpoint_problem(host, true), "(accepted)");
  }
}

} // namespace
} // namespace facerec::azure
