// Several frames of a video in one picture.
#pragma once

#include "facerec/base/result.h"

#include <opencv2/core.hpp>
#include <span>
#include <string>
#include <vector>

namespace facerec::tool {

struct SheetTile {
  cv::Mat picture;     // 8-bit BGR
  std::string caption; // ASCII, under the picture
};

// Frames by their index in the video (ascending), decoded from the beginning, since seeking is exact for few codecs.
// The error is a sentence.
Result<std::vector<cv::Mat>, std::string> read_frames(const std::string &video, std::span<const std::uint64_t> indices);

// Rows of `columns` tiles, each scaled to `tile_width` pixels; all pictures of one size.
cv::Mat make_contact_sheet(const std::vector<SheetTile> &tiles, int columns, int tile_width);

} // namespace facerec::tool
