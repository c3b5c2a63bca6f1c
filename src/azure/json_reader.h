// Reads fields of untrusted JSON. The first fault is kept, and every later read gives an empty value: a parser reads
// all it wants and asks once, at the end.
//
//   JsonReader reader;
//   const json document = reader.parse(body);
//   DetectedFace face{reader.text(object, "faceId", 64), …};
//   if (reader.fault()) …
#pragma once

#include "facerec/base/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::azure {

class JsonReader {
public:
  using json = nlohmann::json;

  // The document; null where it is none, or nested more than 16 deep.
  json parse(std::string_view text);

  // A string of at most `max_bytes` that must be there and not be empty.
  std::string text(const json &object, const char *name, std::size_t max_bytes);
  // The same, but empty where it is absent, null or empty.
  std::string optional_text(const json &object, const char *name, std::size_t max_bytes);
  // A whole number within the bounds.
  int integer(const json &object, const char *name, int least, int most);
  // 0..1; a hair outside, as rounding makes it, is cut.
  double confidence(const json &object, const char *name);
  // An object that must be there; an empty one where it is not.
  const json &object(const json &parent, const char *name);
  // The same, nothing where it is absent or null.
  const json *optional_object(const json &parent, const char *name);
  // An array of at most `most` elements that must be there.
  const json &array(const json &parent, const char *name, std::size_t most);
  // The document itself as an array of at most `most` elements.
  const json &elements(const json &document, std::size_t most);
  // Strings of at most `max_bytes`; none where the field is absent or null.
  std::vector<std::string> optional_texts(const json &object, const char *name, std::size_t most,
                                          std::size_t max_bytes);

  void fail(std::string message);
  const std::optional<Error> &fault() const { return fault_; }

private:
  const json *find(const json &parent, const char *name); // nothing where absent, null, or the parent is no object
  std::string text_of(const json &value, const char *name, std::size_t max_bytes);

  std::optional<Error> fault_;
};

} // namespace facerec::azure
