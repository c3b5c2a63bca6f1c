// What can be measured of a face besides whose it is.
#pragma once

#include "facerec/vision/face_detector.h"

#include <optional>

namespace cv {
class Mat;
}

namespace facerec::server {

// Degrees. yaw: turned towards the picture's right; pitch: looking up; roll: tilted clockwise, as a rectangle on the
// screen is turned by it.
struct HeadPose {
  double pitch = 0;
  double roll = 0;
  double yaw = 0;
};

// Azure's qualityForRecognition: "high" for enrolment, "medium" or better for identification.
enum class Quality { Low, Medium, High };

struct FaceAttributes {
  double blur = 0;                   // 0 (sharp) to 1
  double exposure = 0;               // 0 (dark) to 1 (bright)
  std::optional<HeadPose> head_pose; // of faces with landmarks
  Quality quality = Quality::Low;
};

FaceAttributes attributes_of(const cv::Mat &bgr, const FaceBox &face);

// From how sharp the face is at 64 x 64 pixels (variance of the Laplacian): 0.25 for 180, 0.5 for 60, 0.75 for 20.
double blur_of(const cv::Mat &face);

// Midway between the darkest and the brightest twentieth of the face, so that it says less of the skin than of the
// light.
double exposure_of(const cv::Mat &face);

// By turning the average face until its landmarks come to lie there. Nothing for points that no face has.
std::optional<HeadPose> head_pose_of(const std::array<Point, 5> &landmarks);

// Microsoft asks for large, clear, frontal faces; its own rule is not published. `side`: the shorter one, in pixels.
Quality quality_for_recognition(int side, double blur, const std::optional<HeadPose> &pose);

} // namespace facerec::server
