// Faces for an account that is only played: squares of grey cells that say who they are.
//
// A mark is a number. It is painted as 3x3 cells of three dark levels, eight of them digits and the last their check
// sum, on a background of about mid-grey. It survives JPEG and scaling, and can be told from its neighbours by the grey
// between them. So a double of the service can say whose face a picture shows, whatever the order in which it is asked.
#pragma once

#include "facerec/region/geometry.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace cv {
class Mat;
}

namespace facerec::test {

inline constexpr int mark_count = 6561;         // 3 to the 8th
inline constexpr std::uint8_t background = 128; // what a frame of marked faces is filled with

// The mark that a track's face carries where nothing else is said.
constexpr int mark_of(std::uint64_t track_id) { return static_cast<int>(track_id % mark_count); }

// The luma (full range) of the cells of a mark, row by row.
std::array<std::uint8_t, 9> mark_levels(int mark);

// Paints the mark onto an 8-bit picture of any number of channels. The box is clipped to it.
void draw_mark(cv::Mat &picture, const Rect &box, int mark);

struct MarkedFace {
  Rect box;
  std::optional<int> mark; // nothing: the cells make no sense, as where a part of the face is missing
};

// The marked faces of a picture (one channel), the largest first: a crop or a mosaic.
std::vector<MarkedFace> find_marked_faces(const cv::Mat &luma);

} // namespace facerec::test
