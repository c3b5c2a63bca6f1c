// A person drawn with an expression, cut out.
#pragma once

#include "facerec/synthetic/synthetic_face.h"
#include "synthetic/person.h"

#include <opencv2/core.hpp>

namespace facerec::synthetic {

struct Portrait {
  cv::Mat image;      // 8-bit BGR, canvas_size x canvas_size, on the neutral background
  cv::Mat silhouette; // 8 bit: 255 where the person is
  cv::Rect2d face;    // what a detector would call the face, in canvas pixels
};

Portrait draw_portrait(const Person &person, const Expression &expression);

} // namespace facerec::synthetic
