// What a procedural person looks like, apart from how they look just now.
#pragma once

#include <opencv2/core.hpp>

#include <cstdint>

namespace facerec::synthetic {

enum class HairStyle : std::uint8_t { Short, Long, Receding, Curly, SidePart, Bald };
enum class Beard : std::uint8_t { None, Stubble, Moustache, Goatee, Full };
enum class Glasses : std::uint8_t { None, Round, Square };

// Lengths are pixels of a canvas of canvas_size; colours are BGR.
inline constexpr int canvas_size = 400;

struct Person {
  cv::Scalar skin, hair, iris, lips, shirt;
  HairStyle hair_style = HairStyle::Short;
  Beard beard = Beard::None;
  Glasses glasses = Glasses::None;
  double face_half_width = 0, face_half_height = 0, jaw = 0; // jaw: 0 pointed .. 1 square
  double hairline = 0;                                       // 0 low .. 1 high
  double eye_spacing = 0;                                    // from the middle, of face_half_width
  double eye_height = 0, eye_half_width = 0, eye_half_height = 0, eye_slant = 0;
  double brow_thickness = 0, brow_height = 0, brow_slant = 0, brow_length = 0;
  double nose_length = 0, nose_half_width = 0;
  double mouth_below_nose = 0, mouth_half_width = 0, mouth_half_height = 0, mouth_curve = 0;
  double freckles = 0;      // 0 none .. 1 many
  double texture_scale = 0; // pixels of one grain of the skin's texture
  std::uint64_t texture_seed = 0;
};

// The same seed gives the same person, on every machine.
Person make_person(std::uint64_t seed);

} // namespace facerec::synthetic
