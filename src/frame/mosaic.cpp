#include "facerec/frame/mosaic.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace facerec {
namespace {

constexpr int tile_side = 384;
constexpr int tile_border = 8; // two of them between the pictures of neighbours
constexpr std::size_t most_in_one_row = 5;
constexpr double face_side = 200;
constexpr double largest_growth = 2;
constexpr double largest_single_face = 400;
constexpr int grey = 128;

// The tracked face in pixels of the crop; the whole crop where there is none.
Rect face_of(const Crop &crop) {
  const Rect face = clamp_to_frame(crop.face, crop.area.width, crop.area.height);
  return face.empty() ? Rect{0, 0, crop.area.width, crop.area.height} : face;
}

double longer_side(const Rect &rect) { return std::max(rect.width, rect.height); }

int rounded(double value) { return static_cast<int>(std::lround(value)); }

// What of one axis is shown, and where: pixels [from, from + length) of the crop become [to, to + drawn).
struct Stretch {
  int from = 0;
  int length = 0;
  int to = 0;
  int drawn = 0;
};

// `middle` of a crop of `size` pixels goes to the middle of the tile. Whole chroma samples are taken: an even number of
// pixels, but at the end of the crop.
Stretch fit(double middle, int size, double scale) {
  const double reach = (tile_side / 2.0 - tile_border) / scale;
  Stretch stretch;
  stretch.from = static_cast<int>(std::max(0.0, std::floor((middle - reach) / 2) * 2));
  const int end = static_cast<int>(std::min<double>(size, std::ceil((middle + reach) / 2) * 2));
  stretch.length = end - stretch.from;
  stretch.drawn = std::max(1, rounded(stretch.length * scale));
  stretch.to = rounded(tile_side / 2.0 - (middle - stretch.from) * stretch.drawn / stretch.length);
  return stretch;
}

// Where a rectangle of the crop is in the picture.
Rect mapped(const Rect &rect, const Rect &source, const Rect &target) {
  const double across = double(target.width) / source.width;
  const double down = double(target.height) / source.height;
  const int left = rounded((rect.x - source.x) * across);
  const int top = rounded((rect.y - source.y) * down);
  const int right = rounded((rect.x - source.x + rect.width) * across);
  const int bottom = rounded((rect.y - source.y + rect.height) * down);
  return {target.x + left, target.y + top, std::max(1, right - left), std::max(1, bottom - top)};
}

Tile plan_tile(const Crop &crop, int left, int top) {
  const Rect face = face_of(crop);
  const double scale = std::min(largest_growth, face_side / longer_side(face));
  const Stretch across = fit(face.center().x, crop.area.width, scale);
  const Stretch down = fit(face.center().y, crop.area.height, scale);
  Tile tile;
  tile.area = {left, top, tile_side, tile_side};
  tile.source = {across.from, down.from, across.length, down.length};
  tile.target = {left + across.to, top + down.to, across.drawn, down.drawn};
  tile.face = mapped(face, tile.source, tile.target);
  return tile;
}

cv::Mat scaled(const cv::Mat &picture, int width, int height) {
  if (picture.cols == width && picture.rows == height)
    return picture;
  const bool shrinks = width < picture.cols || height < picture.rows;
  cv::Mat result;
  cv::resize(picture, result, {width, height}, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return result;
}

cv::Rect to_cv(const Rect &rect) { return {rect.x, rect.y, rect.width, rect.height}; }

// False: no memory.
bool draw_tile(cv::Mat &picture, const Tile &tile, int border, const Crop &crop) {
  const cv::Mat bgr = to_bgr(part_of(crop.view(), tile.source));
  if (bgr.empty())
    return false;
  const Rect window{tile.area.x + border, tile.area.y + border, tile.area.width - 2 * border,
                    tile.area.height - 2 * border};
  const Rect visible = intersect(tile.target, window);
  const Rect from{visible.x - tile.target.x, visible.y - tile.target.y, visible.width, visible.height};
  scaled(bgr, tile.target.width, tile.target.height)(to_cv(from)).copyTo(picture(to_cv(visible)));
  return true;
}

} // namespace

bool is_drawable(const Crop &crop) { return !crop.pixels.empty() && !crop.area.empty(); }

Mosaic plan_mosaic(std::span<const Crop *const> crops) {
  const bool one_row = crops.size() <= most_in_one_row;
  const std::size_t columns = one_row ? crops.size() : (crops.size() + 1) / 2;
  Mosaic mosaic;
  mosaic.width = static_cast<int>(columns) * tile_side;
  mosaic.height = (one_row ? 1 : 2) * tile_side;
  mosaic.border = tile_border;
  for (std::size_t i = 0; i < crops.size(); ++i)
    mosaic.tiles.push_back(
        plan_tile(*crops[i], static_cast<int>(i % columns) * tile_side, static_cast<int>(i / columns) * tile_side));
  return mosaic;
}

Mosaic plan_single(const Crop &crop) {
  const Rect face = face_of(crop);
  const double scale = std::min(1.0, largest_single_face / longer_side(face));
  const Rect whole{0, 0, crop.area.width, crop.area.height};
  const Rect target{0, 0, std::max(1, rounded(whole.width * scale)), std::max(1, rounded(whole.height * scale))};
  return {target.width, target.height, 0, {{target, mapped(face, whole, target), whole, target}}};
}

cv::Mat draw_mosaic(const Mosaic &mosaic, std::span<const Crop *const> crops) {
  try {
    cv::Mat picture(mosaic.height, mosaic.width, CV_8UC3, cv::Scalar::all(grey));
    for (std::size_t i = 0; i < mosaic.tiles.size(); ++i)
      if (!draw_tile(picture, mosaic.tiles[i], mosaic.border, *crops[i]))
        return {};
    return picture;
  } catch (const cv::Exception &) { // no memory
    return {};
  }
}

Result<std::vector<std::uint8_t>> encode_mosaic(const Mosaic &mosaic, std::span<const Crop *const> crops, int quality) {
  return encode_bgr(draw_mosaic(mosaic, crops), quality);
}

} // namespace facerec
