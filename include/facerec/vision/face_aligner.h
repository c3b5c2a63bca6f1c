// Faces brought to one size and place, so that eyes, nose and mouth of two pictures can be compared pixel by pixel.
#pragma once

#include "facerec/base/result.h"
#include "facerec/vision/face_detector.h"

#include <array>
#include <memory>
#include <span>

namespace cv {
class Mat;
}

namespace facerec {

inline constexpr int aligned_face_size = 112; // pixels, width and height

// Where the five landmarks of FaceBox lie in an aligned face: the template of ArcFace, which SFace was trained with
// too.
inline constexpr std::array<Point, 5> aligned_landmarks = {
    {{38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}}};

// The similarity transform (turn, scale, move) of `bgr` that brings `points` nearest to the first points.size() of
// aligned_landmarks, by least squares: 2 (the eyes) to 5 points. BGR, aligned_face_size squared; what lies outside the
// picture repeats its border.
cv::Mat align_face(const cv::Mat &bgr, std::span<const Point> points);

// The points a detector's face is aligned by: its landmarks, or, where it has none, the two eyes, found with Haar
// cascades inside the box, or where eyes mostly are in a box of the Haar detector. Not thread-safe.
class LandmarkFinder {
public:
  virtual ~LandmarkFinder() = default;
  // 5 or 2 points, in the picture's pixels.
  virtual std::vector<Point> find(const cv::Mat &bgr, const FaceBox &face) = 0;
};

// Errors: NotFound where the eye cascades of Debian's opencv-data are missing.
Result<std::unique_ptr<LandmarkFinder>> make_landmark_finder();

} // namespace facerec
