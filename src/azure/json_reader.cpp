#include "azure/json_reader.h"

#include <algorithm>
#include <cstdint>

namespace facerec::azure {
namespace {

using nlohmann::json;

constexpr int max_depth = 16;
constexpr double rounding = 1e-6;

const json &no_object() {
  static const json value = json::object();
  return value;
}

const json &no_array() {
  static const json value = json::array();
  return value;
}

std::string quoted(const char *name) { return "\"" + std::string(name) + "\""; }

} // namespace

json JsonReader::parse(std::string_view text) {
  bool too_deep = false;
  const json::parser_callback_t bounded = [&](int depth, json::parse_event_t, json &) {
    too_deep = too_deep || depth > max_depth;
    return !too_deep; // what is refused is not stored, so that nesting costs no memory
  };
  json document = json::parse(text, bounded, false);
  if (too_deep)
    fail("the answer is JSON nested more than " + std::to_string(max_depth) + " deep");
  else if (document.is_discarded())
    fail("the answer is no JSON");
  return fault_ ? json() : document;
}

std::string JsonReader::text(const json &object, const char *name, std::size_t max_bytes) {
  const json *value = find(object, name);
  std::string result = value ? text_of(*value, name, max_bytes) : std::string();
  if (result.empty())
    fail(quoted(name) + " is missing or empty");
  return result;
}

std::string JsonReader::optional_text(const json &object, const char *name, std::size_t max_bytes) {
  const json *value = find(object, name);
  return value ? text_of(*value, name, max_bytes) : std::string();
}

std::string JsonReader::text_of(const json &value, const char *name, std::size_t max_bytes) {
  if (!value.is_string()) {
    fail(quoted(name) + " is no string");
    return {};
  }
  const auto &text = value.get_ref<const std::string &>();
  if (text.size() > max_bytes) {
    fail(quoted(name) + " is longer than " + std::to_string(max_bytes) + " bytes");
    return {};
  }
  return text;
}

int JsonReader::integer(const json &object, const char *name, int least, int most) {
  const json *value = find(object, name);
  // Unsigned first: a number beyond the signed range would come out negative.
  const bool huge = value && value->is_number_unsigned() && value->get<std::uint64_t>() > INT32_MAX;
  const bool whole = value && value->is_number_integer() && !huge;
  const std::int64_t number = whole ? value->get<std::int64_t>() : 0;
  if (whole && number >= least && number <= most)
    return static_cast<int>(number);
  fail(quoted(name) + " is no whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return least;
}

double JsonReader::confidence(const json &object, const char *name) {
  const json *value = find(object, name);
  const double number = value && value->is_number() ? value->get<double>() : -1;
  if (number >= -rounding && number <= 1 + rounding) // false for NaN
    return std::clamp(number, 0.0, 1.0);
  fail(quoted(name) + " is no number from 0 to 1");
  return 0;
}

const json &JsonReader::object(const json &parent, const char *name) {
  const json *value = optional_object(parent, name);
  if (!value)
    fail(quoted(name) + " is missing");
  return value ? *value : no_object();
}

const json *JsonReader::optional_object(const json &parent, const char *name) {
  const json *value = find(parent, name);
  if (value && !value->is_object()) {
    fail(quoted(name) + " is no object");
    return nullptr;
  }
  return value;
}

const json &JsonReader::array(const json &parent, const char *name, std::size_t most) {
  const json *value = find(parent, name);
  if (value && value->is_array() && value->size() <= most)
    return *value;
  fail(quoted(name) + " is no array of at most " + std::to_string(most) + " elements");
  return no_array();
}

const json &JsonReader::elements(const json &document, std::size_t most) {
  if (document.is_array() && document.size() <= most)
    return document;
  fail("the answer is no array of at most " + std::to_string(most) + " elements");
  return no_array();
}

std::vector<std::string> JsonReader::optional_texts(const json &object, const char *name, std::size_t most,
                                                    std::size_t max_bytes) {
  std::vector<std::string> texts;
  if (!find(object, name))
    return texts;
  for (const json &value : array(object, name, most))
    texts.push_back(text_of(value, name, max_bytes));
  return texts;
}

void JsonReader::fail(std::string message) {
  if (!fault_)
    fault_ = Error{ErrorCode::Malformed, std::move(message)};
}

const json *JsonReader::find(const json &parent, const char *name) {
  if (!parent.is_object()) {
    fail("there is no object that could hold " + quoted(name));
    return nullptr;
  }
  const auto found = parent.find(name);
  return found == parent.end() || found->is_null() ? nullptr : &*found;
}

} // namespace facerec::azure
