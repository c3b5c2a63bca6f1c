// The known faces, and who of them a new face is.
#pragma once

#include "facerec/vision/face_encoder.h"

#include <opencv2/core/mat.hpp>

#include <span>
#include <string>
#include <vector>

namespace facerec {

struct GalleryFace {
  std::string person_id;
  Encoding encoding;
};

struct GalleryMatch {
  std::string person_id;
  double confidence = 0; // 0..1, see ConfidenceScale
};

// Immutable after construction: any thread, several at once.
class FaceGallery {
public:
  // Every encoding must have the same length; faces of another length than the first are left out.
  FaceGallery(std::span<const GalleryFace> faces, ConfidenceScale scale);

  // The persons with at least `threshold` confidence, surest first, at most `max_matches`. A person is as near as the
  // nearest of its faces.
  std::vector<GalleryMatch> identify(const Encoding &probe, std::size_t max_matches, double threshold) const;

  std::size_t size() const { return owner_.size(); }

private:
  std::vector<float> best_similarities(const Encoding &probe) const;

  cv::Mat encodings_;                // a row per face, 32-bit floats
  std::vector<std::size_t> owner_;   // of a row: index into persons_
  std::vector<std::string> persons_; // each once
  ConfidenceScale scale_;
};

} // namespace facerec
