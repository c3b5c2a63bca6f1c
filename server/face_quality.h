// How well a face can be recognized.
#pragma once

#include "server/face_engine.h"

namespace facerec::server {

// From what can be measured: the width of the face, how sharp it is (variance of the Laplacian at 64 x 64 pixels) and,
// where there are landmarks, how far it is turned away. Microsoft asks for frontal, clear faces; its own rule is not
// published.
Quality quality_for_recognition(const cv::Mat &bgr, const FaceBox &face);

// How far a face is turned to its side: 0 looks at the camera, 1 is about a profile. From the nose's place between the
// eyes.
double turn(const std::array<Point, 5> &landmarks);

} // namespace facerec::server
