#include "facerec/azure/entra.h"

#include "azure/url.h"
#include "facerec/azure/key_file.h"
#include "facerec/base/text.h"

#include <algorithm>
#include <array>

namespace facerec::azure {
namespace {

constexpr const char *public_authority = "https://login.microsoftonline.com";
constexpr const char *machine_authority = "http://169.254.169.254"; // IMDS
constexpr std::size_t max_secret_bytes = 1024;

std::string value_of(const Variables &variables, const char *name) {
  return std::string(trim(variables(name).value_or("")));
}

Error broken(std::string_view variable, std::string_view rule) {
  return invalid_argument(std::string(variable) + ": " + std::string(rule));
}

// What an address in a variable may look like.
struct AddressRule {
  const char *variable;
  bool may_be_near; // http:// to this machine or its link: what goes there is not seen by others
  bool may_have_path;
};

bool is_allowed(const UrlParts &url, const AddressRule &rule) {
  const bool is_near = rule.may_be_near && (is_loopback(url.host) || is_link_local(url.host));
  return url.scheme == "https" || (url.scheme == "http" && is_near);
}

Result<std::string> check_address(const std::string &text, const AddressRule &rule) {
  const std::string shown = "\"" + shown_url(text) + "\" ";
  const auto url = parse_url(text);
  if (!url || has_blank_or_control(text) || text.find_first_of("@?#") != std::string::npos)
    return broken(rule.variable, shown + "is no address; it must have the form https://HOST[:PORT]");
  if (!is_allowed(*url, rule))
    return broken(rule.variable, shown + "must begin with https://" +
                                     (rule.may_be_near ? "; http:// is taken for this machine and 169.254.0.0/16 only"
                                                       : ": a secret is sent there"));
  if (!rule.may_have_path && !url->path.empty() && url->path != "/")
    return broken(rule.variable, shown + "must have no path; it must have the form https://HOST[:PORT]");
  return url->whole;
}

// As users of Azure's libraries write it: with or without the scheme.
Result<std::string> find_authority(const Variables &variables) {
  std::string text = value_of(variables, "AZURE_AUTHORITY_HOST");
  if (text.empty())
    return std::string(public_authority);
  if (text.find("://") == std::string::npos)
    text = "https://" + text;
  return check_address(text, {"AZURE_AUTHORITY_HOST", false, false});
}

bool is_tenant(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  };
  return text.size() <= 255 && std::all_of(text.begin(), text.end(), is_allowed) &&
         text.find_first_not_of('.') != std::string_view::npos;
}

Result<EntraCredential> find_client_secret(const Variables &variables) {
  ClientSecret found{"", value_of(variables, "AZURE_TENANT_ID"), value_of(variables, "AZURE_CLIENT_ID"),
                     value_of(variables, "AZURE_CLIENT_SECRET")};
  if (found.tenant.empty())
    return broken("AZURE_TENANT_ID", "is not set, but AZURE_CLIENT_SECRET is; a client secret needs both");
  if (found.client_id.empty())
    return broken("AZURE_CLIENT_ID", "is not set, but AZURE_CLIENT_SECRET is; a client secret needs both");
  if (!is_tenant(found.tenant))
    return broken("AZURE_TENANT_ID", "\"" + shorten(found.tenant, 80) +
                                         "\" is no tenant; it must be an id or a domain: letters, digits, '.' and '-'");
  if (!is_plausible_key(found.client_id))
    return broken("AZURE_CLIENT_ID", "it must be 1 to 512 characters without blanks");
  if (found.secret.size() > max_secret_bytes)
    return broken("AZURE_CLIENT_SECRET", "it must be 1 to 1024 bytes");
  auto authority = find_authority(variables);
  if (!authority)
    return authority.error();
  found.authority = std::move(*authority);
  return EntraCredential(std::move(found));
}

Result<EntraCredential> find_app_service(ManagedIdentity found, const Variables &variables) {
  found.host = ManagedIdentity::Host::AppService;
  auto url = check_address(value_of(variables, "IDENTITY_ENDPOINT"), {"IDENTITY_ENDPOINT", true, true});
  if (!url)
    return url.error();
  if (!is_plausible_key(found.proof))
    return broken("IDENTITY_HEADER", "it must be 1 to 512 characters without blanks");
  found.url = std::move(*url);
  return EntraCredential(std::move(found));
}

Result<EntraCredential> find_managed_identity(const Variables &variables) {
  ManagedIdentity found;
  found.client_id = value_of(variables, "AZURE_CLIENT_ID");
  if (!found.client_id.empty() && !is_plausible_key(found.client_id))
    return broken("AZURE_CLIENT_ID", "it must be 1 to 512 characters without blanks");
  found.proof = value_of(variables, "IDENTITY_HEADER");
  if (!found.proof.empty() && !value_of(variables, "IDENTITY_ENDPOINT").empty())
    return find_app_service(std::move(found), variables);
  found.proof.clear();
  const std::string given = value_of(variables, "AZURE_POD_IDENTITY_AUTHORITY_HOST");
  auto host =
      check_address(given.empty() ? machine_authority : given, {"AZURE_POD_IDENTITY_AUTHORITY_HOST", true, false});
  if (!host)
    return host.error();
  found.url = *host + "/metadata/identity/oauth2/token";
  return EntraCredential(std::move(found));
}

} // namespace

std::optional<Auth> auth_from(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Auth>, 3> names{
      {{"key", Auth::Key}, {"entra", Auth::Entra}, {"managed-identity", Auth::ManagedIdentity}}};
  for (const auto &[name, auth] : names)
    if (name == text)
      return auth;
  return std::nullopt;
}

Result<EntraCredential> find_entra_credential(Auth auth, const Variables &variables) {
  const bool has_secret = !value_of(variables, "AZURE_CLIENT_SECRET").empty();
  return auth == Auth::Entra && has_secret ? find_client_secret(variables) : find_managed_identity(variables);
}

Result<void> check_token_endpoint(const Endpoint &endpoint, bool allow_insecure_http) {
  const auto url = parse_url(endpoint.base());
  const std::string shown = "azure-endpoint \"" + endpoint.base() + "\" ";
  if (url && to_lower(url->host).find(".api.cognitive.") != std::string::npos)
    return invalid_argument(shown + "is the shared endpoint of a region, which takes keys only: for a token of Entra "
                                    "ID give the resource's own, https://NAME.cognitiveservices.azure.com/");
  if (!url || (url->scheme != "https" && !allow_insecure_http))
    return invalid_argument(shown + "must begin with https://: a token of Entra ID is not sent by http://, also not to "
                                    "this machine, unless allow-insecure-http is set");
  return {};
}

} // namespace facerec::azure
