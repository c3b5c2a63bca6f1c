// The colours of what is painted.
#pragma once

#include "facerec/base/color.h"
#include "facerec/report/frame_report.h"

namespace facerec {

inline constexpr Color recognized_color{46, 204, 96};
inline constexpr Color unrecognized_color{255, 98, 46};
inline constexpr Color pending_color{232, 226, 178}; // nothing is known yet
inline constexpr Color region_color{112, 190, 255};

// user_data.color where the person has one, else the state's.
inline Color face_color(const FaceReport &face) {
  if (face.identity && face.identity->user_data.color)
    return *face.identity->user_data.color;
  switch (face.state) {
  case TrackState::Recognized:
    return recognized_color;
  case TrackState::Unrecognized:
    return unrecognized_color;
  default:
    return pending_color;
  }
}

// Black or white, whichever can be read on `plate`.
inline Color text_color_on(Color plate) {
  const int luma = (299 * plate.red + 587 * plate.green + 114 * plate.blue) / 1000;
  return luma >= 128 ? Color{0, 0, 0} : Color{255, 255, 255};
}

} // namespace facerec
