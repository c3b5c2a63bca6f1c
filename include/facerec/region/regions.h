// Polygonal regions of interest.
//
// Coordinates are normalised to the frame: 0,0 is the top-left corner and 1,1 the bottom-right one. A region is closed
// by itself; repeating the first point at the end is allowed and means the same. Immutable after parse(), so any
// thread may read it.
#pragma once

#include "facerec/base/result.h"
#include "facerec/region/geometry.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace facerec {

struct Region {
  std::string label;
  std::vector<Point> polygon; // at least three different points, each coordinate in [0, 1]

  // Even-odd rule; a point on the left or upper edge is inside.
  bool contains(Point normalised) const;
};

// Bit i is set where region i holds the point.
using RegionMask = std::uint64_t;

class Regions {
public:
  static constexpr std::size_t max_regions = 64; // one bit each in a RegionMask

  // One region that covers the frame, labelled "full_frame".
  Regions();

  // `rois`: "x1,y1,x2,y2,x3,y3;…", one polygon per ';'. Empty: the whole frame.
  // `labels`: one per region, comma separated, surrounding blanks removed; empty: "roi1,roi2,…" ("full_frame" without
  // rois). Labels are unique, not empty, valid UTF-8, at most 128 bytes.
  // Errors name the polygon or the label and the rule it breaks.
  static Result<Regions> parse(std::string_view rois, std::string_view labels);

  std::size_t size() const { return regions_.size(); }
  const Region &operator[](std::size_t index) const { return regions_[index]; }
  const std::vector<Region> &all() const { return regions_; }

  // True where no polygon was given: the whole frame counts and there is nothing to draw.
  bool whole_frame() const { return whole_frame_; }

  RegionMask containing(Point normalised) const;

private:
  std::vector<Region> regions_;
  bool whole_frame_ = true;
};

} // namespace facerec
