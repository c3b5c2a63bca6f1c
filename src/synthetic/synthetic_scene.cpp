#include "facerec/synthetic/synthetic_scene.h"

#include "synthetic/portrait.h"
#include "synthetic/random.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace facerec {
namespace {

using synthetic::Random;

constexpr double two_pi = 2 * CV_PI;
// Expressions are steps of a loop of head movements, so that few pictures serve for ever.
constexpr int expression_steps = 16;
constexpr double expression_loop = 6; // seconds
constexpr double blink_period = 4.3;
constexpr double blink_length = 0.15;
constexpr int backdrop_glide = 64; // pixels

struct Sprite {
  cv::Mat image;      // 8-bit BGR
  cv::Mat silhouette; // 8 bit
  Rect face;
};

Expression expression_of(int step, bool blinking) {
  const double phase = two_pi * step / expression_steps;
  return {.turn = 0.5 * std::sin(phase), .nod = 0.25 * std::sin(2 * phase), .blink = blinking ? 1.0 : 0.0, .light = 1};
}

Rect scaled(const cv::Rect2d &rect, double factor) {
  return {cvRound(rect.x * factor), cvRound(rect.y * factor), cvRound(rect.width * factor),
          cvRound(rect.height * factor)};
}

Sprite draw_sprite(const synthetic::Person &person, int step, bool blinking, int size) {
  const synthetic::Portrait portrait = synthetic::draw_portrait(person, expression_of(step, blinking));
  Sprite sprite;
  cv::resize(portrait.image, sprite.image, {size, size}, 0, 0, cv::INTER_AREA);
  cv::resize(portrait.silhouette, sprite.silhouette, {size, size}, 0, 0, cv::INTER_AREA);
  sprite.face = scaled(portrait.face, static_cast<double>(size) / synthetic::canvas_size);
  return sprite;
}

void blend_row(std::uint8_t *to, const std::uint8_t *from, const std::uint8_t *alpha, int width) {
  for (int x = 0; x < width; ++x)
    for (int c = 3 * x; c < 3 * x + 3; ++c) {
      const int mixed = to[c] * (255 - alpha[x]) + from[c] * alpha[x] + 128;
      to[c] = static_cast<std::uint8_t>((mixed + (mixed >> 8)) >> 8);
    }
}

void paste(const Sprite &sprite, cv::Point corner, cv::Mat &bgr) {
  const cv::Rect visible = cv::Rect(corner, sprite.image.size()) & cv::Rect({0, 0}, bgr.size());
  for (int y = visible.y; y < visible.y + visible.height; ++y)
    blend_row(bgr.ptr(y, visible.x), sprite.image.ptr(y - corner.y, visible.x - corner.x),
              sprite.silhouette.ptr(y - corner.y, visible.x - corner.x), visible.width);
}

// A wall in two soft colours.
cv::Mat make_backdrop(int width, int height) {
  cv::Mat corners(2, 2, CV_8UC3);
  corners.at<cv::Vec3b>(0, 0) = {150, 145, 135};
  corners.at<cv::Vec3b>(0, 1) = {130, 140, 150};
  corners.at<cv::Vec3b>(1, 0) = {120, 125, 120};
  corners.at<cv::Vec3b>(1, 1) = {140, 130, 125};
  cv::Mat backdrop;
  cv::resize(corners, backdrop, {width, height}, 0, 0, cv::INTER_LINEAR);
  return backdrop;
}

// The grid with the least wasted space whose cells are nearest to squares.
int columns_for(const SceneOptions &options) {
  const double ideal = std::sqrt(options.num_faces * static_cast<double>(options.width) / options.height);
  return std::clamp(static_cast<int>(std::ceil(ideal - 0.25)), 1, options.num_faces);
}

cv::Rect2d cell_of(const SceneOptions &options, int index) {
  const int columns = columns_for(options);
  const int rows = (options.num_faces + columns - 1) / columns;
  const double width = static_cast<double>(options.width) / columns,
               height = static_cast<double>(options.height) / rows;
  return {index % columns * width, index / columns * height, width, height};
}

} // namespace

// One person, the cell they keep to and the pictures drawn of them so far.
class SyntheticScene::Person {
public:
  Person(const SceneOptions &options, int index)
      : person_(synthetic::make_person(options.first_person + static_cast<std::uint64_t>(index))),
        cell_(cell_of(options, index)), speed_(options.speed),
        size_(std::max(1, static_cast<int>(options.face_size * std::min(cell_.width, cell_.height)))) {
    Random random(options.seed * 64 + static_cast<std::uint64_t>(index));
    for (double &phase : phases_)
      phase = random.between(0, 1);
    for (double &frequency : frequencies_)
      frequency = random.between(0.05, 0.12);
  }

  // Where the face is in the frame.
  Rect draw(double seconds, cv::Mat &bgr) {
    const Sprite &sprite = sprite_at(seconds);
    const cv::Point corner(along(0, seconds, cell_.x, cell_.width), along(1, seconds, cell_.y, cell_.height));
    paste(sprite, corner, bgr);
    const Rect face{sprite.face.x + corner.x, sprite.face.y + corner.y, sprite.face.width, sprite.face.height};
    return clamp_to_frame(face, bgr.cols, bgr.rows);
  }

private:
  int along(std::size_t axis, double seconds, double start, double length) const {
    const double swing = std::sin(two_pi * (phases_[axis] + frequencies_[axis] * speed_ * seconds));
    return cvRound(start + (length - size_) * (0.5 + 0.5 * swing));
  }

  const Sprite &sprite_at(double seconds) {
    const double loop = phases_[2] + seconds * speed_ / expression_loop;
    const int step = static_cast<int>((loop - std::floor(loop)) * expression_steps) % expression_steps;
    const double blink = std::fmod(seconds * speed_ + phases_[3] * blink_period, blink_period);
    const bool blinking = speed_ > 0 && blink < blink_length;
    Sprite &sprite = sprites_[static_cast<std::size_t>(step + (blinking ? expression_steps : 0))];
    if (sprite.image.empty())
      sprite = draw_sprite(person_, step, blinking, size_);
    return sprite;
  }

  synthetic::Person person_;
  cv::Rect2d cell_;
  double speed_;
  int size_;                            // of the pictures, pixels
  std::array<double, 4> phases_{};      // x, y, expression, blink; in turns
  std::array<double, 2> frequencies_{}; // x, y; Hz
  std::array<Sprite, 2 * expression_steps> sprites_;
};

SyntheticScene::SyntheticScene(const SceneOptions &options) : options_(options) {
  options_.width = std::max(1, options.width);
  options_.height = std::max(1, options.height);
  options_.num_faces = std::clamp(options.num_faces, 1, 64);
  backdrop_ = std::make_unique<cv::Mat>(make_backdrop(options_.width + backdrop_glide, options_.height));
  for (int i = 0; i < options_.num_faces; ++i)
    people_.emplace_back(options_, i);
}

SyntheticScene::~SyntheticScene() = default;

std::vector<SceneFace> SyntheticScene::draw(double seconds, cv::Mat &bgr) {
  const double glide = options_.speed > 0 ? std::sin(two_pi * seconds * options_.speed / 20) : 0;
  const int offset = cvRound(backdrop_glide * (0.5 + 0.5 * glide));
  (*backdrop_)(cv::Rect(offset, 0, options_.width, options_.height)).copyTo(bgr);
  std::vector<SceneFace> faces;
  for (Person &person : people_)
    faces.push_back({faces.size() + 1, person.draw(seconds, bgr)});
  return faces;
}

} // namespace facerec
