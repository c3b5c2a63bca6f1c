// Several procedural people moving about: the pictures of the element facerectestsrc.
#pragma once

#include "facerec/region/geometry.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace cv {
class Mat;
}

namespace facerec {

struct SceneOptions {
  int width = 1280; // pixels, at least 1
  int height = 720;
  int num_faces = 3;              // 1..64; each keeps to its own cell of a grid, so that nobody hides another
  std::uint64_t seed = 0;         // of the paths
  std::uint64_t first_person = 0; // the people are draw_synthetic_face() of this seed and those after it
  double face_size = 0.8;         // 0.1..1: a person's picture as a share of the cell's shorter side
  double speed = 1;               // 0 (nobody moves) .. 10
};

struct SceneFace {
  std::uint64_t id = 0; // 1 for the first person, and so on
  Rect box;             // as a face detector would draw it; inside the frame
};

// The picture at a time depends on the options and the time alone. Not thread-safe.
class SyntheticScene {
public:
  explicit SyntheticScene(const SceneOptions &options);
  ~SyntheticScene();

  // Paints the scene at `seconds` onto `bgr` (8-bit BGR; made or replaced where it has another size) and says where the
  // faces are, in the order of their ids.
  std::vector<SceneFace> draw(double seconds, cv::Mat &bgr);

private:
  class Person;

  SceneOptions options_;
  std::unique_ptr<cv::Mat> backdrop_; // wider than the frame: the view glides over it
  std::vector<Person> people_;
};

} // namespace facerec
