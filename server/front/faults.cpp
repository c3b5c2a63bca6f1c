#include "server/front/faults.h"

#include "facerec/base/text.h"
#include "server/errors.h"
#include "server/router.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace facerec::server {
namespace {

struct Word {
  std::string_view text;
  FaultKind kind;
};

constexpr std::array<Word, 17> words = {{
    {"429", FaultKind::Throttled},
    {"429-bare", FaultKind::ThrottledBare},
    {"429-message", FaultKind::ThrottledInMessage},
    {"408", FaultKind::TimedOut},
    {"500", FaultKind::Failed},
    {"502", FaultKind::BadGateway},
    {"503", FaultKind::Unavailable},
    {"504", FaultKind::GatewayTimedOut},
    {"reset", FaultKind::Reset},
    {"hang", FaultKind::Hang},
    {"drip", FaultKind::Drip},
    {"truncated", FaultKind::Truncated},
    {"malformed", FaultKind::Malformed},
    {"oversized", FaultKind::Oversized},
    {"wrong-type", FaultKind::WrongType},
    {"redirect", FaultKind::Redirect},
    {"299", FaultKind::Odd},
}};

Error wrong(std::string_view rule, const std::string &why) {
  return invalid_argument("the fault '" + shorten(rule, 80) + "' " + why);
}

Result<std::string> operation_in(std::string_view rule, std::string_view name) {
  const std::vector<std::string_view> known = fault_operations();
  if (name == "*" || std::find(known.begin(), known.end(), name) != known.end())
    return std::string(name);
  return wrong(rule, "names no operation: it must be * or one of " + list_of(known));
}

Result<FaultKind> kind_in(std::string_view rule, std::string_view name) {
  const auto *word = std::find_if(words.begin(), words.end(), [&](const Word &known) { return known.text == name; });
  if (word != words.end())
    return word->kind;
  return wrong(rule, "is of no known kind: it must be one of " + list_of(fault_kinds()));
}

Result<std::uint64_t> count_in(std::string_view rule, std::string_view digits) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error == std::errc() && end == digits.data() + digits.size() && count > 0)
    return count;
  return wrong(rule, "has no count behind its *: it must be a whole number from 1");
}

Result<FaultRule> parse_rule(std::string_view rule) {
  const auto colon = rule.find(':');
  if (colon == std::string_view::npos)
    return wrong(rule, "must have the form OPERATION:KIND or OPERATION:KIND*COUNT");
  const Result<std::string> operation = operation_in(rule, trim(rule.substr(0, colon)));
  if (!operation)
    return operation.error();
  const std::vector<std::string_view> behaviour = split(rule.substr(colon + 1), '*');
  const Result<FaultKind> kind = kind_in(rule, trim(behaviour[0]));
  if (!kind)
    return kind.error();
  if (behaviour.size() == 1)
    return FaultRule{*operation, *kind, std::nullopt};
  const Result<std::uint64_t> count = count_in(rule, behaviour.size() == 2 ? trim(behaviour[1]) : "");
  return count ? Result<FaultRule>(FaultRule{*operation, *kind, *count}) : count.error();
}

Response throttled(std::string_view message) { return error_response(429, "429", message); }

Response throttled_with_header() {
  Response response = throttled("Rate limit is exceeded.");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response redirect() {
  Response response{307, "", {}};
  response.headers.emplace_back("Location", "https://elsewhere.invalid/");
  return response;
}

Response web_page() {
  return {200, "<!DOCTYPE html><title>Sign in</title><p>Please sign in.", {{"Content-Type", "text/html"}}};
}

// What goes out instead of an operation's answer.
Answer replacement(FaultKind kind) {
  switch (kind) {
  case FaultKind::Throttled:
    return {throttled_with_header()};
  case FaultKind::ThrottledBare:
    return {throttled("Rate limit is exceeded.")};
  case FaultKind::ThrottledInMessage:
    return {throttled("Rate limit is exceeded. Try again in 1 seconds.")};
  case FaultKind::TimedOut:
    return {error_response(408, "RequestTimeout", "The request timed out.")};
  case FaultKind::BadGateway:
    return {error_response(502, "BadGateway", "The gateway got no valid answer.")};
  case FaultKind::Unavailable:
    return {error_response(503, "ServiceUnavailable", "The service is busy; try again later.")};
  case FaultKind::GatewayTimedOut:
    return {error_response(504, "GatewayTimeout", "The gateway got no answer in time.")};
  case FaultKind::Redirect:
    return {redirect()};
  case FaultKind::Reset:
    return {{}, Delivery::Reset};
  case FaultKind::Hang:
    return {{}, Delivery::Hang};
  default:
    return {internal_error()};
  }
}

// The first half of the JSON and a letter that cannot follow.
std::string broken(const std::string &json) { return json.substr(0, json.size() / 2) + "}{"; }

} // namespace

std::string_view to_string(FaultKind kind) {
  return std::find_if(words.begin(), words.end(), [&](const Word &word) { return word.kind == kind; })->text;
}

std::vector<std::string_view> fault_kinds() {
  std::vector<std::string_view> kinds;
  for (const Word &word : words)
    kinds.push_back(word.text);
  return kinds;
}

std::vector<std::string_view> fault_operations() { return operation_names(); }

std::string list_of(const std::vector<std::string_view> &names) {
  std::string list;
  for (const std::string_view name : names)
    list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

Result<std::vector<FaultRule>> parse_faults(std::string_view text) {
  std::vector<FaultRule> rules;
  if (trim(text).empty())
    return rules;
  for (const std::string_view part : split(text, ',')) {
    Result<FaultRule> rule = parse_rule(trim(part));
    if (!rule)
      return rule.error();
    rules.push_back(std::move(*rule));
  }
  return rules;
}

std::string to_string(const std::vector<FaultRule> &rules) {
  std::string text;
  for (const FaultRule &rule : rules) {
    text += (text.empty() ? "" : ",") + rule.operation + ":" + std::string(to_string(rule.kind));
    if (rule.count)
      text += "*" + std::to_string(*rule.count);
  }
  return text;
}

bool replaces_operation(FaultKind kind) {
  switch (kind) {
  case FaultKind::Drip:
  case FaultKind::Truncated:
  case FaultKind::Malformed:
  case FaultKind::Oversized:
  case FaultKind::WrongType:
  case FaultKind::Odd:
    return false;
  default:
    return true;
  }
}

Answer with_fault(FaultKind kind, Response response) {
  switch (kind) {
  case FaultKind::Drip:
    return {std::move(response), Delivery::Drip};
  case FaultKind::Truncated:
    return {std::move(response), Delivery::Truncated};
  case FaultKind::Oversized:
    return {std::move(response), Delivery::Padded};
  case FaultKind::Malformed:
    response.body = broken(response.body);
    return {std::move(response)};
  case FaultKind::WrongType:
    return {web_page()};
  case FaultKind::Odd:
    response.status = 299;
    return {std::move(response)};
  default:
    return replacement(kind);
  }
}

} // namespace facerec::server
