#include "facerec/vision/face_gallery.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace facerec {
namespace {

constexpr ConfidenceScale plain_scale{.accept = 1, .spread = 0.3, .stranger = 0};
constexpr ConfidenceScale wary_scale{.accept = 0.7, .spread = 0.2, .stranger = 0.9};

Encoding random_encoding(std::mt19937 &random, std::size_t length) {
  std::normal_distribution<float> normal;
  Encoding encoding(length);
  double squares = 0;
  for (float &value : encoding) {
    value = normal(random);
    squares += double{value} * value;
  }
  for (float &value : encoding)
    value = static_cast<float>(value / std::sqrt(squares));
  return encoding;
}

std::vector<GalleryFace> random_faces(std::mt19937 &random, int persons, int faces, std::size_t length) {
  std::vector<GalleryFace> list;
  for (int i = 0; i < faces; ++i)
    list.push_back({"p" + std::to_string(static_cast<int>(random() % static_cast<unsigned>(persons))),
                    random_encoding(random, length)});
  return list;
}

// What FaceGallery promises, number by number.
std::vector<GalleryMatch> by_hand(const std::vector<GalleryFace> &faces, const ConfidenceScale &scale,
                                  const Encoding &probe) {
  std::map<std::string, double> best;
  for (const GalleryFace &face : faces) {
    double similarity = 0;
    for (std::size_t i = 0; i < probe.size(); ++i)
      similarity += double{face.encoding[i]} * probe[i];
    const auto [entry, is_new] = best.try_emplace(face.person_id, similarity);
    entry->second = std::max(entry->second, similarity);
  }
  std::vector<std::pair<double, std::string>> order;
  for (const auto &[person, similarity] : best)
    order.emplace_back(-similarity, person);
  std::sort(order.begin(), order.end());
  std::vector<GalleryMatch> matches;
  for (std::size_t i = 0; i < order.size(); ++i)
    matches.push_back({order[i].second, scale.confidence(-order[i].first, -order[i == 0 ? 1 : 0].first)});
  return matches;
}

TEST(FaceGalleryIndex, FindsWhatComparingEveryFaceByHandFinds) {
  std::mt19937 random(1);
  for (const std::size_t length : {3U, 128U, 192U, 517U})
    for (const ConfidenceScale &scale : {plain_scale, wary_scale}) {
      const auto faces = random_faces(random, 40, 300, length);
      const FaceGallery gallery(faces, scale);
      EXPECT_EQ(gallery.size(), 300U);
      for (int i = 0; i < 5; ++i) {
        const Encoding probe = random_encoding(random, length);
        const auto found = gallery.identify(probe, 1000, 0);
        const auto expected = by_hand(faces, scale, probe);
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t rank = 0; rank < found.size(); ++rank) {
          EXPECT_EQ(found[rank].person_id, expected[rank].person_id) << length << " " << rank;
          EXPECT_NEAR(found[rank].confidence, expected[rank].confidence, 1e-4) << length << " " << rank;
        }
      }
    }
}

TEST(FaceGalleryIndex, FindsEachOfManyFacesByItself) {
  std::mt19937 random(2);
  std::vector<GalleryFace> faces;
  for (int i = 0; i < 2000; ++i)
    faces.push_back({std::to_string(i), random_encoding(random, 128)});
  const FaceGallery gallery(faces, plain_scale);
  for (std::size_t i = 0; i < faces.size(); i += 97) {
    const auto found = gallery.identify(faces[i].encoding, 1, 0.5);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].person_id, faces[i].person_id);
    EXPECT_NEAR(found[0].confidence, plain_scale.confidence(1, 0), 1e-5);
  }
}

TEST(FaceGalleryIndex, LeavesOutEncodingsThatAreEmptyOrOfAnotherLengthThanTheFirst) {
  const std::vector<GalleryFace> faces = {{"none", {}}, {"a", {0, 1}}, {"b", {1, 0, 0}}, {"c", {1, 0}}};
  const FaceGallery gallery(faces, plain_scale);
  EXPECT_EQ(gallery.size(), 2U);
  const auto found = gallery.identify({1, 0}, 10, 0);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].person_id, "c");
  EXPECT_EQ(found[1].person_id, "a");
}

} // namespace
} // namespace facerec
