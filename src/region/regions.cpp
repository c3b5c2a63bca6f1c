#include "facerec/region/regions.h"

#include "facerec/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace facerec {
namespace {

constexpr std::size_t max_label_bytes = 128;

Error polygon_error(std::size_t index, std::string_view text, std::string_view rule) {
  return invalid_argument("rois: polygon " + std::to_string(index + 1) + " (\"" + shorten(text, 60) + "\") " +
                          std::string(rule));
}

Error label_error(std::string_view label, std::string_view rule) {
  return invalid_argument("roi-labels: label \"" + shorten(label, 60) + "\" " + std::string(rule));
}

std::optional<double> parse_coordinate(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

Result<std::vector<double>> parse_coordinates(std::size_t index, std::string_view text) {
  std::vector<double> values;
  for (const std::string_view part : split(text, ',')) {
    const auto value = parse_coordinate(trim(part));
    if (!value)
      return polygon_error(index, text, "has a coordinate that is not a number: \"" + shorten(part, 20) + "\"");
    if (!(*value >= 0 && *value <= 1)) // also refuses NaN
      return polygon_error(
          index, text, "has the coordinate " + shorten(trim(part), 20) + ", but coordinates are normalised: 0 to 1");
    values.push_back(*value);
  }
  if (values.size() % 2 != 0)
    return polygon_error(index, text, "has an odd number of coordinates; they come as x,y pairs");
  return values;
}

// Twice the signed area; 0 for points on one line.
double doubled_area(const std::vector<Point> &points) {
  double sum = 0;
  for (std::size_t i = 0, j = points.size() - 1; i < points.size(); j = i++)
    sum += points[j].x * points[i].y - points[i].x * points[j].y;
  return sum;
}

Result<std::vector<Point>> parse_polygon(std::size_t index, std::string_view text) {
  const auto values = parse_coordinates(index, text);
  if (!values)
    return values.error();
  std::vector<Point> points;
  for (std::size_t i = 0; i < values->size(); i += 2) {
    const Point point{(*values)[i], (*values)[i + 1]};
    if (points.empty() || points.back() != point)
      points.push_back(point);
  }
  if (points.size() > 1 && points.front() == points.back())
    points.pop_back();
  if (points.size() < 3)
    return polygon_error(index, text, "has fewer than three different points");
  if (std::abs(doubled_area(points)) < 1e-9)
    return polygon_error(index, text, "encloses no area");
  return points;
}

Result<std::vector<std::string>> parse_labels(std::string_view text, std::size_t count) {
  std::vector<std::string> labels;
  for (const std::string_view part : split(text, ',')) {
    const std::string_view label = trim(part);
    if (label.empty())
      return label_error(part, "is empty; give one label per region, separated by commas");
    if (label.size() > max_label_bytes)
      return label_error(label, "is longer than 128 bytes");
    if (!is_valid_utf8(label))
      return label_error(label, "is not valid UTF-8");
    if (std::find(labels.begin(), labels.end(), label) != labels.end())
      return label_error(label, "is given twice; labels are unique");
    labels.emplace_back(label);
  }
  if (labels.size() != count)
    return invalid_argument("roi-labels: \"" + shorten(text, 60) + "\" names " + std::to_string(labels.size()) +
                            " region(s), but there are " + std::to_string(count) + "; give one label per region");
  return labels;
}

std::vector<std::string> default_labels(std::size_t count) {
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < count; ++i)
    labels.push_back("roi" + std::to_string(i + 1));
  return labels;
}

Result<std::vector<std::vector<Point>>> parse_polygons(std::string_view rois) {
  if (rois.ends_with(';')) // a closing separator is not another, empty polygon
    rois.remove_suffix(1);
  std::vector<std::vector<Point>> polygons;
  for (const std::string_view text : split(rois, ';')) {
    auto polygon = parse_polygon(polygons.size(), trim(text));
    if (!polygon)
      return polygon.error();
    polygons.push_back(std::move(*polygon));
  }
  if (polygons.size() > Regions::max_regions)
    return invalid_argument("rois: " + std::to_string(polygons.size()) + " regions are given, at most 64 are possible");
  return polygons;
}

} // namespace

bool Region::contains(Point p) const {
  bool inside = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Point &a = polygon[i];
    const Point &b = polygon[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
      inside = !inside;
  }
  return inside;
}

Regions::Regions() : regions_{{"full_frame", {{0, 0}, {1, 0}, {1, 1}, {0, 1}}}} {}

Result<Regions> Regions::parse(std::string_view rois, std::string_view labels) {
  Regions result;
  if (!trim(rois).empty()) {
    auto polygons = parse_polygons(trim(rois));
    if (!polygons)
      return polygons.error();
    result.whole_frame_ = false;
    result.regions_.clear();
    const auto names = default_labels(polygons->size());
    for (std::size_t i = 0; i < polygons->size(); ++i)
      result.regions_.push_back({names[i], std::move((*polygons)[i])});
  }
  if (!trim(labels).empty()) {
    auto names = parse_labels(trim(labels), result.regions_.size());
    if (!names)
      return names.error();
    for (std::size_t i = 0; i < names->size(); ++i)
      result.regions_[i].label = std::move((*names)[i]);
  }
  return result;
}

RegionMask Regions::containing(Point normalised) const {
  if (whole_frame_) // a face whose centre is just outside the picture still is in it
    return 1;
  RegionMask mask = 0;
  for (std::size_t i = 0; i < regions_.size(); ++i)
    if (regions_[i].contains(normalised))
      mask |= RegionMask{1} << i;
  return mask;
}

} // namespace facerec
