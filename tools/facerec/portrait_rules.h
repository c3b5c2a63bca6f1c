// Which pictures are good enough to enrol somebody with.
#pragma once

#include "facerec/azure/face_client.h"

#include <span>
#include <string>

namespace facerec::tool {

struct PortraitRules {
  azure::Quality min_quality = azure::Quality::Medium; // qualityForRecognition; Microsoft recommends high
  int min_face_size = 64;                              // pixels of width and of height; Microsoft recommends 200
};

// What Detect has to say of a portrait: only what the two models can. No faceId, for which an account needs approval.
azure::DetectOptions portrait_question(const std::string &detection_model, const std::string &recognition_model);

// Why a picture in which Detect found `faces` is no portrait; empty: it is one. What Detect did not say breaks no rule.
std::string why_no_portrait(std::span<const azure::DetectedFace> faces, const PortraitRules &rules);

} // namespace facerec::tool
