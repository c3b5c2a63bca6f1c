#include "azure/url.h"

#include "facerec/base/text.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

namespace facerec::azure {
namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part_of(const Url &url, CURLUPart part) {
  char *text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK)
    return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
  return text;
}

// Of the machine's byte order; nothing where it is no IPv4 address.
std::optional<std::uint32_t> ipv4_of(const std::string &host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 ? std::optional(ntohl(address.s_addr)) : std::nullopt;
}

} // namespace

std::string percent_encode(std::string_view text) {
  if (text.empty()) // libcurl would take the length 0 for "up to the NUL"
    return {};
  const std::unique_ptr<char, decltype(&curl_free)> encoded(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())), curl_free);
  return encoded ? encoded.get() : "";
}

Target &Target::add(std::string_view word) {
  text_ += '/';
  text_ += word;
  return *this;
}

Target &Target::add_segment(std::string_view text) { return add(percent_encode(text)); }

Target &Target::query(std::string_view name, std::string_view value) {
  text_ += next_separator_;
  text_ += name;
  text_ += '=';
  text_ += percent_encode(value);
  next_separator_ = '&';
  return *this;
}

std::optional<UrlParts> parse_url(std::string_view text) {
  const Url url(curl_url(), curl_url_cleanup);
  // Any scheme, so that "ftp:" gets the sentence about schemes.
  if (!url || curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return std::nullopt;
  UrlParts parts{part_of(url, CURLUPART_SCHEME), part_of(url, CURLUPART_HOST), part_of(url, CURLUPART_PATH),
                 part_of(url, CURLUPART_URL)};
  if (parts.whole.ends_with('/'))
    parts.whole.pop_back();
  return parts;
}

std::string shown_url(std::string_view text) {
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

bool is_loopback(const std::string &host) {
  if (const auto v4 = ipv4_of(host))
    return *v4 >> 24 == 127;
  in6_addr v6{};
  if (host.size() > 2 && host.front() == '[' && inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6) == 1)
    return std::memcmp(&v6, &in6addr_loopback, sizeof v6) == 0;
  return to_lower(host) == "localhost";
}

bool is_link_local(const std::string &host) {
  const auto v4 = ipv4_of(host);
  return v4 && *v4 >> 16 == 0xa9fe;
}

bool has_blank_or_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
}

} // namespace facerec::azure
