#include "facerec/track/identity.h"

#include "facerec/base/text.h"

#include <nlohmann/json.hpp>

namespace facerec {
namespace {

using json = nlohmann::ordered_json; // keeps the fields in the order they were given

constexpr int max_depth = 16;

// A parser callback that gives up on documents nested deeper than max_depth, before they cost a stack.
struct DepthGuard {
  bool too_deep = false;
  bool operator()(int depth, json::parse_event_t event, json &) {
    if ((event == json::parse_event_t::object_start || event == json::parse_event_t::array_start) && depth >= max_depth)
      too_deep = true;
    return !too_deep;
  }
};

std::optional<json> parse_object(const std::string &text) {
  DepthGuard guard;
  const json::parser_callback_t callback = [&guard](int depth, json::parse_event_t event, json &value) {
    return guard(depth, event, value);
  };
  json document = json::parse(text, callback, false);
  if (guard.too_deep || !document.is_object())
    return std::nullopt;
  return document;
}

std::string string_field(const json &object, const char *name) {
  const auto field = object.find(name);
  return field != object.end() && field->is_string() ? field->get<std::string>() : std::string();
}

} // namespace

UserData parse_user_data(std::string_view text) {
  UserData data;
  if (text.empty())
    return data;
  const std::string valid = to_valid_utf8(text);
  const auto object = parse_object(valid);
  if (!object) {
    data.json = json(valid).dump();
    return data;
  }
  data.json = object->dump();
  data.color = parse_color(string_field(*object, "color"));
  data.aux_label = string_field(*object, "aux_label");
  return data;
}

} // namespace facerec
