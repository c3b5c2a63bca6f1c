#include "gst/azure_properties.h"

#include <array>
#include <limits>
#include <span>
#include <variant>

namespace facerec::gst {
namespace {

GType make_enum(const char *name, std::span<const GEnumValue> values) {
  return g_enum_register_static(name, values.data());
}

GType auth_enum() {
  static const std::array<GEnumValue, 4> values{{
      {static_cast<int>(azure::Auth::Key), "The account's key", "key"},
      {static_cast<int>(azure::Auth::Entra), "Entra ID: a client secret where the environment has one, else as below",
       "entra"},
      {static_cast<int>(azure::Auth::ManagedIdentity), "Entra ID: the managed identity of this machine or app",
       "managed-identity"},
      {0, nullptr, nullptr},
  }};
  static const GType type = make_enum("GstFaceRecAzureAuth", values);
  return type;
}

GType group_type_enum() {
  static const std::array<GEnumValue, 3> values{{
      {static_cast<int>(azure::GroupType::Large), "Large Person Group", "large"},
      {static_cast<int>(azure::GroupType::Standard), "Person Group", "standard"},
      {0, nullptr, nullptr},
  }};
  static const GType type = make_enum("GstFaceRecAzureGroupType", values);
  return type;
}

GType api_version_enum() {
  static const std::array<GEnumValue, 3> values{{
      {static_cast<int>(azure::ApiVersion::V1_0), "Azure Face v1.0", "v1.0"},
      {static_cast<int>(azure::ApiVersion::V1_2), "Azure Face v1.2", "v1.2"},
      {0, nullptr, nullptr},
  }};
  static const GType type = make_enum("GstFaceRecAzureApiVersion", values);
  return type;
}

GType mode_enum() {
  static const std::array<GEnumValue, 3> values{{
      {static_cast<int>(Mode::Live), "Never waits; names appear on later frames of the track", "live"},
      {static_cast<int>(Mode::Offline), "Waits for each frame's lookups, so that a file is annotated whole", "offline"},
      {0, nullptr, nullptr},
  }};
  static const GType type = make_enum("GstFaceRecAzureMode", values);
  return type;
}

GType anchor_enum() {
  static const std::array<GEnumValue, 3> values{{
      {static_cast<int>(RoiAnchor::Center), "The middle of the box", "center"},
      {static_cast<int>(RoiAnchor::BottomCenter), "The middle of the box's lower edge", "bottom-center"},
      {0, nullptr, nullptr},
  }};
  static const GType type = make_enum("GstFaceRecAzureRoiAnchor", values);
  return type;
}

GType quality_enum() {
  static const std::array<GEnumValue, 4> values{{
      {static_cast<int>(FaceQuality::Low), "Any face", "low"},
      {static_cast<int>(FaceQuality::Medium), "Fit for recognition", "medium"},
      {static_cast<int>(FaceQuality::High), "As good as those of persons should be", "high"},
      {0, nullptr, nullptr},
  }};
  static const GType type = make_enum("GstFaceRecAzureFaceQuality", values);
  return type;
}

// How to reach an enum member through an int.
struct EnumMember {
  GType (*type)();
  int (*get)(const Settings &);
  void (*set)(Settings &, int);
};
template <auto Member> constexpr EnumMember enum_member(GType (*type)()) {
  using Value = std::remove_cvref_t<decltype(std::declval<Settings>().*Member)>;
  return {type, [](const Settings &s) { return static_cast<int>(s.*Member); },
          [](Settings &s, int value) { s.*Member = static_cast<Value>(value); }};
}
struct KeySet {}; // the read-only `azure-api-key-set`

using Place = std::variant<std::string Settings::*, bool Settings::*, int Settings::*, unsigned Settings::*,
                           double Settings::*, std::string AzureProperties::*, EnumMember, KeySet>;

struct Property {
  const char *name;
  Place place;
  Applies applies;
  const char *blurb;
  bool secret = false; // write-only: neither get_property nor a DOT dump shows it
};

const std::span<const Property> table() {
  using enum Applies;
  static const std::array properties{
      Property{
          "azure-endpoint", &Settings::azure_endpoint, AtStart,
          "Where the service is: https://NAME.cognitiveservices.azure.com/ or the URL that `facerec serve` prints; "
          "http only to loopback (empty: environment variable FACE_ENDPOINT)"},
      Property{"azure-auth", enum_member<&Settings::azure_auth>(auth_enum), AtStart,
               "What authorises the lookups: the key, or a token of Entra ID for the client secret in the environment "
               "variables AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or for the managed identity"},
      Property{"azure-api-key", &Settings::azure_api_key, AtStart,
               "Key of the account; can be written but not read (empty: azure-api-key-file, then environment variable "
               "FACE_APIKEY)",
               true},
      Property{"azure-api-key-set", KeySet{}, AtStart, "Whether azure-api-key has been given"},
      Property{"azure-api-key-file", &Settings::azure_api_key_file, AtStart,
               "File whose first line is the key of the account"},
      Property{"person-group-id", &Settings::person_group_id, AtStart,
               "Person group in which faces are looked up: 1 to 64 of a-z, 0-9, - and _"},
      Property{"person-group-type", enum_member<&Settings::person_group_type>(group_type_enum), AtStart,
               "Kind of the person group"},
      Property{"api-version", enum_member<&Settings::api_version>(api_version_enum), AtStart,
               "Version of the Azure Face API to speak"},
      Property{"recognition-model", &Settings::recognition_model, AtStart,
               "Recognition model, the same as the group was created with: recognition_01 to recognition_04"},
      Property{"detection-model", &Settings::detection_model, AtStart, "Detection model: detection_01 to detection_03"},
      Property{"tls-ca-file", &Settings::tls_ca_file, AtStart,
               "PEM file of the certificate authorities to trust (empty: those of the system)"},
      Property{"allow-insecure-http", &Settings::allow_insecure_http, AtStart,
               "Allow http:// to other machines; the key and the faces then travel readable by anybody on the way"},
      Property{"workers", &Settings::workers, AtStart, "Lookups under way at once (1 to 16)"},
      Property{"queue-size", &Settings::queue_size, AtStart, "Faces that may wait for a lookup (1 to 4096)"},
      Property{"request-timeout", &Settings::request_timeout, AtStart,
               "Seconds after which a request to the service is given up (0.1 to 300)"},
      Property{"rate-limit", &Settings::rate_limit, AtStart,
               "Transactions per second that the account may spend (0.01 to 1000; Azure's S0 tier has 10)"},
      Property{"person-cache-ttl", &Settings::person_cache_ttl, AtStart,
               "Seconds for which names and user data are remembered (0 to 86400)"},
      Property{"jpeg-quality", &Settings::jpeg_quality, AtStart, "Quality of the pictures that are sent (1 to 100)"},
      Property{"batch-size", &Settings::batch_size, AtStart, "Faces that share one Detect and one Identify (1 to 10)"},
      Property{"batch-window", &Settings::batch_window, AtStart,
               "Most time in ms that a face waits for others to share its calls, while calls are under way or the rate "
               "is spent (0 to 10000)"},
      Property{"daily-budget", &Settings::daily_budget, AtStart,
               "Transactions that the account may spend from midnight to midnight UTC, as counted by this process (0: "
               "no limit)"},
      Property{"rois", &Settings::rois, AtOnce,
               "Regions of interest: x1,y1,x2,y2,x3,y3;… polygons of normalised coordinates (empty: the whole frame)"},
      Property{"roi-labels", &Settings::roi_labels, AtOnce,
               "Comma separated labels, one per region (empty: roi1,roi2,…; full_frame where there are no rois)"},
      Property{"display-roi", &Settings::display_roi, AtOnce, "Draw the regions"},
      Property{"display-faceinfo", &Settings::display_faceinfo, AtOnce,
               "Draw each face's box and, once recognized, its name, aux_label and colour"},
      Property{"max-lookups-per-face", &Settings::max_lookups_per_face, AtOnce,
               "Answers without a name after which a face is unrecognized (1 to 100)"},
      Property{"min-confidence", &Settings::min_confidence, AtOnce,
               "Confidence from which a candidate is a match (0 to 1)"},
      Property{"min-margin", &Settings::min_margin, AtOnce,
               "How far the second candidate's confidence must be behind the best one's (0 to 0.5)"},
      Property{"votes", &Settings::votes, AtOnce,
               "Matches of the same person that a name needs (1 to 100, at most max-lookups-per-face)"},
      Property{"recheck-interval", &Settings::recheck_interval, AtOnce,
               "Seconds after which a recognized face is looked up again (0 to 86400; 0: never)"},
      Property{"retry-growth", &Settings::retry_growth, AtOnce,
               "An unrecognized face is looked up once more each time its side has grown by this factor (1.1 to 10; 0: "
               "never)"},
      Property{"handover", &Settings::handover, AtOnce,
               "For how many ms a recognized face that its tracker lost leaves its name to a new id in the same place; "
               "a lookup verifies it (0 to 10000; 0: never)"},
      Property{"min-face-size-pixels", &Settings::min_face_size_pixels, AtOnce,
               "Least width and height of a face that is looked up (1 to 4096)"},
      Property{"min-sharpness", &Settings::min_sharpness, AtOnce,
               "Least sharpness of a face that is looked up (0 to 100000; a blurred face has less than about 50; 0: "
               "any)"},
      Property{"min-quality", enum_member<&Settings::min_quality>(quality_enum), AtOnce,
               "Least quality for recognition, as the service judges it, of a face that is compared"},
      Property{"best-shot-window", &Settings::best_shot_window, AtOnce,
               "Most time in ms that a new face waits for a better picture of it (0 to 60000)"},
      Property{"lookup-interval", &Settings::lookup_interval, AtOnce,
               "Least time in ms between two lookups of one face (0 to 3600000)"},
      Property{"crop-margin", &Settings::crop_margin, AtOnce,
               "How much of its size a face's box grows on each side before it is sent (0 to 2)"},
      Property{"roi-anchor", enum_member<&Settings::roi_anchor>(anchor_enum), AtOnce,
               "Point of a face's box that must lie in a region"},
      Property{"track-timeout", &Settings::track_timeout, AtOnce,
               "Seconds after which a track that is not seen any more is forgotten (0.1 to 3600)"},
      Property{"max-tracks", &Settings::max_tracks, AtOnce,
               "Tracks that are remembered at once; the one unseen for longest makes room (1 to 1000000)"},
      Property{"mode", enum_member<&Settings::mode>(mode_enum), AtStart, "Whether the video waits for names"},
      Property{"drain-timeout", &Settings::drain_timeout, AtOnce,
               "Seconds that open lookups may still take at the end of the stream (0 to 3600)"},
      Property{"face-labels", &AzureProperties::face_labels, AtOnce,
               "Comma separated labels of objects that are faces, in upper or lower case (empty: all objects)"},
      Property{"node-id", &AzureProperties::node_id, AtOnce,
               "Key of this element under `nodes` in the metadata (empty: face_rec_azure1 for facerecazure0 and so on, "
               "else the element's name)"},
      Property{"font-desc", &Settings::font_desc, AtOnce, "Pango font description of the labels"},
      Property{"line-width", &Settings::line_width, AtOnce, "Width of drawn lines in pixels (1 to 32)"},
  };
  return properties;
}

template <class... Functions> struct Overloaded : Functions... { using Functions::operator()...; };

GParamFlags flags_of(const Property &property) {
  int flags = G_PARAM_STATIC_STRINGS;
  if (std::holds_alternative<KeySet>(property.place))
    return static_cast<GParamFlags>(flags | G_PARAM_READABLE);
  flags |= property.secret ? G_PARAM_WRITABLE : G_PARAM_READWRITE;
  flags |= property.applies == Applies::AtOnce ? GST_PARAM_MUTABLE_PLAYING : GST_PARAM_MUTABLE_READY;
  return static_cast<GParamFlags>(flags);
}

// The whole range of each number is let through, because GLib only prints a warning for a value outside and goes on
// with the old one; the element's own check fails the state change with the rule.
GParamSpec *spec_of(const Property &p) {
  static const AzureProperties defaults;
  const Settings &settings = defaults.settings;
  const GParamFlags flags = flags_of(p);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return std::visit(
      Overloaded{
          [&](std::string Settings::*m) {
            return g_param_spec_string(p.name, p.name, p.blurb, (settings.*m).c_str(), flags);
          },
          [&](std::string AzureProperties::*m) {
            return g_param_spec_string(p.name, p.name, p.blurb, (defaults.*m).c_str(), flags);
          },
          [&](bool Settings::*m) { return g_param_spec_boolean(p.name, p.name, p.blurb, settings.*m, flags); },
          [&](int Settings::*m) {
            return g_param_spec_int(p.name, p.name, p.blurb, G_MININT, G_MAXINT, settings.*m, flags);
          },
          [&](unsigned Settings::*m) {
            return g_param_spec_uint(p.name, p.name, p.blurb, 0, G_MAXUINT, settings.*m, flags);
          },
          [&](double Settings::*m) {
            return g_param_spec_double(p.name, p.name, p.blurb, -infinity, infinity, settings.*m, flags);
          },
          [&](const EnumMember &m) {
            return g_param_spec_enum(p.name, p.name, p.blurb, m.type(), m.get(settings), flags);
          },
          [&](KeySet) { return g_param_spec_boolean(p.name, p.name, p.blurb, FALSE, flags); },
      },
      p.place);
}

const Property *property_of(guint id) { return id >= 1 && id <= table().size() ? &table()[id - 1] : nullptr; }

std::string text_of(const GValue *value) {
  const char *text = g_value_get_string(value);
  return text ? text : "";
}

} // namespace

void install_azure_properties(GObjectClass *object_class) {
  guint id = 0;
  for (const Property &property : table())
    g_object_class_install_property(object_class, ++id, spec_of(property));
  for (const GType type :
       {auth_enum(), group_type_enum(), api_version_enum(), mode_enum(), anchor_enum(), quality_enum()})
    gst_type_mark_as_plugin_api(type, static_cast<GstPluginAPIFlags>(0));
}

guint first_free_property_id() { return static_cast<guint>(table().size()) + 1; }

std::optional<Applies> set_azure_property(AzureProperties &properties, guint id, const GValue *value) {
  const Property *property = property_of(id);
  if (!property || std::holds_alternative<KeySet>(property->place))
    return std::nullopt;
  Settings &settings = properties.settings;
  std::visit(Overloaded{
                 [&](std::string Settings::*m) { settings.*m = text_of(value); },
                 [&](std::string AzureProperties::*m) { properties.*m = text_of(value); },
                 [&](bool Settings::*m) { settings.*m = g_value_get_boolean(value); },
                 [&](int Settings::*m) { settings.*m = g_value_get_int(value); },
                 [&](unsigned Settings::*m) { settings.*m = g_value_get_uint(value); },
                 [&](double Settings::*m) { settings.*m = g_value_get_double(value); },
                 [&](const EnumMember &m) { m.set(settings, g_value_get_enum(value)); },
                 [](KeySet) {},
             },
             property->place);
  return property->applies;
}

bool get_azure_property(const AzureProperties &properties, guint id, GValue *value) {
  const Property *property = property_of(id);
  if (!property || property->secret)
    return false;
  const Settings &settings = properties.settings;
  std::visit(Overloaded{
                 [&](std::string Settings::*m) { g_value_set_string(value, (settings.*m).c_str()); },
                 [&](std::string AzureProperties::*m) { g_value_set_string(value, (properties.*m).c_str()); },
                 [&](bool Settings::*m) { g_value_set_boolean(value, settings.*m); },
                 [&](int Settings::*m) { g_value_set_int(value, settings.*m); },
                 [&](unsigned Settings::*m) { g_value_set_uint(value, settings.*m); },
                 [&](double Settings::*m) { g_value_set_double(value, settings.*m); },
                 [&](const EnumMember &m) { g_value_set_enum(value, m.get(settings)); },
                 [&](KeySet) { g_value_set_boolean(value, !settings.azure_api_key.empty()); },
             },
             property->place);
  return true;
}

} // namespace facerec::gst
