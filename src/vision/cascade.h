// Haar cascades, as Debian's package opencv-data installs them.
#pragma once

#include "facerec/base/result.h"

#include <opencv2/objdetect.hpp>

#include <string>

namespace facerec {

// Loads the cascade `file`: a path, or a bare name ("haarcascade_eye.xml") that is looked for where OpenCV's data lies.
// NotFound names the places that were searched, Malformed a file that is no cascade.
Result<cv::CascadeClassifier> load_cascade(const std::string &file);

} // namespace facerec
