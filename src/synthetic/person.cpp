#include "synthetic/person.h"

#include "synthetic/random.h"

#include <algorithm>
#include <array>

namespace facerec::synthetic {
namespace {

const std::array skins = {cv::Scalar(165, 200, 238), cv::Scalar(140, 180, 225), cv::Scalar(125, 165, 212),
                          cv::Scalar(128, 172, 222), cv::Scalar(150, 190, 230), cv::Scalar(74, 108, 158)};
const std::array hairs = {cv::Scalar(24, 22, 22),   cv::Scalar(35, 48, 70),    cv::Scalar(40, 72, 115),
                          cv::Scalar(60, 112, 158), cv::Scalar(120, 120, 118), cv::Scalar(30, 50, 120)};
const std::array irises = {cv::Scalar(70, 90, 45), cv::Scalar(95, 65, 25), cv::Scalar(20, 40, 70),
                           cv::Scalar(45, 70, 45)};
const std::array shirts = {cv::Scalar(120, 70, 50), cv::Scalar(60, 60, 150),  cv::Scalar(70, 110, 60),
                           cv::Scalar(90, 90, 95),  cv::Scalar(140, 130, 60), cv::Scalar(60, 120, 170)};

template <class Array> const cv::Scalar &pick(const Array &colors, Random &random) {
  return colors[static_cast<std::size_t>(random.below(static_cast<int>(colors.size())))];
}

void choose_colors(Person &person, Random &random) {
  person.skin = pick(skins, random);
  person.hair = pick(hairs, random);
  person.iris = pick(irises, random);
  person.shirt = pick(shirts, random);
  const double redness = random.between(0.75, 1.0);
  person.lips = cv::Scalar(person.skin[0] * 0.62, person.skin[1] * 0.55, person.skin[2] * redness);
}

void choose_style(Person &person, Random &random) {
  person.hair_style = static_cast<HairStyle>(random.below(6));
  person.beard = static_cast<Beard>(std::max(0, random.below(8) - 3));
  person.glasses = static_cast<Glasses>(std::max(0, random.below(5) - 2));
  person.hairline = person.hair_style == HairStyle::Receding ? 1.0 : random.between(0.0, 0.8);
  person.freckles = random.below(3) == 0 ? random.between(0.4, 1.0) : 0.0;
  person.texture_scale = random.between(8, 18);
  person.texture_seed = random.bits();
}

void choose_head(Person &person, Random &random) {
  person.face_half_width = random.between(106, 126);
  person.face_half_height = random.between(146, 166);
  person.jaw = random.between(0, 1);
  person.eye_spacing = random.between(0.40, 0.46);
  person.eye_height = random.between(20, 28);
  person.eye_half_width = random.between(20, 26);
  person.eye_half_height = random.between(9, 13);
  person.eye_slant = random.between(-7, 7);
}

void choose_features(Person &person, Random &random) {
  person.brow_thickness = random.between(7, 14);
  person.brow_height = random.between(25, 33);
  person.brow_slant = random.between(-9, 11);
  person.brow_length = random.between(1.2, 1.55);
  person.nose_length = random.between(46, 60);
  person.nose_half_width = random.between(15, 24);
  person.mouth_below_nose = random.between(36, 46);
  person.mouth_half_width = random.between(33, 50);
  person.mouth_half_height = random.between(7, 14);
  person.mouth_curve = random.between(-5, 9);
}

} // namespace

Person make_person(std::uint64_t seed) {
  Random random(seed);
  Person person;
  choose_colors(person, random);
  choose_style(person, random);
  choose_head(person, random);
  choose_features(person, random);
  return person;
}

} // namespace facerec::synthetic
