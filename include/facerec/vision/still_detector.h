// Faces in single pictures of any size, from tight crops to photographs.
#pragma once

#include "facerec/vision/face_detector.h"

#include <memory>

namespace facerec {

// `inner`, made fit for pictures that are no video frames: a picture gets a border first, because detectors miss a face
// that fills it; a large one is searched at 1920 pixels a side; one without a face is searched once more, small, for a
// face that is larger than `inner` knows. Boxes and landmarks are those of the given picture.
std::unique_ptr<FaceDetector> make_still_detector(std::unique_ptr<FaceDetector> inner);

} // namespace facerec
