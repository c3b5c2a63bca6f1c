// The 27 landmarks of Azure Face.
#pragma once

#include "facerec/region/geometry.h"

#include <array>
#include <string_view>
#include <vector>

namespace facerec::server {

struct Landmark {
  std::string_view name; // as Azure names it; sides are those of the picture
  Point at;
};

// The five of FaceBox are `measured` and stay what they are. The other 22 lie where the average face has them, once it
// is stretched and turned so that its five come nearest to those: an estimate, which knows nothing of an open mouth or
// a raised brow.
std::vector<Landmark> all_landmarks(const std::array<Point, 5> &measured);

} // namespace facerec::server
