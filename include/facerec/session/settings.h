// The element's properties as given, and what they amount to once checked.
//
// The element copies its properties into a Settings; check() turns them into what the core takes, or names the
// property, the value and the rule that it breaks. Nothing here talks to anybody.
#pragma once

#include "facerec/azure/entra.h"
#include "facerec/azure/face_client.h"
#include "facerec/base/result.h"
#include "facerec/lookup/azure_lookup.h"
#include "facerec/overlay/overlay_painter.h"
#include "facerec/session/face_session.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace facerec {

// One member per property of `facerecazure`, in the property's own unit. Numbers may hold anything; check() knows the
// ranges.
struct Settings {
  // The account
  azure::Auth azure_auth = azure::Auth::Key;
  std::string azure_endpoint; // empty: environment FACE_ENDPOINT
  std::string azure_api_key;  // empty: azure_api_key_file, then environment FACE_APIKEY
  std::string azure_api_key_file;
  std::string person_group_id;
  azure::GroupType person_group_type = azure::GroupType::Large;
  azure::ApiVersion api_version = azure::ApiVersion::V1_2;
  std::string recognition_model = "recognition_04";
  std::string detection_model = "detection_03";
  std::string tls_ca_file;
  bool allow_insecure_http = false;
  // The workers
  int workers = 2;               // 1..16
  int queue_size = 64;           // 1..4096 tracks
  double request_timeout = 10;   // s, 0.1..300
  double rate_limit = 10;        // transactions per second, 0.01..1000
  double person_cache_ttl = 300; // s, 0..86400
  int jpeg_quality = 90;         // 1..100
  int batch_size = 10;           // faces, 1..10
  unsigned batch_window = 50;    // ms, 0..10000
  unsigned daily_budget = 0;     // transactions; 0: no limit
  // The tracks
  int max_lookups_per_face = 3;   // 1..100
  double min_confidence = 0.6;    // 0..1
  int min_face_size_pixels = 64;  // 1..4096
  unsigned lookup_interval = 500; // ms, 0..3600000
  double crop_margin = 0.3;       // 0..2
  double track_timeout = 5;       // s, 0.1..3600
  int max_tracks = 4096;          // 1..1000000
  double min_margin = 0;          // 0..0.5
  int votes = 1;                  // 1..100, at most max_lookups_per_face
  double recheck_interval = 0;    // s, 0..86400; 0: never
  double retry_growth = 1.5;      // 1.1..10; 0: no retries
  double min_sharpness = 0;       // 0..100000
  FaceQuality min_quality = FaceQuality::Low;
  unsigned best_shot_window = 0; // ms, 0..60000
  unsigned handover = 700;       // ms, 0..10000; 0: off
  RoiAnchor roi_anchor = RoiAnchor::Center;
  Mode mode = Mode::Live;
  double drain_timeout = 5; // s, 0..3600
  // What is shown
  std::string rois;
  std::string roi_labels;
  bool display_roi = true;
  bool display_faceinfo = true;
  std::string font_desc = "Sans 12";
  int line_width = 2; // 1..32 pixels
};

// What can change while the video runs.
struct StreamSetup {
  SessionOptions session;
  OverlayStyle style;
  Duration drain_timeout{};
};

// The value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// "face_rec_azure<N>" for the element named "facerecazure<N-1>", as the product counts its nodes from 1; any other name
// is the node's id as it stands.
std::string default_node_id(std::string_view element_name);

// Both name the first bad property: "min-confidence: 1.5 is out of range; it must be 0 to 1".
Result<StreamSetup> check_stream(const Settings &settings);
// Reads the key file. A message never holds a key.
Result<AzureLookupOptions> check_account(const Settings &settings, const Environment &environment);

} // namespace facerec
