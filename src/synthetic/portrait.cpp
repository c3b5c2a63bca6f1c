#include "synthetic/portrait.h"

#include "synthetic/canvas.h"
#include "synthetic/random.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace facerec::synthetic {
namespace {

const cv::Scalar background(125, 130, 120);
constexpr double middle_x = 200;
constexpr double middle_y = 212;
constexpr double full_turn = 0.30; // radians of head turn at turn = 1
constexpr double full_nod = 0.16;

cv::Scalar scaled(const cv::Scalar &color, double factor) { return color * factor; }

// Paints one person; every place on the face goes through at(), which turns the head as if it were round.
class Painter {
public:
  Painter(const Person &person, const Expression &expression)
      : person_(person), expression_(expression), canvas_(canvas_size, background),
        head_(canvas_.ellipse({middle_x, middle_y}, {person.face_half_width, person.face_half_height}, {.blur = 1.5})) {
    shape_jaw();
  }

  Portrait paint();

private:
  void shape_jaw();
  cv::Point2d at(double x, double y) const;  // from the middle of the face, canvas pixels
  double width_at(double x, double y) const; // how much narrower a turned feature looks there
  void paint_back_of_hair();
  void paint_neck_and_shirt();
  void paint_head();
  void paint_texture();
  void paint_freckles();
  void paint_front_of_hair();
  void paint_eye(double side);
  void paint_lid(const cv::Point2d &eye, double half_width, double angle);
  void paint_brow(double side);
  void paint_nose();
  void paint_mouth();
  void paint_beard();
  void paint_moustache();
  void paint_glasses();
  cv::Rect2d face_box() const;

  double eye_y() const { return -person_.eye_height; }
  double nose_y() const { return eye_y() + person_.nose_length; }
  double mouth_y() const { return nose_y() + person_.mouth_below_nose; }
  double eye_x() const { return person_.eye_spacing * person_.face_half_width; }

