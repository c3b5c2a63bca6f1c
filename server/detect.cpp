#include "facerec/base/text.h"
#include "server/answers.h"
#include "server/errors.h"
#include "server/operations.h"
#include "server/parameters.h"
#include "server/request_image.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace facerec::server {
namespace {

struct DetectOptions {
  std::string detection_model;
  std::string recognition_model;
  bool face_id = true;
  bool landmarks = false;
  bool model_in_answer = false;
  bool quality = false;
  std::chrono::seconds time_to_live{86400};
};

constexpr std::array<std::string_view, 9> known_attributes = {
    "accessories", "blur", "exposure", "glasses", "headpose", "mask", "noise", "occlusion", "qualityforrecognition"};
constexpr std::array<std::string_view, 7> retired_attributes = {"age",  "emotion", "facialhair", "gender",
                                                                "hair", "makeup",  "smile"};

template <std::size_t size> bool contains(const std::array<std::string_view, size> &list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Reads returnFaceAttributes into `options`; the answer where it breaks a rule.
std::optional<Response> read_attributes(const Request &request, DetectOptions &options) {
  const std::string list = to_lower(text_parameter(request, "returnFaceAttributes"));
  if (list.empty())
    return std::nullopt;
  for (std::string_view part : split(list, ',')) {
    const std::string_view name = trim(part);
    if (contains(retired_attributes, name))
      return error_response(403, "UnsupportedFeature",
                            "Return Attributes (emotion, gender, age, smile, facial hair, hair and makeup) have been "
                            "deprecated and are no longer supported.");
    if (!contains(known_attributes, name))
      return bad_argument("Invalid argument returnFaceAttributes.");
    options.quality = options.quality || name == "qualityforrecognition";
  }
  if (options.detection_model == "detection_02")
    return bad_argument("'returnFaceAttributes' is not supported by detection_02.");
  const bool graded = options.recognition_model == "recognition_03" || options.recognition_model == "recognition_04";
  if (options.quality && !graded)
    return bad_argument("Invalid argument returnFaceAttributes.");
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

const char *to_string(Quality quality, ApiVersion version) {
  static constexpr const char *lower[] = {"low", "medium", "high"};
  static constexpr const char *capital[] = {"Low", "Medium", "High"};
  const auto index = static_cast<std::size_t>(quality);
  return version == ApiVersion::V1_0 ? capital[index] : lower[index];
}

nlohmann::json to_json(const std::array<Point, 5> &landmarks) {
  const auto point = [](const Point &at) -> nlohmann::json {
    return {{"x", std::round(at.x * 10) / 10}, {"y", std::round(at.y * 10) / 10}};
  };
  // Azure names sides as they are in the picture, YuNet as they are of the person.
  return {{"pupilLeft", point(landmarks[0])},
          {"pupilRight", point(landmarks[1])},
          {"noseTip", point(landmarks[2])},
          {"mouthLeft", point(landmarks[3])},
          {"mouthRight", point(landmarks[4])}};
}

nlohmann::json describe(const SeenFace &seen, const DetectOptions &options, ApiVersion version) {
  const Rect &box = seen.face.box;
  nlohmann::json json;
  json["faceRectangle"] = {{"top", box.y}, {"left", box.x}, {"width", box.width}, {"height", box.height}};
  if (options.landmarks && seen.face.landmarks)
    json["faceLandmarks"] = to_json(*seen.face.landmarks);
  if (options.quality)
    json["faceAttributes"] = {{"qualityForRecognition", to_string(seen.quality, version)}};
  if (options.face_id && options.model_in_answer)
    json["recognitionModel"] = options.recognition_model;
  return json;
}

} // namespace

Response detect(Service &service, const Call &call) {
  const Parsed<DetectOptions> options = read_options(call.request);
  if (!options)
    return options.error();
  const Parsed<cv::Mat> picture = request_image(service, call.request);
  if (!picture)
    return picture.error();
  nlohmann::json list = nlohmann::json::array();
  for (const SeenFace &seen : service.engine.detect(*picture)) {
    nlohmann::json json = describe(seen, *options, call.version);
    if (options->face_id) {
      Result<std::vector<Encoding>> probes = service.engine.encode_probes(*picture, seen.face);
      if (!probes)
        return internal_error();
      json["faceId"] = service.face_ids.add({std::move(*probes), options->recognition_model}, options->time_to_live);
    }
    list.push_back(std::move(json));
  }
  return json_response(list);
}

} // namespace facerec::server
