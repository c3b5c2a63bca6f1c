// One face of one frame, as the detector and the tracker upstream describe it.
#pragma once

#include "facerec/region/geometry.h"

#include <cstdint>
#include <optional>
#include <string>

namespace facerec {

struct TrackedFace {
  Rect box;                              // in frame pixels, may reach beyond the frame
  std::optional<std::uint64_t> track_id; // nothing: no tracker gave one. 0 is a valid id of some trackers
  double confidence = 0;                 // the detector's, 0..1; 0 where it gave none
};

} // namespace facerec
