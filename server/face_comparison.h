// How sure it is that faces show the same person, where no group says who there is to choose from.
#pragma once

#include "facerec/vision/face_gallery.h"
#include "server/recognition_body.h"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace facerec::server {

inline constexpr double same_person = 0.5; // Azure Face v1.2, VerificationResult: isIdentical from here

// The confidence that `face` is of the person whose encodings these are, 0..1.
double confidence(const KnownFace &face, std::span<const Encoding> person, const ConfidenceScale &scale);

// A face that is compared with others, each of which is held against it alone.
class ComparedFace {
public:
  ComparedFace(KnownFacePtr face, const ConfidenceScale &scale);

  // 0..1, the same from both sides.
  double confidence(const ComparedFace &other) const;

private:
  double seen_as(const ComparedFace &other) const;

  KnownFacePtr face_;
  FaceGallery alone_;
};

// The indices 0 to `count` - 1 in parts: two are in the same one where `same` leads from one to the other, over others
// if need be. Largest part first, equal ones in the order of their first index, ascending within each.
std::vector<std::vector<std::size_t>> partition(std::size_t count,
                                                const std::function<bool(std::size_t, std::size_t)> &same);

} // namespace facerec::server
