// A frame to paint on, whatever its format.
//
// Everything that is painted is coverage in pixels times an ink. For each plane the coverage of pixels is averaged to
// the plane's samples and laid out byte by byte as the plane is, so that one loop over bytes blends every format and
// shared chroma samples get the right share. Only samples under the shape are written.
#pragma once

#include "facerec/base/color.h"
#include "facerec/frame/frame_view.h"
#include "facerec/region/geometry.h"
#include "overlay/coverage_mask.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace facerec {

// A colour as the frame's planes store it, repeated: a multiple of every sample group (1, 2, 3, 4 bytes) and of the
// blocks that are blended at once.
struct Ink {
  static constexpr std::size_t period = 48;
  std::array<std::array<std::uint8_t, period>, 3> pattern{};
};

// Memory for a row, kept from frame to frame.
struct CanvasScratch {
  std::vector<std::uint8_t> opacity; // a row of pixels of a filled rectangle
  std::vector<std::uint8_t> nothing; // a row of zeros
  std::vector<std::uint16_t> sums;   // two rows of pixels, added
  std::vector<std::uint8_t> bytes;   // coverage of each byte of a plane's row
};

class Canvas {
public:
  // The pixels and the scratch must outlive the canvas.
  Canvas(const MutableFrameView &frame, CanvasScratch &scratch);

  int width() const { return frame_.width; }
  int height() const { return frame_.height; }

  Ink ink(Color color) const;

  // Both clip to the frame.
  void fill(const Rect &area, const Ink &ink, std::uint8_t opacity = 255);
  void blend(const CoverageMask &mask, int x, int y, const Ink &ink);

private:
  // `row_at(y)`: coverage of the pixels clip.x … of row y, which is in `clip`.
  template <class RowAt> void paint(const Rect &clip, const Ink &ink, RowAt row_at);
  template <class RowAt> void paint_plane(std::size_t plane, const Rect &clip, const Ink &ink, RowAt row_at);
  const std::uint8_t *spread(std::size_t plane, const Rect &clip, const std::uint8_t *upper, const std::uint8_t *lower);
  void add_rows(int left, int count, const Rect &clip, const std::uint8_t *upper, const std::uint8_t *lower);

  MutableFrameView frame_;
  const FormatLayout &layout_;
  CanvasScratch &scratch_;
};

} // namespace facerec
