// What it costs to find the best of many known faces, against a loop that a compiler makes fast by itself.
#include "bench/micro_report.h"
#include "bench/support/report.h"
#include "facerec/vision/face_gallery.h"

#include <CLI/CLI.hpp>
#include <benchmark/benchmark.h>
#include <opencv2/core.hpp>

#include <memory>
#include <numeric>

namespace facerec::bench {
namespace {

constexpr double allowed_ms = 10; // on one core, for SFace

struct Kind {
  std::string name;
  std::size_t length; // of an encoding
};

// Unit vectors of noise: what is measured does not depend on what they hold.
Encoding random_encoding(std::size_t length) {
  Encoding encoding(length);
  cv::randn(encoding, 0, 1);
  cv::normalize(encoding, encoding);
  return encoding;
}

std::vector<GalleryFace> random_faces(std::size_t count, std::size_t length) {
  std::vector<GalleryFace> faces;
  faces.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    faces.push_back({std::to_string(i), random_encoding(length)});
  return faces;
}

std::size_t best_by_loop(const std::vector<GalleryFace> &faces, const Encoding &probe) {
  std::size_t best = 0;
  float best_similarity = -1;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const Encoding &known = faces[i].encoding;
    const float similarity = std::inner_product(known.begin(), known.end(), probe.begin(), 0.0F);
    if (similarity > best_similarity) {
      best = i;
      best_similarity = similarity;
    }
  }
  return best;
}

std::string step_name(const Kind &kind, std::size_t count) {
  return kind.name + ", best of " + std::to_string(count) + " faces (" +
         fixed(static_cast<double>(count * kind.length * sizeof(float)) / 1e6, 0) + " MB)";
}

void compare_search(const Kind &kind, std::size_t count) {
  const auto faces = std::make_shared<const std::vector<GalleryFace>>(random_faces(count, kind.length));
  const auto gallery = std::make_shared<const FaceGallery>(*faces, ConfidenceScale{.accept = 0.5, .spread = 0.1});
  const auto probe = std::make_shared<const Encoding>(random_encoding(kind.length));
  compare(
      step_name(kind, count), [=] { benchmark::DoNotOptimize(gallery->identify(*probe, 1, 0)); }, "plain loop",
      [=] { benchmark::DoNotOptimize(best_by_loop(*faces, *probe)); });
}

int run(std::size_t count) {
  const Kind sface{"SFace", 128};
  const cv::Mat face = cv::Mat::eye(aligned_face_size, aligned_face_size, CV_8UC3);
  const Kind lbph{"LBPH", make_lbph_encoder()->encode(face).value().size()};
  compare_search(sface, count);
  compare_search(lbph, count);
  const Times times = run_comparisons();
  const double ms = times.work(step_name(sface, count)) / 1000;
  Bounds bounds;
  bounds.require(count != 100'000 || ms <= allowed_ms, "SFace's best of 100000 faces takes " + fixed(ms, 1) +
                                                           " ms, not " + fixed(allowed_ms, 0) + " at most.");
  return bounds.exit_code();
}

} // namespace
} // namespace facerec::bench

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  CLI::App app("The best of many known faces, in processor time on one core.");
  std::size_t count = 100'000;
  app.add_option("--faces", count, "how many are known")->check(CLI::Range(1000, 1'000'000))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  cv::setNumThreads(1);
  return facerec::bench::run(count);
}
