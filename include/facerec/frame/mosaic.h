// Several faces in one picture, so that one Detect of Azure Face finds them all.
//
// Each crop gets a tile of its own with the tracked face in the middle and grey all around, so that a rectangle of the
// answer belongs to the tile that holds its centre:
//
//   ┌────────┬────────┬────────┐   tiles of 384 x 384 pixels in one row, from 6 on in two: at most 1920 x 768, so that
//   │  face  │  face  │  face  │   Azure's least face size stays 36 pixels (Azure Face v1.2, Detect: it grows with
//   └────────┴────────┴────────┘   pictures beyond 1920 x 1080)
//
// Any thread; nothing is kept.
#pragma once

#include "facerec/base/result.h"
#include "facerec/frame/crop.h"
#include "facerec/region/geometry.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace facerec {

inline constexpr std::size_t max_mosaic_tiles = 10;

// One crop's part of a picture, in pixels of the picture unless said otherwise.
struct Tile {
  Rect area;   // nobody else's pixels are in here
  Rect face;   // where the tracked face should be, inside `area`
  Rect source; // what of the crop is shown, in pixels of the crop; begins at even numbers
  Rect target; // where that is drawn; what lies outside of `area` and in its border is cut off
};

// Where everything goes, before anything is drawn.
struct Mosaic {
  int width = 0;
  int height = 0;
  int border = 0;          // pixels along the edges of each tile that stay grey
  std::vector<Tile> tiles; // one per crop, in their order
};

// Whether there is anything to draw.
bool is_drawable(const Crop &crop);

// One tile for each of 1 to 10 drawable crops, row by row. Faces are scaled to 200 pixels (their longer side), which
// Microsoft recommends for recognition, but never enlarged more than twice.
Mosaic plan_mosaic(std::span<const Crop *const> crops);

// The picture of one drawable crop alone: the whole crop as it is, but shrunk where its face is larger than 400 pixels,
// which would only take longer to send.
Mosaic plan_single(const Crop &crop);

// The picture as 8-bit BGR; `crops` as they were planned. Empty where there was no memory.
cv::Mat draw_mosaic(const Mosaic &mosaic, std::span<const Crop *const> crops);

// The picture as JPEG, quality 1..100; another quality is InvalidArgument.
Result<std::vector<std::uint8_t>> encode_mosaic(const Mosaic &mosaic, std::span<const Crop *const> crops, int quality);

} // namespace facerec
