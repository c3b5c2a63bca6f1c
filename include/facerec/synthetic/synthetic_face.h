// Procedural people: faces drawn by arithmetic that a stock detector finds and a recognizer can tell apart. They let
// demo, tests and documents show recognition without a picture of anybody.
#pragma once

#include <cstdint>

namespace cv {
class Mat;
}

namespace facerec {

struct Expression {
  double turn = 0;  // head turn, -1 (left) .. 1 (right)
  double nod = 0;   // -1 (up) .. 1 (down)
  double blink = 0; // 0 open .. 1 closed
  double light = 1; // brightness factor, 0.6 .. 1.4
};

// The person `seed` on a neutral background: 8-bit BGR, size x size, the face about 70 % of the width. The same
// arguments give the same pixels. Thread-safe.
cv::Mat draw_synthetic_face(std::uint64_t seed, int size, const Expression &expression = {});

} // namespace facerec
