#include "azure/url.h"

#include <curl/curl.h>

#include <memory>

namespace facerec::azure {

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

} // namespace facerec::azure
