#include "facerec/session/settings.h"

#include "facerec/azure/key_file.h"
#include "facerec/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>

namespace facerec {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

// Collects the first complaint, so that a list of rules reads as a list.
class Checker {
public:
  void range(std::string_view property, double value, double lowest, double highest, std::string_view unit = "") {
    if (value >= lowest && value <= highest) // false for NaN
      return;
    std::string rule = " is out of range; it must be " + number(lowest) + " to " + number(highest);
    if (!unit.empty())
      rule += " " + std::string(unit);
    complain(property, number(value), rule);
  }
  // A number that may also be 0, which switches off what it is about.
  void range_or_off(std::string_view property, double value, double lowest, double highest) {
    if (value != 0 && !(value >= lowest && value <= highest))
      complain(property, number(value),
               " is out of range; it must be " + number(lowest) + " to " + number(highest) + ", or 0 for never");
  }
  void one_of(std::string_view property, std::string_view value, std::span<const std::string_view> allowed) {
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end())
      return;
    std::string rule = " is unknown; it must be";
    for (const std::string_view name : allowed)
      rule += (name == allowed.front() ? " " : name == allowed.back() ? " or " : ", ") + std::string(name);
    complain(property, "\"" + shorten(value, 60) + "\"", rule);
  }
  void readable_file(std::string_view property, const std::string &path) {
    std::error_code error;
    if (!path.empty() && !(std::filesystem::is_regular_file(path, error) && std::ifstream(path).good()))
      complain(property, "\"" + shorten(path, 200) + "\"", " is not a file that can be read");
  }
  void complain(std::string_view property, std::string_view value, std::string_view rule) {
    if (!error_)
      error_ = invalid_argument(std::string(property) + ": " + std::string(value) + std::string(rule));
  }
  const std::optional<Error> &error() const { return error_; }

private:
  std::optional<Error> error_;
};

// Azure Face v1.2, Detect: the models that exist.
constexpr std::array<std::string_view, 4> recognition_models{"recognition_01", "recognition_02", "recognition_03",
                                                             "recognition_04"};
constexpr std::array<std::string_view, 3> detection_models{"detection_01", "detection_02", "detection_03"};

void check_stream_numbers(const Settings &s, Checker &checker) {
  checker.range("max-lookups-per-face", s.max_lookups_per_face, 1, 100);
  checker.range("min-confidence", s.min_confidence, 0, 1);
  checker.range("min-face-size-pixels", s.min_face_size_pixels, 1, 4096, "pixels");
  checker.range("lookup-interval", s.lookup_interval, 0, 3600000, "ms");
  checker.range("crop-margin", s.crop_margin, 0, 2);
  checker.range("track-timeout", s.track_timeout, 0.1, 3600, "s");
  checker.range("max-tracks", s.max_tracks, 1, 1000000);
  checker.range("handover", s.handover, 0, 10000, "ms");
  checker.range("drain-timeout", s.drain_timeout, 0, 3600, "s");
  checker.range("request-timeout", s.request_timeout, 0.1, 300, "s"); // bounds what offline mode waits for
  checker.range("line-width", s.line_width, 1, 32, "pixels");
}

void check_name_numbers(const Settings &s, Checker &checker) {
  checker.range("min-margin", s.min_margin, 0, 0.5);
  checker.range("votes", s.votes, 1, 100);
  if (s.votes > s.max_lookups_per_face)
    checker.complain("votes", number(s.votes),
                     " is more than max-lookups-per-face (" + number(s.max_lookups_per_face) +
                         "), so that nobody could ever be named; lower the one or raise the other");
  checker.range("recheck-interval", s.recheck_interval, 0, 86400, "s");
  checker.range_or_off("retry-growth", s.retry_growth, 1.1, 10);
  checker.range("min-sharpness", s.min_sharpness, 0, 100000);
  checker.range("best-shot-window", s.best_shot_window, 0, 60000, "ms");
}

void check_account_numbers(const Settings &s, Checker &checker) {
  checker.range("workers", s.workers, 1, 16);
  checker.range("queue-size", s.queue_size, 1, 4096);
  checker.range("request-timeout", s.request_timeout, 0.1, 300, "s");
  checker.range("rate-limit", s.rate_limit, 0.01, 1000, "transactions per second");
  checker.range("person-cache-ttl", s.person_cache_ttl, 0, 86400, "s");
  checker.range("jpeg-quality", s.jpeg_quality, 1, 100);
  checker.range("batch-size", s.batch_size, 1, 10); // Azure Face v1.2, Identify: at most 10 faceIds
  checker.range("batch-window", s.batch_window, 0, 10000, "ms");
}

Duration seconds(double value) { return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value)); }

std::chrono::milliseconds milliseconds(double value_in_seconds) {
  return std::chrono::milliseconds(std::llround(value_in_seconds * 1000));
}

TrackPolicy track_policy(const Settings &s) {
  TrackPolicy policy;
  policy.max_lookups = s.max_lookups_per_face;
  policy.min_confidence = s.min_confidence;
  policy.lookup_interval = std::chrono::milliseconds(s.lookup_interval);
  policy.track_timeout = seconds(s.track_timeout);
  policy.max_tracks = static_cast<std::size_t>(s.max_tracks);
  policy.min_margin = s.min_margin;
  policy.votes = s.votes;
  policy.recheck_interval = seconds(s.recheck_interval);
  policy.retry_growth = s.retry_growth;
  policy.handover = std::chrono::milliseconds(s.handover);
  return policy;
}

