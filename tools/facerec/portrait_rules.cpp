#include "facerec/portrait_rules.h"

#include <algorithm>
#include <array>

namespace facerec::tool {
namespace {

std::string_view to_string(azure::Quality quality) {
  constexpr std::array<std::string_view, 3> names{"low", "medium", "high"};
  return names[static_cast<std::size_t>(quality)];
}

std::string too_small(const Rect &box, int least) {
  return "The face has " + std::to_string(box.width) + " x " + std::to_string(box.height) + " pixels, at least " +
         std::to_string(least) + " x " + std::to_string(least) + " are asked for.";
}

std::string too_poor(azure::Quality quality, azure::Quality least) {
  return "Its quality for recognition is " + std::string(to_string(quality)) + ", at least " +
         std::string(to_string(least)) + " is asked for.";
}

} // namespace

azure::DetectOptions portrait_question(const std::string &detection_model, const std::string &recognition_model) {
  azure::DetectOptions options;
  options.detection_model = detection_model;
  options.recognition_model = recognition_model;
  options.return_face_id = false;
  options.return_blur = detection_model != "detection_02"; // which has no attributes
  options.return_quality =
      options.return_blur && recognition_model != "recognition_01" && recognition_model != "recognition_02";
  return options;
}

std::string why_no_portrait(std::span<const azure::DetectedFace> faces, const PortraitRules &rules) {
  if (faces.empty())
    return "No face was found in it.";
  if (faces.size() > 1)
    return "It shows " + std::to_string(faces.size()) + " faces; a portrait shows one.";
  const azure::DetectedFace &face = faces.front();
  if (std::min(face.rectangle.width, face.rectangle.height) < rules.min_face_size)
    return too_small(face.rectangle, rules.min_face_size);
  if (face.blur == azure::Blur::High)
    return "The face is blurred.";
  if (face.quality && *face.quality < rules.min_quality)
    return too_poor(*face.quality, rules.min_quality);
  return {};
}

} // namespace facerec::tool
