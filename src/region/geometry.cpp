#include "facerec/region/geometry.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace facerec {
namespace {

// Sums of two ints do not fit an int: metadata may hold anything.
std::int64_t right(const Rect &r) { return std::int64_t{r.x} + r.width; }
std::int64_t bottom(const Rect &r) { return std::int64_t{r.y} + r.height; }
double area(const Rect &r) { return double(r.width) * r.height; }

int saturate(double value) {
  constexpr double lowest = std::numeric_limits<int>::min() / 2;
  constexpr double highest = std::numeric_limits<int>::max() / 2;
  return static_cast<int>(std::clamp(value, lowest, highest));
}

} // namespace

Rect intersect(const Rect &a, const Rect &b) {
  if (a.empty() || b.empty())
    return {};
  const int x = std::max(a.x, b.x);
  const int y = std::max(a.y, b.y);
  const std::int64_t width = std::min(right(a), right(b)) - x;
  const std::int64_t height = std::min(bottom(a), bottom(b)) - y;
  if (width <= 0 || height <= 0)
    return {};
  return {x, y, static_cast<int>(width), static_cast<int>(height)};
}

Rect clamp_to_frame(const Rect &rect, int width, int height) { return intersect(rect, {0, 0, width, height}); }

double iou(const Rect &a, const Rect &b) {
  const Rect both = intersect(a, b);
  if (both.empty())
    return 0;
  return area(both) / (area(a) + area(b) - area(both));
}

Rect expand(const Rect &rect, double margin) {
  const double dx = rect.width * margin;
  const double dy = rect.height * margin;
  return {saturate(std::floor(rect.x - dx)), saturate(std::floor(rect.y - dy)),
          saturate(std::ceil(rect.width + 2 * dx)), saturate(std::ceil(rect.height + 2 * dy))};
}

} // namespace facerec
