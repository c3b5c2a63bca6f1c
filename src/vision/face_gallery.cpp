#include "facerec/vision/face_gallery.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace facerec {
namespace {

// Owns nothing: valid while `encoding` is.
cv::Mat as_row(const Encoding &encoding) {
  return cv::Mat(1, static_cast<int>(encoding.size()), CV_32F, const_cast<float *>(encoding.data()));
}

} // namespace

FaceGallery::FaceGallery(std::span<const GalleryFace> faces, ConfidenceScale scale) : scale_(scale) {
  std::vector<const GalleryFace *> kept;
  for (const GalleryFace &face : faces)
    if (!face.encoding.empty() && (kept.empty() || face.encoding.size() == kept.front()->encoding.size()))
      kept.push_back(&face);
  if (kept.empty())
    return;
  // At once, since a matrix that grows row by row is copied again and again, and holds up to twice what it needs.
  encodings_.create(static_cast<int>(kept.size()), static_cast<int>(kept.front()->encoding.size()), CV_32F);
  owner_.reserve(kept.size());
  std::unordered_map<std::string_view, std::size_t> index;
  for (const GalleryFace *face : kept) {
    as_row(face->encoding).copyTo(encodings_.row(static_cast<int>(owner_.size())));
    const auto [entry, is_new] = index.try_emplace(face->person_id, persons_.size());
    if (is_new)
      persons_.push_back(face->person_id);
    owner_.push_back(entry->second);
  }
}

// The best similarity of each person, in the order of persons_; nothing where the probe is of another kind.
std::vector<float> FaceGallery::best_similarities(const Encoding &probe) const {
  if (encodings_.empty() || probe.size() != static_cast<std::size_t>(encodings_.cols))
    return {};
  // One row times the transposed gallery: OpenCV reads every encoding once, in order, with vector instructions, which
  // is as fast as the memory gives them. The gallery times one column takes twice as long.
  cv::Mat_<float> similarities;
  cv::gemm(as_row(probe), encodings_, 1, cv::noArray(), 0, similarities, cv::GEMM_2_T);
  std::vector<float> best(persons_.size(), -1.0F);
  for (std::size_t face = 0; face < owner_.size(); ++face)
    best[owner_[face]] = std::max(best[owner_[face]], similarities(0, static_cast<int>(face)));
  return best;
}

std::vector<GalleryMatch> FaceGallery::identify(const Encoding &probe, std::size_t max_matches,
                                                double threshold) const {
  const std::vector<float> similarity = best_similarities(probe);
  std::vector<std::size_t> order(similarity.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t wanted = std::min(order.size(), std::max<std::size_t>(max_matches, 2));
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted), order.end(),
                    [&](std::size_t a, std::size_t b) { return similarity[a] > similarity[b]; });
  std::vector<GalleryMatch> matches;
  for (std::size_t rank = 0; rank < std::min(wanted, max_matches); ++rank) {
    std::optional<double> rival;
    if (order.size() > 1)
      rival = similarity[order[rank == 0 ? 1 : 0]];
    const double confidence = scale_.confidence(similarity[order[rank]], rival);
    if (confidence >= threshold)
      matches.push_back({persons_[order[rank]], confidence});
  }
  return matches;
}

} // namespace facerec
