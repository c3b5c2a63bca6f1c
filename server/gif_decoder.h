// The first frame of a GIF.
#pragma once

#include "facerec/base/result.h"

#include <opencv2/core/mat.hpp>

#include <string_view>

namespace facerec::server {

// As 8-bit BGR, of the size that the file's header claims, which the caller has found reasonable; black where the frame
// does not cover it, and in its palette's colours where it is transparent. Malformed: no GIF, or broken before the end
// of its first frame.
Result<cv::Mat> decode_gif(std::string_view bytes);

} // namespace facerec::server
