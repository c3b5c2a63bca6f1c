// Which of the faces that a detector found in a picture is the tracked one.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/frame/mosaic.h"
#include "facerec/region/geometry.h"

#include <span>

namespace facerec {

inline bool holds(const Rect &area, const Point &point) {
  return point.x >= area.x && point.y >= area.y && point.x - area.x < area.width && point.y - area.y < area.height;
}

// Whether one of them holds the other's centre: detectors draw larger and smaller boxes around one face, but a
// neighbour who touches it is another person.
inline bool may_be_same_face(const Rect &a, const Rect &b) { return holds(a, b.center()) || holds(b, a.center()); }

// Of the faces whose centre is in the tile and that may be the tracked one, the one whose centre is nearest to where
// that should be; null: none is.
inline const azure::DetectedFace *choose_face(std::span<const azure::DetectedFace> faces, const Tile &tile) {
  const Point target = tile.face.center();
  const azure::DetectedFace *nearest = nullptr;
  double least = 0;
  for (const azure::DetectedFace &face : faces) {
    const Point center = face.rectangle.center();
    if (!holds(tile.area, center) || !may_be_same_face(face.rectangle, tile.face))
      continue;
    const double dx = center.x - target.x;
    const double dy = center.y - target.y;
    const double distance = dx * dx + dy * dy;
    if (!nearest || distance < least) {
      nearest = &face;
      least = distance;
    }
  }
  return nearest;
}

} // namespace facerec
