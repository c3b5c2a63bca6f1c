// How much of each pixel a shape covers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace facerec {

struct CoverageMask {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> coverage; // 0 (nothing) to 255 (all), row by row without padding

  bool empty() const { return coverage.empty(); }
  const std::uint8_t *row(int y) const {
    return coverage.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
};

} // namespace facerec
