#include "server/parameters.h"

#include "facerec/base/text.h"
#include "server/errors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace facerec::server {
namespace {

Response invalid(std::string_view name) { return bad_argument("'" + std::string(name) + "' is invalid."); }

// Unicode characters of valid UTF-8.
std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_model(std::string_view value, std::string_view prefix, char last) {
  return value.size() == prefix.size() + 1 && value.starts_with(prefix) && value.back() >= '1' && value.back() <= last;
}

} // namespace

bool is_uuid(std::string_view text) {
  if (text.size() != 36)
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex)
      return false;
  }
  return true;
}

std::string text_parameter(const Request &request, std::string_view name) {
  const auto parameter = request.query.find(name);
  return parameter == request.query.end() ? std::string() : parameter->second;
}

Parsed<bool> boolean_parameter(const Request &request, std::string_view name, bool fallback) {
  const std::string value = to_lower(text_parameter(request, name));
  if (value.empty())
    return fallback;
  if (value != "true" && value != "false")
    return invalid(name);
  return value == "true";
}

Parsed<int> integer_parameter(const Request &request, std::string_view name, int least, int most, int fallback) {
  const std::string value = text_parameter(request, name);
  if (value.empty())
    return fallback;
  int number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < least || number > most)
    return invalid(name);
  return number;
}

Parsed<std::string> detection_model(const Request &request) {
  std::string value = text_parameter(request, "detectionModel");
  if (value.empty())
    return std::string("detection_01");
  if (!is_model(value, "detection_0", '3'))
    return invalid("detectionModel");
  return value;
}

Parsed<std::string> recognition_model(std::string_view value) {
  if (value.empty())
    return std::string("recognition_01");
  if (!is_model(value, "recognition_0", '4'))
    return invalid("recognitionModel");
  return std::string(value);
}

Parsed<Page> page(const Request &request) {
  Page wanted{text_parameter(request, "start"), 1000};
  if (length_of(wanted.start) > max_id_length)
    return bad_argument("'start' is too long.");
  const Parsed<int> top = integer_parameter(request, "top", 1, 1000, wanted.top);
  if (!top)
    return top.error();
  wanted.top = *top;
  return wanted;
}

Parsed<nlohmann::json> json_object(const Request &request) {
  if (request.body_too_large)
    return bad_argument("Request body is invalid.");
  nlohmann::json body = nlohmann::json::parse(request.body, nullptr, false);
  if (body.is_discarded())
    return bad_argument("JSON parsing error.");
  if (!body.is_object())
    return bad_argument("Request body is invalid.");
  return body;
}

Parsed<std::string> checked_text(std::string text, const char *name, std::size_t max_length) {
  if (!is_valid_utf8(text))
    return invalid(name);
  if (length_of(text) > max_length)
    return bad_argument("'" + std::string(name) + "' is too long.");
  return text;
}

Parsed<std::optional<std::string>> text_member(const nlohmann::json &body, const char *name, std::size_t max_length) {
  const auto member = body.find(name);
  if (member == body.end() || member->is_null())
    return std::optional<std::string>();
  if (!member->is_string())
    return bad_argument("Request body is invalid.");
  Parsed<std::string> text = checked_text(member->get<std::string>(), name, max_length);
  if (!text)
    return text.error();
  return std::optional(std::move(*text));
}

Parsed<Changes> name_and_user_data(const nlohmann::json &body) {
  Parsed<std::optional<std::string>> name = text_member(body, "name", max_name_length);
  if (!name)
    return name.error();
  Parsed<std::optional<std::string>> user_data = text_member(body, "userData", max_user_data_length);
  if (!user_data)
    return user_data.error();
  return Changes{std::move(*name), std::move(*user_data)};
}

Parsed<Changes> named(const nlohmann::json &body) {
  Parsed<Changes> values = name_and_user_data(body);
  if (values && (!values->name || values->name->empty()))
    return bad_argument("'name' is empty.");
  return values;
}

Parsed<Changes> changes_of(const Request &request) {
  const Parsed<nlohmann::json> body = json_object(request);
  if (!body)
    return body.error();
  Parsed<Changes> changes = name_and_user_data(*body);
  if (!changes)
    return changes;
  if (!changes->name && !changes->user_data)
    return bad_argument("Both 'name' and 'userData' are empty.");
  if (changes->name && changes->name->empty())
    return bad_argument("'name' is empty.");
  return changes;
}

} // namespace facerec::server
