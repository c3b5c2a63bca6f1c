#include "facerec/vision/face_encoder.h"

#include <opencv2/face.hpp>
#include <opencv2/imgproc.hpp>

#include <array>
#include <cmath>

namespace facerec {
namespace {

constexpr int neighbors = 4; // right, above, left, below: a bit each
constexpr std::size_t pattern_count = std::size_t{1} << neighbors;
constexpr std::size_t grid = 6;
constexpr std::size_t half_grid = grid / 2;

// Light changes slowly across a face and noise fast; what lies between is the face. A difference of two blurs keeps
// that (Tan and Triggs, 2010), and the patterns, which only compare, need no more of their normalization.
struct Layer {
  bool of_color;    // red minus green: lips, skin, brows; otherwise the grey picture
  double fine_blur; // pixels
  double coarse_blur;
  int radius;
  double weight; // its share of the similarity; all are 1
};
constexpr std::array<Layer, 3> layers = {{{false, 1.1, 3.6, 6, 0.7}, {false, 2, 6, 9, 0.2}, {true, 1.5, 6, 6, 0.1}}};

// How a face is looked at: landmarks are a few pixels off now and then, and histograms of cells notice; so the
// histograms of several views are added. All lie inside the aligned face.
struct View {
  double x = 0; // pixels
  double y = 0;
  double zoom = 1;
};
constexpr double zoom = 1.1; // a little closer than the template: less background
constexpr std::array<View, 7> views = {
    {{0, 0, zoom}, {4, 0, zoom}, {-4, 0, zoom}, {0, 4, zoom}, {0, -4, zoom}, {0, 0, zoom * 1.08}, {0, 0, zoom * 0.92}}};

cv::Mat plane_of(const cv::Mat &bgr, bool of_color) {
  cv::Mat plane;
  if (of_color)
    cv::transform(bgr, plane, cv::Matx13f(0, -1, 1));
  else
    cv::cvtColor(bgr, plane, cv::COLOR_BGR2GRAY);
  return plane;
}

cv::Mat band_pass(const cv::Mat &bgr, const Layer &layer) {
  cv::Mat floats;
  bgr.convertTo(floats, CV_32F);
  const cv::Mat plane = plane_of(floats, layer.of_color);
  cv::Mat fine;
  cv::Mat coarse;
  cv::GaussianBlur(plane, fine, {}, layer.fine_blur);
  cv::GaussianBlur(plane, coarse, {}, layer.coarse_blur);
  return fine - coarse;
}

cv::Mat seen_from(const View &view, const cv::Mat &face) {
  constexpr double middle = aligned_face_size / 2.0;
  const cv::Matx23d transform(view.zoom, 0, middle + view.x - middle * view.zoom, //
                              0, view.zoom, middle + view.y - middle * view.zoom);
  cv::Mat seen;
  cv::warpAffine(face, seen, transform, face.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  return seen;
}

// One row: a histogram of pattern_count bins per cell.
cv::Mat pattern_histograms(const cv::Mat &face, int radius) {
  cv::Mat framed; // because the patterns of a frame of `radius` pixels are not counted
  cv::copyMakeBorder(face, framed, radius, radius, radius, radius, cv::BORDER_REFLECT_101);
  const auto recognizer = cv::face::LBPHFaceRecognizer::create(radius, neighbors, grid, grid);
  recognizer->train(std::vector<cv::Mat>{framed}, std::vector<int>{0});
  return recognizer->getHistograms().at(0);
}

// Cells in the corners show hair and background. The others lie in the ellipse that the aligned face inscribes.
constexpr bool shows_face(std::size_t row, std::size_t column) {
  const double x = (static_cast<double>(column) + 0.5) / grid * 2 - 1;
  const double y = (static_cast<double>(row) + 0.5) / grid * 2 - 1;
  return x * x + y * y < 0.9;
}

// Right and left neighbour change places in a mirror.
constexpr std::size_t mirrored(std::size_t pattern) {
  return (pattern & 0b1010U) | (pattern & 0b0001U) << 2 | (pattern & 0b0100U) >> 2;
}

// A cell and its mirror image are one: faces are symmetrical enough, and light from the side or a turned head spoils
// one half more than the other. That also halves what is stored.
Encoding folded(const cv::Mat &histograms) {
  const auto bin = [&](std::size_t row, std::size_t column, std::size_t pattern) {
    return histograms.at<float>(static_cast<int>((row * grid + column) * pattern_count + pattern));
  };
  Encoding bins;
  for (std::size_t row = 0; row < grid; ++row)
    for (std::size_t column = 0; column < half_grid; ++column)
      for (std::size_t pattern = 0; shows_face(row, column) && pattern < pattern_count; ++pattern)
        bins.push_back(bin(row, column, pattern) + bin(row, grid - 1 - column, mirrored(pattern)));
  return bins;
}

// The square roots make the inner product of two encodings the Bhattacharyya (Hellinger) affinity of their histograms.
// It ranks like the chi-square distance, and a whole gallery is one matrix product.
Encoding encode_layer(const cv::Mat &aligned, const Layer &layer) {
  const cv::Mat face = band_pass(aligned, layer);
  cv::Mat sum;
  for (const View &view : views) {
    const cv::Mat histograms = pattern_histograms(seen_from(view, face), layer.radius);
    sum = sum.empty() ? histograms : sum + histograms;
  }
  Encoding encoding = folded(sum);
  cv::sqrt(encoding, encoding);
  cv::normalize(encoding, encoding, std::sqrt(layer.weight));
  return encoding;
}

class LbphEncoder final : public FaceEncoder {
public:
  std::string_view name() const override { return "lbph-2"; }
  // Measured on the portraits and videos of docs/recognition.md: 22 of 23 portraits are nearer than 0.031 to another of
  // the same person, and no face is nearer than 0.034 to anybody else. A rival is not asked for: the threshold holds
  // whoever is enrolled, a single person too.
  ConfidenceScale scale() const override { return {.accept = 0.032, .spread = 0.001, .stranger = 0}; }
  Result<Encoding> encode(const cv::Mat &aligned) override;
};

Result<Encoding> LbphEncoder::encode(const cv::Mat &aligned) {
  try {
    Encoding encoding;
    for (const Layer &layer : layers) {
      const Encoding part = encode_layer(aligned, layer);
      encoding.insert(encoding.end(), part.begin(), part.end());
    }
    return encoding;
  } catch (const cv::Exception &error) {
    return Error{ErrorCode::Internal, "OpenCV cannot make histograms of a face: " + error.err};
  }
}

} // namespace

std::unique_ptr<FaceEncoder> make_lbph_encoder() { return std::make_unique<LbphEncoder>(); }

} // namespace facerec
