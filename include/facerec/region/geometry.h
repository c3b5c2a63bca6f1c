// Points and rectangles. Pixels are counted from the top-left corner of the frame, x to the right and y downwards.
#pragma once

namespace facerec {

struct Point {
  double x = 0;
  double y = 0;

  friend bool operator==(const Point &, const Point &) = default;
};

// A rectangle in whole pixels. It covers [x, x+width) by [y, y+height) and may reach beyond the frame.
struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool empty() const { return width <= 0 || height <= 0; }
  Point center() const { return {x + width / 2.0, y + height / 2.0}; }

  friend bool operator==(const Rect &, const Rect &) = default;
};

// The part that both cover; empty (all zero) where they do not touch. Safe for any int values.
Rect intersect(const Rect &a, const Rect &b);

// `rect` cut to a frame of `width` x `height`.
Rect clamp_to_frame(const Rect &rect, int width, int height);

// Intersection over union, 0 (apart) to 1 (the same); 0 where either is empty.
double iou(const Rect &a, const Rect &b);

// `rect` grown by `margin` times its own size on every side (0.3: 30 % of the width left and right, of the height
// above and below). Not clamped.
Rect expand(const Rect &rect, double margin);

} // namespace facerec
