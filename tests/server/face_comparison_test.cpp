#include "server/face_comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace facerec::server {
namespace {

using Parts = std::vector<std::vector<std::size_t>>;

constexpr ConfidenceScale scale{.accept = 0.5, .spread = 0.1, .stranger = 0};

KnownFacePtr face(Encoding encoding) {
  return std::make_shared<const KnownFace>(KnownFace{std::move(encoding), "recognition_04"});
}

// What the scale makes of a similarity.
double expected(double similarity) { return 1 / (1 + std::exp((1 - similarity - 0.5) / 0.1)); }

TEST(Confidence, IsThatOfTheNearestFaceOfThePerson) {
  const KnownFacePtr looked_for = face({1, 0});
  EXPECT_NEAR(confidence(*looked_for, std::vector<Encoding>{{0, 1}, {0.6F, 0.8F}}, scale), expected(0.6), 1e-6);
  EXPECT_NEAR(confidence(*looked_for, std::vector<Encoding>{{0, 1}}, scale), expected(0), 1e-6);
}

TEST(Confidence, IsNoneWhereNothingCanBeCompared) {
  const KnownFacePtr looked_for = face({1, 0});
  EXPECT_EQ(confidence(*looked_for, {}, scale), 0);
}

TEST(ComparedFace, IsAsSureFromBothSides) {
  const ComparedFace one(face({1, 0}), scale);
  const ComparedFace other(face({0.8F, 0.6F}), scale);
  EXPECT_NEAR(one.confidence(other), expected(0.8), 1e-6);
  EXPECT_NEAR(other.confidence(one), expected(0.8), 1e-6);
}

TEST(Partition, PutsTogetherWhatIsAlikeLargestFirst) {
  const std::vector<char> people{'a', 'b', 'c', 'b', 'a', 'b'};
  EXPECT_EQ(partition(people.size(), [&](auto one, auto other) { return people[one] == people[other]; }),
            (Parts{{1, 3, 5}, {0, 4}, {2}}));
}

TEST(Partition, FollowsLikenessOverOthers) {
  // Each is like its neighbours only; 5 stands apart.
  const auto neighbours = [](std::size_t one, std::size_t other) {
    return one < 5 && other < 5 && (one + 1 == other || other + 1 == one);
  };
  EXPECT_EQ(partition(6, neighbours), (Parts{{0, 1, 2, 3, 4}, {5}}));
}

TEST(Partition, OfNothingOrOfStrangersIsPlain) {
  const auto never = [](std::size_t, std::size_t) { return false; };
  EXPECT_EQ(partition(0, never), Parts{});
  EXPECT_EQ(partition(3, never), (Parts{{0}, {1}, {2}}));
}

TEST(Partition, ComparesNoPairTwice) {
  std::set<std::pair<std::size_t, std::size_t>> seen;
  const auto never = [&](std::size_t one, std::size_t other) {
    EXPECT_TRUE(seen.insert(std::minmax(one, other)).second) << one << " and " << other;
    return false;
  };
  EXPECT_EQ(partition(10, never).size(), 10U);
  EXPECT_EQ(seen.size(), 45U);
}

} // namespace
} // namespace facerec::server
