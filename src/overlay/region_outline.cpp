#include "overlay/region_outline.h"

#include "overlay/cairo_handles.h"

#include <algorithm>
#include <cmath>

namespace facerec {
namespace {

constexpr int tile_size = 64; // also the height of the bands in which Cairo draws, so that no surface is a whole frame

// Clipped to the inside, a line of twice the width shows its inner half.
void draw_inner_line(cairo_t *cairo, const std::vector<Point> &corners, int line_width) {
  for (const Point &corner : corners)
    cairo_line_to(cairo, corner.x, corner.y);
  cairo_close_path(cairo);
  cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_clip_preserve(cairo);
  cairo_set_line_width(cairo, 2.0 * line_width);
  cairo_stroke(cairo);
}

CairoSurface draw_band(const std::vector<Point> &corners, int top, int width, int height, int line_width) {
  CairoSurface band(cairo_image_surface_create(CAIRO_FORMAT_A8, width, height));
  const CairoContext cairo(cairo_create(band.get()));
  cairo_translate(cairo.get(), 0, -top);
  draw_inner_line(cairo.get(), corners, line_width);
  cairo_surface_flush(band.get());
  return band;
}

struct Pixels {
  const unsigned char *data;
  int stride;
  const unsigned char *row(int y) const { return data + std::ptrdiff_t{y} * stride; }
};

// The part of `area` that is covered, grown to even pixels within it; empty where nothing is.
Rect covered_part(const Pixels &pixels, const Rect &area) {
  int left = area.x + area.width;
  int right = area.x;
  int top = area.y + area.height;
  int bottom = area.y;
  for (int y = area.y; y < area.y + area.height; ++y)
    for (int x = area.x; x < area.x + area.width; ++x) {
      if (pixels.row(y)[x] == 0)
        continue;
      left = std::min(left, x & ~1);
      right = std::max(right, (x | 1) + 1);
      top = std::min(top, y & ~1);
      bottom = std::max(bottom, (y | 1) + 1);
    }
  return intersect({left, top, right - left, bottom - top}, area);
}

OutlineTile cut_tile(const Pixels &pixels, const Rect &area, int band_top) {
  OutlineTile tile{area.x, area.y + band_top, {area.width, area.height, {}}};
  for (int y = area.y; y < area.y + area.height; ++y)
    tile.mask.coverage.insert(tile.mask.coverage.end(), pixels.row(y) + area.x, pixels.row(y) + area.x + area.width);
  return tile;
}

void add_tiles(cairo_surface_t *band, int band_top, std::vector<OutlineTile> &tiles) {
  const Pixels pixels{cairo_image_surface_get_data(band), cairo_image_surface_get_stride(band)};
  const Rect whole{0, 0, cairo_image_surface_get_width(band), cairo_image_surface_get_height(band)};
  for (int x = 0; pixels.data && x < whole.width; x += tile_size) {
    const Rect covered = covered_part(pixels, intersect({x, 0, tile_size, tile_size}, whole));
    if (!covered.empty())
      tiles.push_back(cut_tile(pixels, covered, band_top));
  }
}

double nearest_even(double value, int largest) { return std::clamp(2 * std::round(value / 2), 0.0, double(largest)); }

} // namespace

Point corner_in_frame(Point normalised, int width, int height) {
  return {normalised.x >= 1 ? width : nearest_even(normalised.x * width, width),
          normalised.y >= 1 ? height : nearest_even(normalised.y * height, height)};
}

std::vector<OutlineTile> outline(const std::vector<Point> &polygon, int width, int height, int line_width) {
  std::vector<Point> corners;
  for (const Point &corner : polygon)
    corners.push_back(corner_in_frame(corner, width, height));
  const auto [highest, lowest] =
      std::minmax_element(corners.begin(), corners.end(), [](const Point &a, const Point &b) { return a.y < b.y; });
  std::vector<OutlineTile> tiles;
  for (int top = 0; top < height; top += tile_size) {
    if (corners.empty() || top > lowest->y || top + tile_size < highest->y)
      continue;
    const CairoSurface band = draw_band(corners, top, width, std::min(tile_size, height - top), line_width);
    add_tiles(band.get(), top, tiles);
  }
  return tiles;
}

bool OutlineCache::holds(const Regions &regions, int width, int height, int line_width) const {
  return width == width_ && height == height_ && line_width == line_width_ &&
         std::equal(regions.all().begin(), regions.all().end(), polygons_.begin(), polygons_.end(),
                    [](const Region &region, const std::vector<Point> &polygon) { return region.polygon == polygon; });
}

const std::vector<std::vector<OutlineTile>> &OutlineCache::get(const Regions &regions, int width, int height,
                                                               int line_width) {
  if (holds(regions, width, height, line_width))
    return outlines_;
  width_ = width;
  height_ = height;
  line_width_ = line_width;
  polygons_.clear();
  outlines_.clear();
  for (const Region &region : regions.all()) {
    polygons_.push_back(region.polygon);
    outlines_.push_back(outline(region.polygon, width, height, line_width));
  }
  return outlines_;
}

} // namespace facerec
