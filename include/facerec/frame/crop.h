// A piece of a frame, copied, so that it may outlive the buffer and travel to another thread.
#pragma once

#include "facerec/base/result.h"
#include "facerec/frame/frame_view.h"
#include "facerec/region/geometry.h"

#include <cstdint>
#include <vector>

namespace cv {
class Mat;
}

namespace facerec {

// Pixels in the frame's own format: the streaming thread copies rows and converts nothing.
struct Crop {
  std::vector<std::uint8_t> pixels; // owns what view() shows
  PixelFormat format = PixelFormat::I420;
  ColorMatrix matrix = ColorMatrix::Bt601;
  ColorRange range = ColorRange::Limited;
  Rect area;            // what was copied, in frame pixels (grown to whole chroma samples, inside the frame)
  Rect face;            // the face's box inside `area`, relative to area's corner, clamped to it
  double sharpness = 0; // see sharpness()

  FrameView view() const; // valid while the crop lives and is not moved from
};

// Copies the face's box grown by `margin` (see expand()), clamped to the frame. A box that misses the frame gives an
// empty crop (pixels.empty()). A margin below 0 or NaN counts as 0, above 100 as 100. Takes memory from `reuse` where
// it is large enough. sharpness is filled in with that of the face alone.
Crop copy_crop(const FrameView &frame, const Rect &box, double margin, std::vector<std::uint8_t> reuse = {});

// How sharp the luma of `area` is: variance of the Laplacian on a copy scaled down to at most 64 pixels a side, so that
// the value does not depend on the size of the face. 0 is flat; a blurred face is below about 50.
double sharpness(const FrameView &frame, const Rect &area);

// How good a picture of its face a crop is, as one number, so that of two crops one is better whichever is asked first:
// grows with the size of the face (`side`, pixels) and with its sharpness. Sharpness counts relative to 50, below which
// a face is blurred: from there on it brings less and less.
double crop_quality(double side, double sharpness);
double crop_quality(const Crop &crop);

// The whole view as 8-bit BGR (3 channels), correct for the view's matrix and range. Empty where the view is.
cv::Mat to_bgr(const FrameView &frame);

// The whole view as 8-bit luma of the full range 0..255, full-size, without touching chroma (of RGB: BT.601 luma).
// Empty where the view is.
cv::Mat to_gray(const FrameView &frame);

// JPEG of the whole view, quality 1..100; other qualities and an empty view are InvalidArgument.
Result<std::vector<std::uint8_t>> encode_jpeg(const FrameView &frame, int quality);

// The same of a picture that is 8-bit BGR already.
Result<std::vector<std::uint8_t>> encode_bgr(const cv::Mat &bgr, int quality);

} // namespace facerec