SessionOptions session_options(const Settings &s, Regions regions) {
  SessionOptions options;
  options.regions = std::move(regions);
  options.policy = track_policy(s);
  options.mode = s.mode;
  options.roi_anchor = s.roi_anchor;
  options.min_face_size = s.min_face_size_pixels;
  options.crop_margin = s.crop_margin;
  options.min_sharpness = s.min_sharpness;
  options.min_quality = s.min_quality;
  options.best_shot_window = std::chrono::milliseconds(s.best_shot_window);
  // A lookup is a Detect, an Identify and at most a Get Person.
  options.offline_wait = 3 * seconds(s.request_timeout);
  return options;
}

Result<std::string> find_key(const Settings &s, const Environment &environment) {
  std::string key = s.azure_api_key;
  if (key.empty() && !s.azure_api_key_file.empty()) {
    auto from_file = azure::read_key_file(s.azure_api_key_file);
    if (!from_file)
      return invalid_argument("azure-api-key-file: " + from_file.error().message);
    key = std::move(*from_file);
  }
  if (key.empty())
    key = environment("FACE_APIKEY").value_or("");
  if (key.empty())
    return invalid_argument("azure-api-key: no key is given; set azure-api-key, azure-api-key-file or the environment "
                            "variable FACE_APIKEY");
  if (!azure::is_plausible_key(key))
    return invalid_argument("azure-api-key: the key holds blanks or characters that no HTTP header can carry, or is "
                            "longer than 512 characters");
  return key;
}

Result<azure::Endpoint> find_endpoint(const Settings &s, const Environment &environment) {
  const std::string text = s.azure_endpoint.empty() ? environment("FACE_ENDPOINT").value_or("") : s.azure_endpoint;
  if (text.empty())
    return invalid_argument("azure-endpoint: no endpoint is given; set azure-endpoint or the environment variable "
                            "FACE_ENDPOINT, as in https://NAME.cognitiveservices.azure.com/");
  return azure::Endpoint::parse(text, s.allow_insecure_http);
}

// The key, or the identity whose tokens stand in for it.
Result<void> authorise(const Settings &s, const Environment &environment, AzureLookupOptions &options) {
  if (s.azure_auth == azure::Auth::Key) {
    auto key = find_key(s, environment);
    if (!key)
      return key.error();
    options.client.api_key = std::move(*key);
    return {};
  }
  if (const auto fits = azure::check_token_endpoint(options.client.endpoint, s.allow_insecure_http); !fits)
    return fits.error();
  auto credential = azure::find_entra_credential(s.azure_auth, environment);
  if (!credential)
    return invalid_argument("azure-auth: " + credential.error().message);
  options.entra = std::move(*credential);
  return {};
}

Result<azure::GroupRef> find_group(const Settings &s) {
  if (!azure::is_valid_group_id(s.person_group_id))
    return invalid_argument("person-group-id: \"" + shorten(s.person_group_id, 80) +
                            "\" is not an id of a person group; it must be 1 to 64 characters of a-z, 0-9, - and _");
  return azure::GroupRef{s.person_group_type, s.person_group_id};
}

} // namespace

std::string default_node_id(std::string_view element_name) {
  constexpr std::string_view prefix = "facerecazure";
  if (!element_name.starts_with(prefix))
    return std::string(element_name);
  const std::string_view digits = element_name.substr(prefix.size());
  unsigned number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number == std::numeric_limits<unsigned>::max())
    return std::string(element_name);
  return "face_rec_azure" + std::to_string(number + 1);
}

Result<StreamSetup> check_stream(const Settings &settings) {
  Checker checker;
  check_stream_numbers(settings, checker);
  check_name_numbers(settings, checker);
  if (checker.error())
    return *checker.error();
  auto regions = Regions::parse(settings.rois, settings.roi_labels);
  if (!regions)
    return regions.error();
  if (const auto font = check_font(settings.font_desc); !font)
    return invalid_argument("font-desc: " + font.error().message);
  StreamSetup setup;
  setup.session = session_options(settings, std::move(*regions));
  setup.style = {settings.display_roi, settings.display_faceinfo, settings.font_desc, settings.line_width};
  setup.drain_timeout = seconds(settings.drain_timeout);
  return setup;
}

Result<AzureLookupOptions> check_account(const Settings &settings, const Environment &environment) {
  const auto endpoint = find_endpoint(settings, environment);
  if (!endpoint)
    return endpoint.error();
  AzureLookupOptions options;
  options.client = {*endpoint, "", settings.api_version, milliseconds(settings.request_timeout)};
  if (const auto authorised = authorise(settings, environment, options); !authorised)
    return authorised.error();
  auto group = find_group(settings);
  if (!group)
    return group.error();
  Checker checker;
  checker.one_of("recognition-model", settings.recognition_model, recognition_models);
  checker.one_of("detection-model", settings.detection_model, detection_models);
  checker.readable_file("tls-ca-file", settings.tls_ca_file);
  check_account_numbers(settings, checker);
  if (checker.error())
    return *checker.error();
  options.tls_ca_file = settings.tls_ca_file;
  options.group = std::move(*group);
  options.recognition_model = settings.recognition_model;
  options.detection_model = settings.detection_model;
  options.workers = settings.workers;
  options.queue_size = static_cast<std::size_t>(settings.queue_size);
  options.rate_limit = settings.rate_limit;
  options.person_cache_ttl = milliseconds(settings.person_cache_ttl);
  options.jpeg_quality = settings.jpeg_quality;
  options.batch_size = static_cast<std::size_t>(settings.batch_size);
  options.batch_window = std::chrono::milliseconds(settings.batch_window);
  options.daily_budget = settings.daily_budget;
  return options;
}

} // namespace facerec
