// Paths and queries out of text that may hold anything, and what an address is made of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace facerec::azure {

// Everything but letters, digits and "-._~" as %XX (RFC 3986, unreserved).
std::string percent_encode(std::string_view text);

// The part of a URL behind the host. Segments and values are encoded; words of the API are taken as they are.
class Target {
public:
  explicit Target(std::string_view word) { add(word); }

  Target &add(std::string_view word);         // "/word"
  Target &add_segment(std::string_view text); // "/" and the encoded text
  Target &query(std::string_view name, std::string_view value);
  std::string str() const { return text_; }

private:
  std::string text_;
  char next_separator_ = '?';
};

struct UrlParts {
  std::string scheme; // lower case
  std::string host;   // an IPv6 address in brackets
  std::string path;
  std::string whole; // normalised, without a trailing '/'
};
// Nothing where it is no URL with a scheme and a host. Any scheme.
std::optional<UrlParts> parse_url(std::string_view text);

// A URL for a message, without what may be a secret: user information, query and fragment.
std::string shown_url(std::string_view text);

// 127.0.0.0/8, ::1 and localhost: what is sent there does not leave this machine.
bool is_loopback(const std::string &host);
// 169.254.0.0/16: what is sent there does not leave this machine's network segment.
bool is_link_local(const std::string &host);

bool has_blank_or_control(std::string_view text);

} // namespace facerec::azure
