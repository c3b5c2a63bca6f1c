#include "tests/support/marked_faces.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace facerec::test {
namespace {

constexpr int side = 3;
constexpr std::array<std::uint8_t, 3> levels = {0, 45,
                                                90}; // all dark, so that no edge between two looks like background
constexpr double darkest_background = 109;
constexpr int smallest_face = 12;

// Where cell `index` of `length` pixels begins; index `side` is its end.
int cell_start(int length, int index) { return length * index / side; }

// The digit of a cell, by its middle: at its edges it is blurred into the next.
int digit_in(const cv::Mat &face, int row, int column) {
  const int left = cell_start(face.cols, column), right = cell_start(face.cols, column + 1);
  const int top = cell_start(face.rows, row), bottom = cell_start(face.rows, row + 1);
  const int inset_x = (right - left) / 4, inset_y = (bottom - top) / 4;
  const cv::Mat middle = face(cv::Range(top + inset_y, bottom - inset_y), cv::Range(left + inset_x, right - inset_x));
  const double mean = cv::mean(middle)[0];
  const auto nearest = std::min_element(levels.begin(), levels.end(), [mean](std::uint8_t a, std::uint8_t b) {
    return std::abs(mean - a) < std::abs(mean - b);
  });
  return static_cast<int>(nearest - levels.begin());
}

std::optional<int> read_mark(const cv::Mat &face) {
  int mark = 0;
  int sum = 0;
  for (int cell = 0; cell < side * side - 1; ++cell) {
    const int digit = digit_in(face, cell / side, cell % side);
    mark = 3 * mark + digit;
    sum += digit;
  }
  return digit_in(face, side - 1, side - 1) == sum % 3 ? std::optional(mark) : std::nullopt;
}

} // namespace

std::array<std::uint8_t, 9> mark_levels(int mark) {
  std::array<std::uint8_t, 9> cells{};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i, mark /= 3) {
    const int digit = mark % 3;
    cells[7 - i] = levels[static_cast<std::size_t>(digit)];
    sum += digit;
  }
  cells[8] = levels[static_cast<std::size_t>(sum % 3)];
  return cells;
}

void draw_mark(cv::Mat &picture, const Rect &box, int mark) {
  const auto cells = mark_levels(mark);
  const cv::Rect all(0, 0, picture.cols, picture.rows);
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const int left = cell_start(box.width, column), top = cell_start(box.height, row);
      const cv::Rect cell(box.x + left, box.y + top, cell_start(box.width, column + 1) - left,
                          cell_start(box.height, row + 1) - top);
      picture(cell & all).setTo(cv::Scalar::all(cells[static_cast<std::size_t>(side * row + column)]));
    }
}

std::vector<MarkedFace> find_marked_faces(const cv::Mat &luma) {
  const cv::Mat dark = luma < darkest_background;
  cv::Mat labels, stats, centroids;
  const int count = cv::connectedComponentsWithStats(dark, labels, stats, centroids);
  std::vector<MarkedFace> faces;
  for (int i = 1; i < count; ++i) { // 0 is the background
    const cv::Rect box(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                       stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT));
    const bool filled = stats.at<int>(i, cv::CC_STAT_AREA) > 0.8 * box.area();
    if (filled && std::min(box.width, box.height) >= smallest_face)
      faces.push_back({{box.x, box.y, box.width, box.height}, read_mark(luma(box))});
  }
  std::stable_sort(faces.begin(), faces.end(), [](const MarkedFace &a, const MarkedFace &b) {
    return a.box.width * a.box.height > b.box.width * b.box.height;
  });
  return faces;
}

} // namespace facerec::test
