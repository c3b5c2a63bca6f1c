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
  std::unordered_map<std::string_view, std::size_t> index;
  for (const GalleryFace &face : faces) {
    const cv::Mat row = as_row(face.encoding);
    if (row.empty() || (!encodings_.empty() && row.cols != encodings_.cols))
      continue;
    const auto [entry, is_new] = index.try_emplace(face.person_id, persons_.size());
    if (is_new)
      persons_.push_back(face.person_id);
    encodings_.push_back(row);
    owner_.push_back(entry->second);
  }
}

// The best similarity of each person, in the order of persons_.
std::vector<float> FaceGallery::best_similarities(std::span<const Encoding> probes) const {
  std::vector<float> best(persons_.size(), -1.0F);
  for (const Encoding &probe : probes) {
    if (encodings_.empty() || probe.size() != static_cast<std::size_t>(encodings_.cols))
      continue;
    cv::Mat similarities;
    cv::gemm(encodings_, as_row(probe), 1, cv::noArray(), 0, similarities, cv::GEMM_2_T);
    for (std::size_t row = 0; row < owner_.size(); ++row)
      best[owner_[row]] = std::max(best[owner_[row]], similarities.at<float>(static_cast<int>(row)));
  }
  return best;
}

std::vector<GalleryMatch> FaceGallery::identify(std::span<const Encoding> probes, std::size_t max_matches,
                                                double threshold) const {
  const std::vector<float> similarity = best_similarities(probes);
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
