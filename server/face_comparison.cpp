#include "server/face_comparison.h"

#include <algorithm>
#include <numeric>

namespace facerec::server {
namespace {

// One person, of whom these are the faces.
FaceGallery gallery_of(std::span<const Encoding> person, const ConfidenceScale &scale) {
  std::vector<GalleryFace> faces;
  for (const Encoding &encoding : person)
    faces.push_back({"", encoding});
  return {faces, scale};
}

double confidence_in(const FaceGallery &person, const KnownFace &face) {
  const std::vector<GalleryMatch> matches = person.identify(face.probes, 1, 0);
  return matches.empty() ? 0 : matches.front().confidence;
}

} // namespace

double confidence(const KnownFace &face, std::span<const Encoding> person, const ConfidenceScale &scale) {
  return confidence_in(gallery_of(person, scale), face);
}

// The first probe is the face as it would be stored.
ComparedFace::ComparedFace(KnownFacePtr face, const ConfidenceScale &scale)
    : face_(std::move(face)), alone_(gallery_of(std::span(face_->probes).first(1), scale)) {}

double ComparedFace::seen_as(const ComparedFace &other) const { return confidence_in(other.alone_, *face_); }

double ComparedFace::confidence(const ComparedFace &other) const {
  return std::max(seen_as(other), other.seen_as(*this));
}

std::vector<std::vector<std::size_t>> partition(std::size_t count,
                                                const std::function<bool(std::size_t, std::size_t)> &same) {
  std::vector<std::size_t> left(count);
  std::iota(left.begin(), left.end(), std::size_t{0});
  std::vector<std::vector<std::size_t>> parts;
  while (!left.empty()) {
    std::vector<std::size_t> part{left.front()};
    left.erase(left.begin());
    for (std::size_t next = 0; next < part.size(); ++next) { // the part grows by those that are like its next one
      const auto alike =
          std::stable_partition(left.begin(), left.end(), [&](std::size_t other) { return !same(part[next], other); });
      part.insert(part.end(), alike, left.end());
      left.erase(alike, left.end());
    }
    std::sort(part.begin(), part.end());
    parts.push_back(std::move(part));
  }
  std::stable_sort(parts.begin(), parts.end(), [](const auto &a, const auto &b) { return a.size() > b.size(); });
  return parts;
}

} // namespace facerec::server
