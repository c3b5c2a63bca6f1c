#include "azure/service_error.h"

#include "azure/retry_after.h"
#include "facerec/base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace facerec::azure {
namespace {

using nlohmann::json;
using Kind = ServiceError::Kind;

constexpr std::size_t max_code_bytes = 128;
constexpr std::size_t max_message_bytes = 512;
constexpr std::size_t max_envelope_bytes = 64 * 1024;
// Anything shorter keeps nobody out, and taking it away would only garble messages.
constexpr std::size_t min_secret_bytes = 6;

struct Envelope {
  std::string code;
  std::string message;
};

// Codes are strings, also "401" and "429"; a gateway that writes numbers is understood as well.
std::string text_of(const json &object, const char *name) {
  const auto found = object.find(name);
  if (found == object.end())
    return {};
  if (found->is_string())
    return found->get<std::string>();
  return found->is_number_integer() ? found->dump() : std::string();
}

Envelope read_error(const json &error) {
  Envelope envelope{text_of(error, "code"), text_of(error, "message")};
  const auto inner = error.find("innererror");
  if (inner == error.end() || !inner->is_object())
    return envelope;
  // "InvalidRequest" outside, the true reason inside: seen where approval is missing.
  const std::string code = text_of(*inner, "code");
  const std::string message = text_of(*inner, "message");
  if (!code.empty())
    envelope.code = code;
  if (!message.empty())
    envelope.message = message;
  return envelope;
}

// {"error":{"code","message","innererror"}}, or a gateway's {"statusCode","message"}.
Envelope read_envelope(const std::string &body) {
  if (body.size() > max_envelope_bytes)
    return {};
  const json document = json::parse(body, nullptr, false);
  if (!document.is_object())
    return {};
  const auto error = document.find("error");
  if (error != document.end() && error->is_object())
    return read_error(*error);
  return {text_of(document, "statusCode"), text_of(document, "message")};
}

template <class T, std::size_t N> bool is_one_of(const T &value, const std::array<T, N> &values) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// What a code says more precisely than the status of a 4xx: Identify answers 400 where others answer 404, and
// gateways write the status they mean into the code.
std::optional<Kind> kind_of_code(std::string_view code) {
  constexpr std::array<std::string_view, 2> not_trained{"PersonGroupNotTrained", "LargePersonGroupNotTrained"};
  constexpr std::array<std::string_view, 5> not_found{"PersonGroupNotFound", "LargePersonGroupNotFound", "FaceNotFound",
                                                      "PersonNotFound", "PersistedFaceNotFound"};
  constexpr std::array<std::string_view, 2> throttled{"429", "RateLimitExceeded"};
  if (is_one_of(code, not_trained))
    return Kind::NotTrained;
  if (is_one_of(code, not_found))
    return Kind::NotFound;
  if (is_one_of(code, throttled))
    return Kind::Throttled;
  if (code == "401")
    return Kind::Unauthorized;
  return std::nullopt;
}

Kind kind_of_status(int status) {
  switch (status) {
  case 401:
    return Kind::Unauthorized;
  case 403:
    return Kind::Forbidden;
  case 404:
    return Kind::NotFound;
  case 408:
    return Kind::Unavailable;
  case 409:
    return Kind::Conflict;
  case 429:
    return Kind::Throttled;
  default:
    return status >= 500 ? Kind::Unavailable : Kind::Rejected;
  }
}

Kind kind_of(int status, std::string_view code) {
  const bool of_client = status >= 400 && status < 500;
  return of_client ? kind_of_code(code).value_or(kind_of_status(status)) : kind_of_status(status);
}

std::string stand_in_message(int status) {
  if (status >= 300 && status < 400)
    return "the service answered with a redirect (HTTP status " + std::to_string(status) +
           "), which is not followed: it would carry the key elsewhere";
  return "the service answered with HTTP status " + std::to_string(status);
}

} // namespace

std::string without_secret(std::string text, std::string_view secret) {
  if (secret.size() < min_secret_bytes)
    return text;
  for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos;)
    text.replace(at, secret.size(), "…");
  return text;
}

ServiceError error_from(const HttpResponse &response, std::string_view secret, std::time_t now) {
  Envelope envelope = read_envelope(response.body);
  if (envelope.code.empty()) // Azure Face v1.2 repeats the code in a header
    envelope.code = response.header("x-ms-error-code").value_or("");
  ServiceError error;
  error.http_status = response.status;
  error.code = shorten(without_secret(std::move(envelope.code), secret), max_code_bytes);
  error.kind = kind_of(response.status, error.code);
  error.retry_after = retry_after(response, envelope.message, now);
  error.message = envelope.message.empty()
                      ? stand_in_message(response.status)
                      : shorten(without_secret(std::move(envelope.message), secret), max_message_bytes);
  return error;
}

ServiceError error_from(const HttpError &error) {
  ServiceError result;
  result.message = shorten(error.message, max_message_bytes);
  switch (error.failure) {
  case HttpFailure::Transport:
    result.kind = Kind::Transport;
    break;
  case HttpFailure::Timeout:
    result.kind = Kind::Timeout;
    break;
  case HttpFailure::Cancelled:
    result.kind = Kind::Cancelled;
    break;
  case HttpFailure::TooLarge:
    result.kind = Kind::Malformed;
    break;
  }
  return result;
}

ServiceError cancelled_before() { return {Kind::Cancelled, 0, "", "the request was cancelled", std::nullopt, false}; }

ServiceError bad_argument(std::string message) {
  return {Kind::Rejected, 0, "BadArgument", shorten(message, max_message_bytes), std::nullopt, false};
}

ServiceError malformed_answer(int status, std::string message) {
  return {Kind::Malformed, status, "", shorten(message, max_message_bytes), std::nullopt, true};
}

std::string_view to_string(ServiceError::Kind kind) {
  switch (kind) {
  case Kind::Transport:
    return "transport";
  case Kind::Timeout:
    return "timeout";
  case Kind::Cancelled:
    return "cancelled";
  case Kind::Throttled:
    return "throttled";
  case Kind::Unavailable:
    return "unavailable";
  case Kind::Unauthorized:
    return "unauthorized";
  case Kind::Forbidden:
    return "forbidden";
  case Kind::NotFound:
    return "not-found";
  case Kind::NotTrained:
    return "not-trained";
  case Kind::Conflict:
    return "conflict";
  case Kind::Rejected:
    return "rejected";
  case Kind::Malformed:
    return "malformed";
  case Kind::NoToken:
    return "no-token";
  }
  return "unknown";
}

bool is_retryable(const ServiceError &error) {
  switch (error.kind) {
  case Kind::Transport:
  case Kind::Timeout:
  case Kind::Throttled:
  case Kind::Malformed:
  case Kind::NoToken:
    return true;
  case Kind::Unavailable: // not 501, 505 and the like, which say that the same would be answered again
    return is_one_of(error.http_status, std::array{408, 500, 502, 503, 504});
  case Kind::Conflict: // (Large)PersonGroupTrainingNotFinished; other conflicts stay
    return error.code.ends_with("TrainingNotFinished");
  default:
    return false;
  }
}

} // namespace facerec::azure
