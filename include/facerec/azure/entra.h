// Entra ID instead of a key: who asks for tokens, and where tokens may go. Nothing here talks to anybody.
//
//   Result<EntraCredential> credential = find_entra_credential(Auth::Entra, variables);
//   Result<void> fits = check_token_endpoint(endpoint, false);
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/base/result.h"

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace facerec::azure {

// What a request is authorised with.
enum class Auth {
  Key,
  Entra,           // a client secret where the environment has one, else a managed identity
  ManagedIdentity, // whatever else the environment has
};
std::optional<Auth> auth_from(std::string_view text); // "key", "entra", "managed-identity"

// An application that proves itself by a secret: OAuth 2.0 client credentials.
struct ClientSecret {
  std::string authority; // "https://login.microsoftonline.com"
  std::string tenant;    // its id, or one of its domains
  std::string client_id;
  std::string secret; // appears in no error, log or URL
  auto operator<=>(const ClientSecret &) const = default;
};

// The identity that Azure gave this machine (IMDS), or this App Service or Functions app.
struct ManagedIdentity {
  enum class Host { Machine, AppService };
  Host host = Host::Machine;
  std::string url;       // where tokens are, without the query
  std::string client_id; // of a user-assigned identity; empty: the one assigned by the system
  std::string proof;     // App Service's IDENTITY_HEADER; appears in no error, log or URL
  auto operator<=>(const ManagedIdentity &) const = default;
};

using EntraCredential = std::variant<ClientSecret, ManagedIdentity>;

// The value of an environment variable, or nothing.
using Variables = std::function<std::optional<std::string>(const std::string &name)>;

// From AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET and AZURE_AUTHORITY_HOST, or from AZURE_CLIENT_ID,
// AZURE_POD_IDENTITY_AUTHORITY_HOST, IDENTITY_ENDPOINT and IDENTITY_HEADER. `auth` must not be Key. A message names the
// variable and the rule that it breaks, never a secret. An empty variable counts as one that is not set.
Result<EntraCredential> find_entra_credential(Auth auth, const Variables &variables);

// Whether a token may be sent there: by https (also on this machine, unless `allow_insecure_http`), and not to the
// shared endpoint of a region, which takes keys only.
Result<void> check_token_endpoint(const Endpoint &endpoint, bool allow_insecure_http);

} // namespace facerec::azure
