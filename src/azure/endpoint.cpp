// Where the service is: what an endpoint may look like.
#include "azure/url.h"
#include "facerec/azure/face_client.h"

namespace facerec::azure {
namespace {

constexpr std::size_t max_length = 2048;

Error refused(std::string_view text, std::string_view rule) {
  return invalid_argument("azure-endpoint \"" + shown_url(text) + "\" " + std::string(rule));
}

// What can be said of the text as it stands; empty where nothing is wrong with it.
std::string_view broken_rule(std::string_view text) {
  if (text.empty())
    return "is empty: give the address of the Face resource, https://NAME.cognitiveservices.azure.com/";
  if (text.size() > max_length)
    return "is too long: at most 2048 bytes";
  if (has_blank_or_control(text))
    return "must not contain spaces or control characters";
  if (text.find('@') != std::string_view::npos)
    return "must not contain a user name or password (the part before \"@\"): the key has its own property";
  if (text.find_first_of("?#") != std::string_view::npos)
    return "must not contain a query or fragment (\"?\" or \"#\")";
  return {};
}

} // namespace

Result<Endpoint> Endpoint::parse(std::string_view text, bool allow_insecure_http) {
  if (const auto rule = broken_rule(text); !rule.empty())
    return refused(text, rule);
  const std::optional<UrlParts> url = parse_url(text);
  if (!url)
    return refused(text, "is no URL: it must have the form https://HOST[:PORT]/");
  if (url->scheme != "https" && url->scheme != "http")
    return refused(text, "must begin with https://");
  if (!url->path.empty() && url->path != "/")
    return refused(text, "must have the form https://HOST[:PORT]/, without a path");
  if (url->scheme == "http" && !allow_insecure_http && !is_loopback(url->host))
    return refused(text, "must begin with https://: http:// would send the key unprotected and is taken for this "
                         "machine only (127.0.0.0/8, ::1, localhost) unless allow-insecure-http is set");
  Endpoint endpoint;
  endpoint.base_ = url->whole;
  return endpoint;
}

} // namespace facerec::azure