  const Person &person_;
  const Expression &expression_;
  Canvas canvas_;
  Mask head_;
};

void Painter::shape_jaw() {
  const double half = person_.face_half_width;
  const Mask chin =
      canvas_.ellipse({middle_x, middle_y + person_.face_half_height * 0.42},
                      {half * (0.62 + 0.25 * person_.jaw), person_.face_half_height * 0.56}, {.blur = 1.5});
  const cv::Rect both = chin.area & head_.area;
  cv::Mat target = head_.coverage(both - head_.area.tl());
  cv::max(target, chin.coverage(both - chin.area.tl()), target);
}

cv::Point2d Painter::at(double x, double y) const {
  const double across = std::asin(std::clamp(x / person_.face_half_width, -0.95, 0.95)) + expression_.turn * full_turn;
  const double down = std::asin(std::clamp(y / person_.face_half_height, -0.95, 0.95)) + expression_.nod * full_nod;
  return {middle_x + person_.face_half_width * std::sin(across), middle_y + person_.face_half_height * std::sin(down)};
}

double Painter::width_at(double x, double y) const { return std::max(0.4, (at(x + 4, y).x - at(x - 4, y).x) / 8); }

void Painter::paint_back_of_hair() {
  const double w = person_.face_half_width, h = person_.face_half_height;
  const cv::Scalar &color = person_.hair;
  switch (person_.hair_style) {
  case HairStyle::Long:
    canvas_.paint(canvas_.ellipse({middle_x, middle_y - 32}, {w + 22, h * 0.92}), color);
    canvas_.paint(canvas_.polygon({{middle_x - w - 20, middle_y - 30},
                                   {middle_x + w + 20, middle_y - 30},
                                   {middle_x + w + 30, 372},
                                   {middle_x - w - 30, 372}},
                                  4),
                  color);
    break;
  case HairStyle::Curly:
    for (int i = 0; i < 11; ++i) {
      const double angle = CV_PI * (1.08 - 1.16 * i / 10 + 1);
      canvas_.paint(canvas_.ellipse({middle_x - (w + 2) * std::cos(angle), middle_y - 36 + h * 0.78 * std::sin(angle)},
                                    {36, 36}, {.blur = 2}),
                    color);
    }
    break;
  case HairStyle::Bald: // cut short at the sides
  case HairStyle::Receding:
    canvas_.paint(canvas_.ellipse({middle_x, middle_y - 28}, {w + 8, h * 0.80}, {.blur = 2}), scaled(color, 0.6));
    break;
  default:
    canvas_.paint(canvas_.ellipse({middle_x, middle_y - 40}, {w + 14, h * 0.92}), color);
  }
}

void Painter::paint_neck_and_shirt() {
  canvas_.paint(canvas_.ellipse({middle_x, 432}, {176, 78}, {.blur = 2}), person_.shirt);
  canvas_.paint(
      canvas_.polygon(
          {{middle_x - 50, middle_y + 80}, {middle_x + 50, middle_y + 80}, {middle_x + 56, 382}, {middle_x - 56, 382}},
          3),
      scaled(person_.skin, 0.72));
}

void Painter::paint_head() {
  const double w = person_.face_half_width, h = person_.face_half_height;
  for (const double side : {-1.0, 1.0})
    canvas_.paint(
        canvas_.ellipse({middle_x + side * (w + 3) - expression_.turn * 6, middle_y - 5}, {11, 26}, {.blur = 1.5}),
        scaled(person_.skin, 0.8));
  canvas_.paint(head_, scaled(person_.skin, 0.80));
  canvas_.paint_inside(head_, canvas_.ellipse(at(0, -10), {w * 0.80, h * 0.80}, {.blur = 26}),
                       scaled(person_.skin, 1.04));
  for (const double side : {-1.0, 1.0})
    canvas_.paint_inside(head_, canvas_.ellipse(at(side * w * 0.48, 28), {28, 24}, {.blur = 13}),
                         scaled(person_.skin, 1.12), 0.8);
}

// A grain of the skin that is the person's own, as pores and wrinkles are; it turns with the head.
void Painter::paint_texture() {
  Random random(person_.texture_seed);
  const int cells = cvRound(canvas_size / person_.texture_scale);
  cv::Mat grain(cells, cells, CV_32F);
  for (float &value : cv::Mat_<float>(grain))
    value = static_cast<float>(random.between(-1, 1));
  cv::resize(grain, grain, {canvas_size, canvas_size}, 0, 0, cv::INTER_CUBIC);
  const cv::Point2d moved = at(0, 0) - cv::Point2d(middle_x, middle_y);
  const cv::Matx23d shift(1, 0, moved.x, 0, 1, moved.y);
  cv::warpAffine(grain, grain, shift, grain.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT);
  cv::Mat face = canvas_.image()(head_.area);
  for (int y = 0; y < face.rows; ++y)
    for (int x = 0; x < face.cols; ++x) {
      const float amount = static_cast<float>(head_.coverage.at<std::uint8_t>(y, x)) / 255 * 0.07f *
                           grain.at<float>(head_.area.y + y, head_.area.x + x);
      face.at<cv::Vec3b>(y, x) = cv::Vec3b(cv::Vec3f(face.at<cv::Vec3b>(y, x)) * (1 + amount));
    }
}

void Painter::paint_freckles() {
  Random random(person_.texture_seed + 1);
  const int count = static_cast<int>(person_.freckles * 60);
  for (int i = 0; i < count; ++i) {
    const double x = random.between(-0.75, 0.75) * person_.face_half_width;
    const double radius = random.between(1.2, 2.6);
    canvas_.paint_inside(head_, canvas_.ellipse(at(x, random.between(0, 62)), {radius, radius}, {.blur = 0.8}),
                         scaled(person_.skin, 0.6), 0.7);
  }
}

void Painter::paint_front_of_hair() {
  const double w = person_.face_half_width, h = person_.face_half_height;
  const double depth = 48 - 24 * person_.hairline; // how far down the forehead it reaches
  const cv::Point2d top = at(0, -h * 0.98);
  switch (person_.hair_style) {
  case HairStyle::Bald: // shaven, so that a shadow stays
    return canvas_.paint_inside(head_, canvas_.ellipse(top, {w * 1.05, depth + 6}, {.blur = 7}),
                                scaled(person_.hair, 0.8), 0.5);
  case HairStyle::Receding:
    for (const double side : {-1.0, 1.0})
      canvas_.paint_inside(head_,
                           canvas_.ellipse(at(side * w * 0.93, -h * 0.45), {20, 52}, {.angle = side * 18, .blur = 4}),
                           person_.hair);
    return;
  case HairStyle::SidePart: {
    const cv::Point2d part = at(-w * 0.45, -h * 0.80);
    canvas_.paint_inside(head_,
                         canvas_.polygon({at(-w * 1.1, -h), at(w * 1.1, -h), at(w * 0.95, -h * 0.38),
                                          at(w * 0.35, -h * 0.60), part, at(-w * 0.94, -h * 0.42)},
                                         3),
                         person_.hair);
    return;
  }
  case HairStyle::Curly:
    for (int i = -3; i <= 3; ++i)
      canvas_.paint_inside(head_,
                           canvas_.ellipse(at(i * w * 0.29, -h * 0.93 + 4.0 * i * i), {24, depth * 0.75}, {.blur = 3}),
                           person_.hair);
    return;
  default:
    canvas_.paint_inside(head_, canvas_.ellipse(top, {w * 1.05, depth}, {.blur = 3}), person_.hair);
  }
}

void Painter::paint_lid(const cv::Point2d &eye, double half_width, double angle) {
  const double closed = std::clamp(expression_.blink, 0.0, 1.0);
  const double open = person_.eye_half_height * (1 - closed);
  canvas_.paint(canvas_.ellipse({eye.x, eye.y - 1 + closed * 3}, {half_width, std::max(2.0, open)},
                                {.angle = angle, .blur = 1, .from = 180, .to = 360, .thickness = 4}),
                {28, 24, 22});
  canvas_.paint(canvas_.ellipse({eye.x, eye.y + 1}, {half_width, std::max(2.0, open)},
                                {.angle = angle, .blur = 1.2, .from = 10, .to = 170, .thickness = 2}),
                scaled(person_.skin, 0.45), 0.8);
}

void Painter::paint_eye(double side) {
  const cv::Point2d eye = at(side * eye_x(), eye_y());
  const double half_width = person_.eye_half_width * width_at(side * eye_x(), eye_y());
  const double half_height = person_.eye_half_height * (1 - std::clamp(expression_.blink, 0.0, 1.0));
  const double angle = side * person_.eye_slant;
  canvas_.paint(canvas_.ellipse(eye, {half_width * 1.65, person_.eye_half_height * 2.3}, {.blur = 8}),
                scaled(person_.skin, 0.50), 0.85);
  if (half_height > 2) {
    const Mask white = canvas_.ellipse(eye, {half_width, half_height}, {.angle = angle, .blur = 1});
    const double iris = person_.eye_half_height * 1.0;
    canvas_.paint(white, {215, 218, 220});
    canvas_.paint_inside(white, canvas_.ellipse(eye, {iris, iris}), person_.iris);
    canvas_.paint_inside(white, canvas_.ellipse(eye, {iris * 0.55, iris * 0.55}, {.blur = 0.7}), {12, 10, 10});
  }
  paint_lid(eye, half_width, angle);
}

void Painter::paint_brow(double side) {
  const double y = eye_y() - person_.brow_height + 8;
  const cv::Point2d place = at(side * eye_x(), y);
  const double half_width = person_.eye_half_width * person_.brow_length * width_at(side * eye_x(), y);
  canvas_.paint(canvas_.ellipse(place, {half_width, 12},
                                {.angle = side * person_.brow_slant,
                                 .blur = 1.5,
                                 .from = 200,
                                 .to = 340,
                                 .thickness = person_.brow_thickness}),
                scaled(person_.hair, 0.36), 0.95);
}

void Painter::paint_nose() {
  const cv::Scalar shade = scaled(person_.skin, 0.58);
  const double half = person_.nose_half_width, length = person_.nose_length;
  const cv::Point2d bridge = at(0, eye_y() + length * 0.45);
  const cv::Point2d tip = at(0, nose_y()) + cv::Point2d(expression_.turn * 7, expression_.nod * 4);
  canvas_.paint(canvas_.ellipse({bridge.x, bridge.y}, {7, length * 0.62}, {.blur = 5}), scaled(person_.skin, 1.16),
                0.75);
  canvas_.paint(canvas_.ellipse({bridge.x - half * 0.9, bridge.y + 6}, {4, length * 0.42}, {.angle = 6, .blur = 5}),
                shade, 0.5);
  canvas_.paint(canvas_.ellipse({tip.x, tip.y + 5}, {half * 1.2, 6}, {.blur = 3.5}), shade, 0.75);
  for (const double side : {-1.0, 1.0})
    canvas_.paint(canvas_.ellipse({tip.x + side * half * 0.55, tip.y + 3}, {5, 3.5}, {.blur = 1.5}),
                  scaled(person_.skin, 0.25), 0.9);
}

void Painter::paint_mouth() {
  const cv::Point2d mouth = at(0, mouth_y());
  const double half = person_.mouth_half_width * width_at(0, mouth_y()), curve = person_.mouth_curve;
  const double height = person_.mouth_half_height;
  canvas_.paint(canvas_.ellipse(mouth, {half, height}, {.blur = 1.5}), person_.lips);
  canvas_.paint(canvas_.line({{mouth.x - half, mouth.y - curve},
                              {mouth.x - half / 2, mouth.y + curve * 0.4},
                              {mouth.x, mouth.y + curve * 0.6},
                              {mouth.x + half / 2, mouth.y + curve * 0.4},
                              {mouth.x + half, mouth.y - curve}},
                             3.5, 1),
                {34, 28, 48});
  canvas_.paint(canvas_.ellipse({mouth.x, mouth.y + height + 10}, {half * 0.6, 6}, {.blur = 5}),
                scaled(person_.skin, 0.6), 0.5);
}

void Painter::paint_moustache() {
  const cv::Point2d lip = at(0, (nose_y() + mouth_y()) / 2 + 5);
  for (const double side : {-1.0, 1.0})
    canvas_.paint(canvas_.ellipse({lip.x + side * person_.mouth_half_width * 0.45, lip.y},
                                  {person_.mouth_half_width * 0.6, 8}, {.angle = side * 10, .blur = 2}),
                  person_.hair, 0.85);
}

void Painter::paint_beard() {
  const cv::Point2d mouth = at(0, mouth_y());
  const Mask hole = canvas_.ellipse(mouth, {person_.mouth_half_width + 6, person_.mouth_half_height + 5}, {.blur = 2});
  const double w = person_.face_half_width;
  const Mask jaw = canvas_.ellipse({mouth.x, mouth.y + 28}, {w * 0.80, 68}, {.blur = 9});
  switch (person_.beard) {
  case Beard::None:
    return;
  case Beard::Stubble:
    return canvas_.paint_inside(head_, without(jaw, hole), scaled(person_.hair, 0.8), 0.32);
  case Beard::Moustache:
    return paint_moustache();
  case Beard::Goatee:
    canvas_.paint_inside(head_, without(canvas_.ellipse({mouth.x, mouth.y + 30}, {w * 0.24, 30}, {.blur = 4}), hole),
                         person_.hair, 0.85);
    return paint_moustache();
  case Beard::Full:
    canvas_.paint_inside(head_, without(jaw, hole), person_.hair, 0.75);
    return paint_moustache();
  }
}

void Painter::paint_glasses() {
  if (person_.glasses == Glasses::None)
    return;
  const cv::Scalar frame = scaled(person_.hair, 0.5);
  const double half = person_.eye_half_width * 1.42, height = person_.eye_half_width * 1.15;
  for (const double side : {-1.0, 1.0}) {
    const cv::Point2d eye = at(side * eye_x(), eye_y() + 2);
    const double w = half * width_at(side * eye_x(), eye_y());
    const std::vector<cv::Point2d> square = {{eye.x - w, eye.y - height * 0.75},
                                             {eye.x + w, eye.y - height * 0.75},
                                             {eye.x + w * 0.9, eye.y + height * 0.8},
                                             {eye.x - w * 0.9, eye.y + height * 0.8},
                                             {eye.x - w, eye.y - height * 0.75}};
    canvas_.paint(person_.glasses == Glasses::Round ? canvas_.ellipse(eye, {w, height}, {.blur = 0.8, .thickness = 3})
                                                    : canvas_.line(square, 3, 0.8),
                  frame, 0.55);
  }
  const double gap = std::max(4.0, eye_x() - half);
  canvas_.paint(canvas_.line({at(-gap, eye_y()), at(gap, eye_y())}, 3, 0.8), frame, 0.55);
}

// Measured against OpenCV's frontal face cascade.
cv::Rect2d Painter::face_box() const {
  const double side = 2.55 * person_.face_half_width;
  const cv::Point2d center = at(0, 4);
  return {center.x - side / 2, center.y - side / 2, side, side};
}

Portrait Painter::paint() {
  paint_back_of_hair();
  paint_neck_and_shirt();
  paint_head();
  paint_texture();
  paint_freckles();
  paint_front_of_hair();
  for (const double side : {-1.0, 1.0}) {
    paint_eye(side);
    paint_brow(side);
  }
  paint_nose();
  paint_beard();
  paint_mouth();
  paint_glasses();
  canvas_.image().convertTo(canvas_.image(), -1, std::clamp(expression_.light, 0.6, 1.4));
  return {canvas_.image(), canvas_.silhouette(), face_box()};
}

// Values beyond their range, or not numbers, must not reach the arithmetic.
double within(double value, double low, double high, double otherwise) {
  return std::isnan(value) ? otherwise : std::clamp(value, low, high);
}

} // namespace

Portrait draw_portrait(const Person &person, const Expression &expression) {
  const Expression safe{within(expression.turn, -1, 1, 0), within(expression.nod, -1, 1, 0),
                        within(expression.blink, 0, 1, 0), within(expression.light, 0.6, 1.4, 1)};
  return Painter(person, safe).paint();
}

} // namespace facerec::synthetic
