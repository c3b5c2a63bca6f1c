// The JSON document of one frame: what the element facerecjson writes, a line for each frame.
#pragma once

#include "facerec/region/geometry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace facerec {

// Track ids use all 64 bits; JavaScript readers round numbers beyond 2^53.
enum class IdFormat : std::uint8_t { Number, String };

struct Recognition {
  std::string name;
  double confidence = 0; // 0..1
  std::optional<std::uint64_t> track_id;
};

struct FrameObject {
  std::optional<std::uint64_t> id; // the track's
  std::string label;
  double probability = 0; // the detector's, 0..1
  Rect rect;
  std::optional<Recognition> recognition; // nothing: not recognized, and the attributes are an empty list
};

// The entry of one element that looked at the frame, as it wrote it; see node_json.h.
struct FrameNode {
  std::string id;
  std::string json; // left out where it is no JSON object, or more than 32 deep
};

struct FrameDocument {
  std::optional<std::uint64_t> pts; // ns; null where there is none
  int width = 0;
  int height = 0;
  std::vector<FrameObject> objects;
  std::vector<FrameNode> nodes; // of two with the same id the later counts
};

// One line without a newline: {"pts", "width", "height", "objects": […], "nodes": {…}}. Any text is allowed in the
// fields; broken UTF-8 is replaced by U+FFFD.
std::string frame_json(const FrameDocument &frame, IdFormat format);

} // namespace facerec
