#include "facerec/synthetic/synthetic_face.h"

#include "synthetic/portrait.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

#include <cmath>
#include <limits>
#include <set>

namespace facerec {
namespace {

constexpr int people = 40;

std::uint64_t hash(const cv::Mat &image) {
  std::uint64_t value = 14695981039346656037U;
  for (int y = 0; y < image.rows; ++y)
    for (std::size_t x = 0; x < image.cols * image.elemSize(); ++x)
      value = (value ^ image.ptr(y)[x]) * 1099511628211U;
  return value;
}

bool same(const cv::Mat &a, const cv::Mat &b) { return a.size() == b.size() && cv::norm(a, b, cv::NORM_INF) == 0; }

// The faces in a portrait with a margin, as the cascade finds them. Twice as many agreeing windows as asked for would
// also be found by a stricter search.
std::vector<cv::Rect> find(std::uint64_t seed, int size, const Expression &expression, int neighbors) {
  static cv::CascadeClassifier cascade("/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml");
  const int margin = size / 4;
  cv::Mat face, picture, gray;
  face = draw_synthetic_face(seed, size, expression);
  const cv::Scalar background = cv::Scalar(125, 130, 120) * expression.light;
  cv::copyMakeBorder(face, picture, margin, margin, margin, margin, cv::BORDER_CONSTANT, background);
  cv::cvtColor(picture, gray, cv::COLOR_BGR2GRAY);
  std::vector<cv::Rect> boxes;
  cascade.detectMultiScale(gray, boxes, 1.1, neighbors, 0, {30, 30});
  for (cv::Rect &box : boxes)
    box -= cv::Point(margin, margin);
  return boxes;
}

double overlap(const cv::Rect2d &a, const cv::Rect2d &b) {
  const double both = (a & b).area();
  return both / (a.area() + b.area() - both);
}

void expect_one_face(std::uint64_t seed, int size, const Expression &expression, int neighbors) {
  const auto boxes = find(seed, size, expression, neighbors);
  ASSERT_EQ(boxes.size(), 1U) << "seed " << seed << " at " << size << " pixels, min neighbors " << neighbors;
  const double scale = static_cast<double>(size) / synthetic::canvas_size;
  const cv::Rect2d face = synthetic::draw_portrait(synthetic::make_person(seed), expression).face;
  const cv::Rect2d drawn(face.x * scale, face.y * scale, face.width * scale, face.height * scale);
  EXPECT_GT(overlap(boxes[0], drawn), 0.6) << "seed " << seed << " at " << size << " pixels";
}

TEST(SyntheticFace, HasTheSizeAskedForInThreeChannels) {
  const cv::Mat face = draw_synthetic_face(1, 123);
  EXPECT_EQ(face.size(), cv::Size(123, 123));
  EXPECT_EQ(face.type(), CV_8UC3);
}

TEST(SyntheticFace, IsTheSamePixelForPixelWhenDrawnAgain) {
  const Expression expression{.turn = 0.3, .nod = -0.2, .blink = 0.5, .light = 0.9};
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{7}, std::numeric_limits<std::uint64_t>::max()})
    EXPECT_TRUE(same(draw_synthetic_face(seed, 160, expression), draw_synthetic_face(seed, 160, expression))) << seed;
}

TEST(SyntheticFace, IsAnotherForEverySeed) {
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = 0; seed < people; ++seed)
    hashes.insert(hash(draw_synthetic_face(seed, 64)));
  EXPECT_EQ(hashes.size(), static_cast<std::size_t>(people));
}

TEST(SyntheticFace, DiffersMoreFromAnyOtherPersonThanFromItselfABitTurned) {
  std::vector<cv::Mat> faces;
  for (std::uint64_t seed = 0; seed < people; ++seed)
    faces.push_back(draw_synthetic_face(seed, 64));
  for (std::uint64_t seed = 0; seed < people; ++seed) {
    const cv::Mat turned = draw_synthetic_face(seed, 64, {.turn = 0.15});
    const double own = cv::norm(faces[seed], turned, cv::NORM_L1);
    for (std::uint64_t other = 0; other < people; ++other)
      EXPECT_TRUE(other == seed || cv::norm(faces[other], turned, cv::NORM_L1) > 1.2 * own) << seed << ", " << other;
  }
}

TEST(SyntheticFace, ChangesWithEveryPartOfTheExpression) {
  const cv::Mat still = draw_synthetic_face(3, 120);
  for (const Expression &expression :
       {Expression{.turn = 0.5}, Expression{.nod = 0.5}, Expression{.blink = 1}, Expression{.light = 0.8}})
    EXPECT_GT(cv::norm(still, draw_synthetic_face(3, 120, expression), cv::NORM_L1), 1000);
}

TEST(SyntheticFace, TakesValuesBeyondTheRangeAsItsEnds) {
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(same(draw_synthetic_face(3, 80, {.turn = infinite}), draw_synthetic_face(3, 80, {.turn = 1})));
  EXPECT_TRUE(same(draw_synthetic_face(3, 80, {.nod = -infinite}), draw_synthetic_face(3, 80, {.nod = -1})));
  EXPECT_TRUE(same(draw_synthetic_face(3, 80, {.blink = 7}), draw_synthetic_face(3, 80, {.blink = 1})));
  EXPECT_TRUE(same(draw_synthetic_face(3, 80, {.light = 0}), draw_synthetic_face(3, 80, {.light = 0.6})));
  EXPECT_TRUE(same(draw_synthetic_face(3, 80, {.turn = std::nan("")}), draw_synthetic_face(3, 80)));
}

TEST(SyntheticFace, IsDrawnAtOnePixelWhereTheSizeIsNotPositive) {
  EXPECT_EQ(draw_synthetic_face(3, 0).size(), cv::Size(1, 1));
  EXPECT_EQ(draw_synthetic_face(3, -5).size(), cv::Size(1, 1));
}

TEST(SyntheticFace, IsFoundOnceByTheStockCascadeForEverySeed) {
  for (std::uint64_t seed = 0; seed < people; ++seed)
    for (const int neighbors : {3, 5}) {
      expect_one_face(seed, 160, {}, neighbors);
      expect_one_face(seed, seed % 2 ? 120 : 240, {}, neighbors);
    }
}

TEST(SyntheticFace, IsFoundOnceWithTurnNodBlinkAndLight) {
  const Expression expressions[] = {{.turn = 0.5},  {.turn = -0.5}, {.nod = 0.25},
                                    {.nod = -0.25}, {.blink = 1},   {.turn = 0.3, .nod = 0.2, .light = 0.75}};
  for (std::uint64_t seed = 0; seed < people; ++seed)
    expect_one_face(seed, 180, expressions[seed % std::size(expressions)], 5);
}

} // namespace
} // namespace facerec
