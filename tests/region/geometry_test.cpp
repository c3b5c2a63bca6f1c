#include "facerec/region/geometry.h"

#include <gtest/gtest.h>

#include <limits>

namespace facerec {
namespace {

constexpr int huge = std::numeric_limits<int>::max();

TEST(Geometry, IntersectionIsTheCommonPart) {
  EXPECT_EQ(intersect({0, 0, 10, 10}, {5, 6, 10, 10}), (Rect{5, 6, 5, 4}));
  EXPECT_EQ(intersect({0, 0, 10, 10}, {10, 0, 5, 5}), Rect{});
  EXPECT_EQ(intersect({0, 0, 10, 10}, {2, 2, 0, 5}), Rect{});
}

TEST(Geometry, HugeRectanglesDoNotOverflow) {
  EXPECT_EQ(clamp_to_frame({5, 5, huge, huge}, 100, 50), (Rect{5, 5, 95, 45}));
  EXPECT_EQ(clamp_to_frame({huge, huge, huge, huge}, 100, 50), Rect{});
  EXPECT_FALSE(expand({-huge, huge, huge, huge}, 10).empty());
}

TEST(Geometry, IouIsOneForTheSameAndZeroForApart) {
  EXPECT_DOUBLE_EQ(iou({1, 2, 3, 4}, {1, 2, 3, 4}), 1);
  EXPECT_DOUBLE_EQ(iou({0, 0, 2, 2}, {2, 0, 2, 2}), 0);
  EXPECT_DOUBLE_EQ(iou({0, 0, 4, 2}, {2, 0, 4, 2}), 4.0 / 12.0);
}

TEST(Geometry, ExpandGrowsEverySideByItsShare) { EXPECT_EQ(expand({10, 20, 10, 20}, 0.3), (Rect{7, 14, 16, 32})); }

TEST(Geometry, CenterOfOddSizesIsBetweenPixels) { EXPECT_EQ((Rect{1, 1, 3, 4}).center(), (Point{2.5, 3})); }

} // namespace
} // namespace facerec
