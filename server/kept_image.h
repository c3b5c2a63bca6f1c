// What is kept of a picture, where the server keeps pictures at all: one face and a little around it.
#pragma once

#include "facerec/region/geometry.h"
#include "server/face_engine.h"
#include "server/store.h"

#include <stop_token>
#include <string>
#include <string_view>

namespace facerec::server {

// The face's box and half of its size more on each side, as far as the picture goes, as a JPEG of at most 480 pixels a
// side: enough for any encoder to find and align the face anew, and nobody else. Empty where it cannot be made.
std::string kept_image(const cv::Mat &bgr, const Rect &face);

// The face in the middle of a kept image as `engine` sees it. NotFound where it sees none.
Result<Encoding> encode_kept_image(FaceEngine &engine, std::string_view image);

// Encodes the group's faces of which pictures are kept anew where another encoder made them. What is not found again
// stays as it is. Ends early where `stop` says so.
void encode_kept_images(Store &store, FaceEngine &engine, const GroupRef &group, const std::stop_token &stop);

} // namespace facerec::server
