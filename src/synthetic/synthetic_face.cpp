#include "facerec/synthetic/synthetic_face.h"

#include "synthetic/portrait.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace facerec {

cv::Mat draw_synthetic_face(std::uint64_t seed, int size, const Expression &expression) {
  const synthetic::Portrait portrait = synthetic::draw_portrait(synthetic::make_person(seed), expression);
  cv::Mat face;
  cv::resize(portrait.image, face, {std::max(1, size), std::max(1, size)}, 0, 0, cv::INTER_AREA);
  return face;
}

} // namespace facerec
