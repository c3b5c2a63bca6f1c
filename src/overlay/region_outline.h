// The outline of a region, rendered once and kept as the few tiles that it touches.
#pragma once

#include "facerec/region/geometry.h"
#include "facerec/region/regions.h"
#include "overlay/coverage_mask.h"

#include <vector>

namespace facerec {

struct OutlineTile {
  int x = 0; // even, and so is y: no chroma sample is shared by two tiles
  int y = 0;
  CoverageMask mask;
};

// A line of `line_width` pixels along the inner side of the polygon, in a frame of the given size. Corners are moved to
// the nearest even pixel, which keeps upright lines crisp. Nothing where Cairo cannot make so wide a surface.
std::vector<OutlineTile> outline(const std::vector<Point> &polygon, int width, int height, int line_width);

// Where a polygon's corner lies in a frame of the given size, as outline() draws it.
Point corner_in_frame(Point normalised, int width, int height);

// The outlines of a stream's regions; they change rarely.
class OutlineCache {
public:
  const std::vector<std::vector<OutlineTile>> &get(const Regions &regions, int width, int height, int line_width);

private:
  bool holds(const Regions &regions, int width, int height, int line_width) const;

  std::vector<std::vector<Point>> polygons_;
  int width_ = 0;
  int height_ = 0;
  int line_width_ = 0;
  std::vector<std::vector<OutlineTile>> outlines_;
};

} // namespace facerec
