#include "azure/answers.h"

#include "azure/json_reader.h"
#include "facerec/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace facerec::azure {
namespace {

using nlohmann::json;

// Azure Face v1.2: 100 faces an image, 100 candidates a face, 10 faces an Identify, 1000 a page, 248 faces a person
// (more would be odd, but do no harm), names of 128 and userData of 16,384 characters of up to 4 bytes.
constexpr std::size_t max_faces = 100;
constexpr std::size_t max_candidates = 100;
constexpr std::size_t max_identified = 10;
constexpr std::size_t max_page = 1000;
constexpr std::size_t max_persisted_faces = 1000;
constexpr std::size_t max_id_bytes = 64;
constexpr std::size_t max_word_bytes = 64;
constexpr std::size_t max_name_bytes = 4 * 128;
constexpr std::size_t max_user_data_bytes = 4 * 16384;
constexpr std::size_t max_message_bytes = 64 * 1024;
constexpr int max_coordinate = 65535; // of a JPEG

Rect read_rectangle(JsonReader &reader, const json &face) {
  const json &rectangle = reader.object(face, "faceRectangle");
  // A face at the edge may begin outside of the image.
  return {reader.integer(rectangle, "left", -max_coordinate, max_coordinate),
          reader.integer(rectangle, "top", -max_coordinate, max_coordinate),
          reader.integer(rectangle, "width", 1, max_coordinate),
          reader.integer(rectangle, "height", 1, max_coordinate)};
}

// Of a quality or a blur. A word that is not known says nothing of it.
template <class Level> std::optional<Level> level_from(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, Level>, 3> words{
      {{"low", Level::Low}, {"medium", Level::Medium}, {"high", Level::High}}};
  const std::string lower_case = to_lower(word); // "High" in v1.0, "high" in v1.2
  for (const auto &[known, level] : words)
    if (lower_case == known)
      return level;
  return std::nullopt;
}

void read_attributes(JsonReader &reader, const json &attributes, DetectedFace &face) {
  face.quality = level_from<Quality>(reader.optional_text(attributes, "qualityForRecognition", max_word_bytes));
  if (const json *blur = reader.optional_object(attributes, "blur"))
    face.blur = level_from<Blur>(reader.optional_text(*blur, "blurLevel", max_word_bytes));
}

DetectedFace read_face(JsonReader &reader, const json &value) {
  DetectedFace face{reader.optional_text(value, "faceId", max_id_bytes), read_rectangle(reader, value), {}};
  if (const json *attributes = reader.optional_object(value, "faceAttributes"))
    read_attributes(reader, *attributes, face);
  return face;
}

IdentifyResult read_identify_result(JsonReader &reader, const json &value) {
  IdentifyResult result{reader.text(value, "faceId", max_id_bytes), {}};
  for (const json &candidate : reader.array(value, "candidates", max_candidates))
    result.candidates.push_back(
        {reader.text(candidate, "personId", max_id_bytes), reader.confidence(candidate, "confidence")});
  std::stable_sort(result.candidates.begin(), result.candidates.end(),
                   [](const auto &a, const auto &b) { return a.confidence > b.confidence; });
  return result;
}

Group read_group(JsonReader &reader, const json &value) {
  const char *const id = value.is_object() && value.contains("personGroupId") ? "personGroupId" : "largePersonGroupId";
  return {reader.text(value, id, max_id_bytes), reader.optional_text(value, "name", max_name_bytes),
          reader.optional_text(value, "userData", max_user_data_bytes),
          reader.optional_text(value, "recognitionModel", max_word_bytes)};
}

TrainingState training_state_from(JsonReader &reader, std::string_view word) {
  constexpr std::array<std::pair<std::string_view, TrainingState>, 5> words{
      {{"notstarted", TrainingState::NotStarted},
       {"nonstarted", TrainingState::NotStarted}, // as v1.0's specification spells it
       {"running", TrainingState::Running},
       {"succeeded", TrainingState::Succeeded},
       {"failed", TrainingState::Failed}}};
  const std::string lower_case = to_lower(word);
  for (const auto &[known, state] : words)
    if (lower_case == known)
      return state;
  reader.fail("\"status\" is none of notStarted, running, succeeded, failed");
  return TrainingState::NotStarted;
}

TrainingStatus read_training_status(JsonReader &reader, const json &value) {
  return {training_state_from(reader, reader.text(value, "status", max_word_bytes)),
          reader.optional_text(value, "message", max_message_bytes)};
}

Person read_person(JsonReader &reader, const json &value) {
  return {reader.text(value, "personId", max_id_bytes), reader.optional_text(value, "name", max_name_bytes),
          reader.optional_text(value, "userData", max_user_data_bytes),
          reader.optional_texts(value, "persistedFaceIds", max_persisted_faces, max_id_bytes)};
}

PersistedFace read_persisted_face(JsonReader &reader, const json &value) {
  return {reader.text(value, "persistedFaceId", max_id_bytes),
          reader.optional_text(value, "userData", max_user_data_bytes)};
}

template <class T> Result<T> parse_one(std::string_view body, T (*read)(JsonReader &, const json &)) {
  JsonReader reader;
  const json document = reader.parse(body);
  T value = read(reader, document);
  if (reader.fault())
    return *reader.fault();
  return value;
}

template <class T>
Result<std::vector<T>> parse_many(std::string_view body, std::size_t most, T (*read)(JsonReader &, const json &)) {
  JsonReader reader;
  const json document = reader.parse(body);
  std::vector<T> values;
  for (const json &element : reader.elements(document, most))
    values.push_back(read(reader, element));
  if (reader.fault())
    return *reader.fault();
  return values;
}

std::int64_t area(const Rect &rect) { return std::int64_t{rect.width} * rect.height; }

} // namespace

Result<std::vector<DetectedFace>> parse_detected_faces(std::string_view body) {
  auto faces = parse_many<DetectedFace>(body, max_faces, read_face);
  if (faces)
    std::stable_sort(faces->begin(), faces->end(),
                     [](const auto &a, const auto &b) { return area(a.rectangle) > area(b.rectangle); });
  return faces;
}

Result<std::vector<IdentifyResult>> parse_identify_results(std::string_view body) {
  return parse_many<IdentifyResult>(body, max_identified, read_identify_result);
}

Result<Group> parse_group(std::string_view body) { return parse_one<Group>(body, read_group); }

Result<std::vector<Group>> parse_groups(std::string_view body) { return parse_many<Group>(body, max_page, read_group); }

Result<TrainingStatus> parse_training_status(std::string_view body) {
  return parse_one<TrainingStatus>(body, read_training_status);
}

Result<Person> parse_person(std::string_view body) { return parse_one<Person>(body, read_person); }

Result<PersistedFace> parse_persisted_face(std::string_view body) {
  return parse_one<PersistedFace>(body, read_persisted_face);
}

Result<std::vector<Person>> parse_persons(std::string_view body) {
  return parse_many<Person>(body, max_page, read_person);
}

Result<std::string> parse_person_id(std::string_view body) {
  return parse_one<std::string>(
      body, [](JsonReader &reader, const json &value) { return reader.text(value, "personId", max_id_bytes); });
}

Result<std::string> parse_persisted_face_id(std::string_view body) {
  return parse_one<std::string>(
      body, [](JsonReader &reader, const json &value) { return reader.text(value, "persistedFaceId", max_id_bytes); });
}

} // namespace facerec::azure
