// Values that come with a request, checked against Microsoft's rules.
#pragma once

#include "facerec/base/result.h"
#include "server/http_message.h"
#include "server/store.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace facerec::server {

// Either the value or the answer that says what is wrong with it.
template <class T> using Parsed = Result<T, Response>;

inline constexpr std::size_t max_id_length = 64;
inline constexpr std::size_t max_name_length = 128;
inline constexpr std::size_t max_user_data_length = 16384; // of groups and persons
inline constexpr std::size_t max_face_user_data_length = 1024;

bool is_uuid(std::string_view text);

// Query parameters; `fallback` where there is none.
Parsed<bool> boolean_parameter(const Request &request, std::string_view name, bool fallback);
Parsed<int> integer_parameter(const Request &request, std::string_view name, int least, int most, int fallback);
Parsed<std::string> detection_model(const Request &request);   // detection_01 to 03, default detection_01
Parsed<std::string> recognition_model(std::string_view value); // recognition_01 to 04, empty: recognition_01
std::string text_parameter(const Request &request, std::string_view name);

struct Page {
  std::string start;
  int top = 1000;
};
Parsed<Page> page(const Request &request);

// The body as a JSON object.
Parsed<nlohmann::json> json_object(const Request &request);

// Text of at most `max_length` characters; `name` is for the error.
Parsed<std::string> checked_text(std::string text, const char *name, std::size_t max_length);
// The same of a body; nothing where there is no such member, or null.
Parsed<std::optional<std::string>> text_member(const nlohmann::json &body, const char *name, std::size_t max_length);

// "name" and "userData" of a body, where they are there: text of an allowed length.
Parsed<Changes> name_and_user_data(const nlohmann::json &body);
// The same for something new, which needs a name.
Parsed<Changes> named(const nlohmann::json &body);
// The same for an update: at least one of the two, and no empty name.
Parsed<Changes> changes_of(const Request &request);

} // namespace facerec::server
