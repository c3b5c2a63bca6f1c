#include "facerec/base/text.h"
#include "server/answers.h"
#include "server/errors.h"
#include "server/face_landmarks.h"
#include "server/operations.h"
#include "server/parameters.h"
#include "server/request_image.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <set>

namespace facerec::server {
namespace {

enum class Attribute { Accessories, Blur, Exposure, Glasses, HeadPose, Mask, Noise, Occlusion, Quality };

// Which detection model has which attribute: Microsoft, "Specify a face detection model". detection_02 has none.
struct AttributeRule {
  std::string_view name;
  Attribute attribute;
  bool detection_01;
  bool detection_03;
};
constexpr std::array<AttributeRule, 9> attribute_rules = {{{"accessories", Attribute::Accessories, true, false},
                                                           {"blur", Attribute::Blur, true, true},
                                                           {"exposure", Attribute::Exposure, true, true},
                                                           {"glasses", Attribute::Glasses, true, true},
                                                           {"headpose", Attribute::HeadPose, true, true},
                                                           {"mask", Attribute::Mask, false, true},
                                                           {"noise", Attribute::Noise, true, false},
                                                           {"occlusion", Attribute::Occlusion, true, true},
                                                           {"qualityforrecognition", Attribute::Quality, true, true}}};
constexpr std::array<std::string_view, 7> retired_attributes = {"age",  "emotion", "facialhair", "gender",
                                                                "hair", "makeup",  "smile"};

struct DetectOptions {
  std::string detection_model;
  std::string recognition_model;
  bool face_id = true;
  bool landmarks = false;
  bool model_in_answer = false;
  std::set<Attribute> attributes;
  std::chrono::seconds time_to_live{86400};
};

bool is_graded(const std::string &recognition_model) {
  return recognition_model == "recognition_03" || recognition_model == "recognition_04";
}

// One of returnFaceAttributes, in lower case.
Parsed<Attribute> read_attribute(std::string_view name, const DetectOptions &options) {
  if (std::find(retired_attributes.begin(), retired_attributes.end(), name) != retired_attributes.end())
    return error_response(403, "UnsupportedFeature",
                          "Return Attributes (emotion, gender, age, smile, facial hair, hair and makeup) have been "
                          "deprecated and are no longer supported.");
  const auto rule = std::find_if(attribute_rules.begin(), attribute_rules.end(),
                                 [&](const AttributeRule &known) { return known.name == name; });
  if (rule == attribute_rules.end())
    return bad_argument("Invalid argument returnFaceAttributes.");
  if (options.detection_model == "detection_02")
    return bad_argument("'returnFaceAttributes' is not supported by detection_02.");
  const bool offered = options.detection_model == "detection_01" ? rule->detection_01 : rule->detection_03;
  if (!offered || (rule->attribute == Attribute::Quality && !is_graded(options.recognition_model)))
    return bad_argument("Invalid argument returnFaceAttributes.");
  return rule->attribute;
}

// Reads returnFaceAttributes into `options`; the answer where it breaks a rule.
std::optional<Response> read_attributes(const Request &request, DetectOptions &options) {
  const std::string list = to_lower(text_parameter(request, "returnFaceAttributes"));
  if (list.empty())
    return std::nullopt;
  for (const std::string_view part : split(list, ',')) {
    const Parsed<Attribute> attribute = read_attribute(trim(part), options);
    if (!attribute)
      return attribute.error();
    options.attributes.insert(*attribute);
  }
  return std::nullopt;
}

// Reads the three switches into `options`.
std::optional<Response> read_switches(const Request &request, DetectOptions &options) {
  struct Switch {
    const char *name;
    bool *value;
  };
  for (const auto &[name, value] :
       {Switch{"returnFaceId", &options.face_id}, Switch{"returnFaceLandmarks", &options.landmarks},
        Switch{"returnRecognitionModel", &options.model_in_answer}}) {
    const Parsed<bool> given = boolean_parameter(request, name, *value);
    if (!given)
      return given.error();
    *value = *given;
  }
  if (options.landmarks && options.detection_model == "detection_02")
    return bad_argument("'returnLandmarks' is not supported by detection_02.");
  return std::nullopt;
}

Parsed<DetectOptions> read_options(const Request &request) {
  DetectOptions options;
  const Parsed<std::string> detection = detection_model(request);
  if (!detection)
    return detection.error();
  options.detection_model = *detection;
  const Parsed<std::string> recognition = recognition_model(text_parameter(request, "recognitionModel"));
  if (!recognition)
    return recognition.error();
  options.recognition_model = *recognition;
  const Parsed<int> seconds = integer_parameter(request, "faceIdTimeToLive", 60, 86400, 86400);
  if (!seconds)
    return seconds.error();
  options.time_to_live = std::chrono::seconds(*seconds);
  if (std::optional<Response> wrong = read_switches(request, options))
    return *wrong;
  if (std::optional<Response> wrong = read_attributes(request, options))
    return *wrong;
  return options;
}

// The word for the first range that the value is below the end of.
struct Level {
  double end;
  const char *word;
};

// v1.0 writes the words of its enumerations with a capital, v1.2 without.
std::string spelled(std::string word, ApiVersion version) {
  if (version == ApiVersion::V1_0)
    word.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
  return word;
}

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

// A value and the word for it, which is that of the value as it is written.
nlohmann::json graded(const char *name, double exact, const std::array<Level, 3> &levels, ApiVersion version) {
  const double value = rounded(exact, 100);
  const auto level =
      std::find_if(levels.begin(), levels.end() - 1, [&](const Level &candidate) { return value < candidate.end; });
  return {{name, spelled(level->word, version)}, {"value", value}};
}

nlohmann::json to_json(const HeadPose &pose) {
  return {{"pitch", rounded(pose.pitch, 10)}, {"roll", rounded(pose.roll, 10)}, {"yaw", rounded(pose.yaw, 10)}};
}

nlohmann::json to_json(const std::array<Point, 5> &measured) {
  nlohmann::json json;
  for (const Landmark &landmark : all_landmarks(measured))
    json[std::string(landmark.name)] = {{"x", rounded(landmark.at.x, 10)}, {"y", rounded(landmark.at.y, 10)}};
  return json;
}

// What was asked for and is known; the ranges are those of the API's reference.
nlohmann::json describe(const FaceAttributes &face, const std::set<Attribute> &wanted, ApiVersion version) {
  static constexpr std::array<Level, 3> blur_levels = {{{0.25, "low"}, {0.75, "medium"}, {1, "high"}}};
  static constexpr std::array<Level, 3> exposure_levels = {
      {{0.25, "underExposure"}, {0.75, "goodExposure"}, {1, "overExposure"}}};
  static constexpr std::array<const char *, 3> qualities = {"low", "medium", "high"};
  nlohmann::json json = nlohmann::json::object();
  if (wanted.contains(Attribute::Blur))
    json["blur"] = graded("blurLevel", face.blur, blur_levels, version);
  if (wanted.contains(Attribute::Exposure))
    json["exposure"] = graded("exposureLevel", face.exposure, exposure_levels, version);
  if (wanted.contains(Attribute::HeadPose) && face.head_pose)
    json["headPose"] = to_json(*face.head_pose);
  if (wanted.contains(Attribute::Quality))
    json["qualityForRecognition"] = spelled(qualities.at(static_cast<std::size_t>(face.quality)), version);
  return json;
}

nlohmann::json describe(const SeenFace &seen, const DetectOptions &options, ApiVersion version) {
  const Rect &box = seen.face.box;
  nlohmann::json json;
  json["faceRectangle"] = {{"top", box.y}, {"left", box.x}, {"width", box.width}, {"height", box.height}};
  if (options.landmarks && seen.face.landmarks)
    json["faceLandmarks"] = to_json(*seen.face.landmarks);
  if (!options.attributes.empty())
    json["faceAttributes"] = describe(seen.attributes, options.attributes, version);
  if (options.face_id && options.model_in_answer)
    json["recognitionModel"] = options.recognition_model;
  return json;
}

} // namespace

Response detect(Service &service, const Call &call) {
  const Parsed<DetectOptions> options = read_options(call.request);
  if (!options)
    return options.error();
  const Parsed<Picture> picture = request_image(service, call.request);
  if (!picture)
    return picture.error();
  nlohmann::json list = nlohmann::json::array();
  for (const SeenFace &seen : service.engine.detect(picture->bgr)) {
    nlohmann::json json = describe(seen, *options, call.version);
    if (options->face_id) {
      Result<Encoding> encoding = service.engine.encode(picture->bgr, seen.face);
      if (!encoding)
        return internal_error();
      json["faceId"] = service.face_ids.add({std::move(*encoding), options->recognition_model}, options->time_to_live);
    }
    list.push_back(std::move(json));
  }
  return json_response(list);
}

} // namespace facerec::server
