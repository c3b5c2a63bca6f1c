// Which of the faces that a detector found in a crop is the tracked one.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/region/geometry.h"

#include <span>

namespace facerec {

// The face whose centre is nearest to that of `target` and that overlaps it; null: none does.
inline const azure::DetectedFace *choose_face(std::span<const azure::DetectedFace> faces, const Rect &target) {
  const azure::DetectedFace *nearest = nullptr;
  double least = 0;
  for (const azure::DetectedFace &face : faces) {
    if (intersect(face.rectangle, target).empty())
      continue;
    const double dx = face.rectangle.center().x - target.center().x;
    const double dy = face.rectangle.center().y - target.center().y;
    const double distance = dx * dx + dy * dy;
    if (!nearest || distance < least) {
      nearest = &face;
      least = distance;
    }
  }
  return nearest;
}

} // namespace facerec
