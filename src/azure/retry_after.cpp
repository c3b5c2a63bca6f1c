#include "azure/retry_after.h"

#include "facerec/azure/face_client.h"
#include "facerec/base/text.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <string>

namespace facerec::azure {
namespace {

constexpr std::int64_t longest_seconds = longest_retry_after.count();

std::chrono::milliseconds bounded(std::int64_t seconds) {
  return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, longest_seconds));
}

struct Number {
  std::int64_t value = 0;
  std::string_view rest; // behind the digits
};

// The digits at the start; a number too large to hold counts as the longest pause.
std::optional<Number> leading_number(std::string_view text) {
  const char *const end = text.data() + text.size();
  std::uint32_t value = 0;
  const auto [next, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::invalid_argument)
    return std::nullopt;
  const std::string_view rest(next, static_cast<std::size_t>(end - next));
  return Number{error == std::errc() ? std::int64_t{value} : longest_seconds, rest};
}

// curl_getdate() makes a date of nearly anything; dates of HTTP begin with the name of the day.
std::optional<std::time_t> http_date(std::string_view text) {
  if (text.empty() || !std::isalpha(static_cast<unsigned char>(text.front())))
    return std::nullopt;
  const std::time_t date = curl_getdate(std::string(text).c_str(), nullptr);
  return date < 0 ? std::nullopt : std::optional(date);
}

std::optional<std::chrono::milliseconds> from_header(const HttpResponse &response, std::time_t now) {
  const auto header = response.header("retry-after");
  if (!header)
    return std::nullopt;
  const std::string_view value = trim(*header);
  if (const auto seconds = leading_number(value); seconds && seconds->rest.empty())
    return bounded(seconds->value);
  const auto date = http_date(value);
  if (!date)
    return std::nullopt;
  const auto sent = response.header("date");
  const auto reference = sent ? http_date(trim(*sent)) : std::nullopt;
  return bounded(std::int64_t{*date} - std::int64_t{reference.value_or(now)});
}

std::optional<std::chrono::milliseconds> after_phrase(std::string_view lower_case, std::string_view phrase) {
  const auto found = lower_case.find(phrase);
  if (found == std::string_view::npos)
    return std::nullopt;
  const auto seconds = leading_number(trim(lower_case.substr(found + phrase.size())));
  if (!seconds || !trim(seconds->rest).starts_with("second"))
    return std::nullopt;
  return bounded(seconds->value);
}

} // namespace

std::optional<std::chrono::milliseconds> retry_after(const HttpResponse &response, std::string_view message,
                                                     std::time_t now) {
  if (const auto pause = from_header(response, now))
    return pause;
  const std::string lower_case = to_lower(message);
  if (const auto pause = after_phrase(lower_case, "retry after "))
    return pause;
  return after_phrase(lower_case, "try again in ");
}

} // namespace facerec::azure
