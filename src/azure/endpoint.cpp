// Where the service is: what an endpoint may look like.
#include "facerec/azure/face_client.h"
#include "facerec/base/text.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace facerec::azure {
namespace {

constexpr std::size_t max_length = 2048;

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part_of(const Url &url, CURLUPart part) {
  char *text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK)
    return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
  return text;
}

// The value for a message, without what may be a secret: user information, query and fragment.
std::string shown(std::string_view text) {
  const auto colon = text.find("://");
  std::string scheme(colon == std::string_view::npos ? "" : text.substr(0, colon + 3));
  const auto at = text.rfind('@');
  const auto extra = text.find_first_of("?#");
  const bool has_user = at != std::string_view::npos;
  if (has_user && at < scheme.size())
    scheme.clear();
  if (has_user && extra != std::string_view::npos && extra < at)
    return shorten(scheme + "…", 200);
  if (has_user)
    return shorten(scheme + "…" + std::string(text.substr(at, extra == std::string_view::npos ? extra : extra - at)),
                   200);
  return shorten(text.substr(0, extra), 200);
}

Error refused(std::string_view text, std::string_view rule) {
  return invalid_argument("azure-endpoint \"" + shown(text) + "\" " + std::string(rule));
}

bool is_loopback(const std::string &host) {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1)
    return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  if (host.size() > 2 && host.front() == '[' && inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6) == 1)
    return std::memcmp(&v6, &in6addr_loopback, sizeof v6) == 0;
  return to_lower(host) == "localhost";
}

bool has_blank_or_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
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
  const Url url(curl_url(), curl_url_cleanup);
  constexpr unsigned any_scheme = CURLU_NON_SUPPORT_SCHEME; // so that "ftp:" gets the sentence about schemes
  if (!url || curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), any_scheme) != CURLUE_OK)
    return refused(text, "is no URL: it must have the form https://HOST[:PORT]/");
  const std::string scheme = part_of(url, CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http")
    return refused(text, "must begin with https://");
  const std::string path = part_of(url, CURLUPART_PATH);
  if (!path.empty() && path != "/")
    return refused(text, "must have the form https://HOST[:PORT]/, without a path");
  if (scheme == "http" && !allow_insecure_http && !is_loopback(part_of(url, CURLUPART_HOST)))
    return refused(text, "must begin with https://: http:// would send the key unprotected and is taken for this "
                         "machine only (127.0.0.0/8, ::1, localhost) unless allow-insecure-http is set");
  Endpoint endpoint;
  endpoint.base_ = part_of(url, CURLUPART_URL);
  if (endpoint.base_.ends_with('/'))
    endpoint.base_.pop_back();
  return endpoint;
}

} // namespace facerec::azure
