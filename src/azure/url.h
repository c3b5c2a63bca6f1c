// Paths and queries out of text that may hold anything.
#pragma once

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

} // namespace facerec::azure
