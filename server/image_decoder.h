// Pictures from outside.
#pragma once

#include "facerec/base/result.h"

#include <opencv2/core/mat.hpp>

#include <cstddef>
#include <string_view>

namespace facerec::server {

// Azure Face v1.2, Detect: "The allowed image file size is from 1KB to 6MB".
inline constexpr std::size_t min_image_bytes = 1024;
inline constexpr std::size_t max_image_bytes = std::size_t{6} * 1024 * 1024;

// A larger picture is refused before it is unpacked, because a small file may claim to be an enormous picture.
inline constexpr long max_image_pixels = 100'000'000;

// A JPEG, PNG, BMP or GIF (its first frame) as 8-bit BGR, turned upright by its EXIF orientation.
// Malformed where it is none of these, broken, or too large.
Result<cv::Mat> decode_image(std::string_view bytes);

} // namespace facerec::server
