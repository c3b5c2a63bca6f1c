#include "facerec/vision/face_encoder.h"

#include <algorithm>
#include <cmath>

namespace facerec {

double ConfidenceScale::confidence(double similarity, std::optional<double> rival_similarity) const {
  // Rounding may give a similarity just above 1; a rival at no distance is a twin, with whom nothing is sure.
  constexpr double least_distance = 1e-6;
  const double distance = std::max(1.0 - similarity, least_distance);
  double score = distance;
  if (stranger > 0) {
    const double rival = rival_similarity ? std::max(1.0 - *rival_similarity, least_distance) : stranger;
    score *= distance / std::min(rival, stranger);
  }
  return 1.0 / (1.0 + std::exp((score - accept) / spread));
}

} // namespace facerec
