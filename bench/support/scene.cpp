#include "bench/support/scene.h"

namespace facerec::bench {

Scene::Scene(int first, int count) : luma(1080, 1920, CV_8U, cv::Scalar::all(test::background)) {
  constexpr int columns = 10, max_faces = 100, cell_width = 192, cell_height = 108, size = 80;
  for (int i = 0; i < count; ++i) {
    const int cell = (first + i) % max_faces;
    const Rect box{cell % columns * cell_width + 56, cell / columns * cell_height + 14, size, size};
    test::draw_mark(luma, box, first + i);
    faces.push_back({box, static_cast<std::uint64_t>(first + i), 0.9});
  }
}

FrameView Scene::view() const {
  return {PixelFormat::GRAY8, {}, ColorRange::Full, luma.cols, luma.rows, {luma.data}, {static_cast<int>(luma.step)}};
}

AzureLookupOptions options_for(const test::FakeAzure &azure) {
  AzureLookupOptions options;
  options.client = {.endpoint = *azure::Endpoint::parse(azure.url(), false), .api_key = test::FakeAzure::key};
  options.group = {azure::GroupType::Large, test::FakeAzure::group};
  return options;
}

} // namespace facerec::bench
