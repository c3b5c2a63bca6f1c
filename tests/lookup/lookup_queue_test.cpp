#include "lookup/lookup_queue.h"

#include "tests/lookup/scripted_recognizer.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using test::crop_of;
using Offer = LookupQueue::Offer;

QueuedLookup entry(std::uint64_t serial, int tries = 0, int side = 100, double sharpness = 100) {
  return {{serial, tries, crop_of(serial, side, sharpness)}, nullptr, TimePoint{}};
}

QueuedLookup background(std::uint64_t serial, int side) {
  QueuedLookup result = entry(serial, 0, side);
  result.lookup.priority = Priority::Background;
  return result;
}

std::vector<std::uint64_t> serials(const std::vector<QueuedLookup> &entries) {
  std::vector<std::uint64_t> result;
  for (const QueuedLookup &each : entries)
    result.push_back(each.lookup.serial);
  return result;
}

using Serials = std::vector<std::uint64_t>;

TEST(LookupQueue, NeverTriedGoFirstThenWhoCameFirst) {
  LookupQueue queue(10);
  queue.offer(entry(1, 2));
  queue.offer(entry(2, 0));
  queue.offer(entry(3, 1));
  queue.offer(entry(4, 0));
  EXPECT_EQ(serials(queue.take(3)), (Serials{2, 4, 3}));
  EXPECT_EQ(serials(queue.take(3)), (Serials{1}));
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(queue.take(3).empty());
}

TEST(LookupQueue, AmongEqualTriesTheBestCropGoesFirst) {
  LookupQueue queue(10);
  queue.offer(entry(1, 0, 80));
  queue.offer(entry(2, 0, 120));
  queue.offer(entry(3, 1, 900));
  queue.offer(entry(4, 0, 100));
  EXPECT_EQ(serials(queue.take_all()), (Serials{2, 4, 1, 3}));
}

TEST(LookupQueue, WhoWasPassedOverThreeTimesGoesFirst) {
  LookupQueue queue(10);
  queue.offer(entry(1, 2, 10));
  for (std::uint64_t serial = 2; serial <= 4; ++serial) {
    queue.offer(entry(serial, 0, 100));
    EXPECT_EQ(serials(queue.take(1)), Serials{serial});
  }
  queue.offer(entry(5, 0, 900));
  EXPECT_EQ(serials(queue.take(1)), Serials{1}) << "better faces that keep coming starve nobody";
}

TEST(LookupQueue, OfThosePassedOverTheOneWhoCameFirstGoesFirst) {
  LookupQueue queue(10);
  queue.offer(entry(1, 0, 10));
  queue.offer(entry(2, 0, 50));
  for (std::uint64_t serial = 3; serial <= 5; ++serial) {
    queue.offer(entry(serial, 0, 100));
    queue.take(1);
  }
  EXPECT_EQ(serials(queue.take_all()), (Serials{1, 2}));
}

TEST(LookupQueue, BackgroundFillsWhatTheOthersLeaveOfABatch) {
  LookupQueue queue(10);
  queue.offer(background(1, 900));
  queue.offer(entry(2, 3, 10));
  queue.offer(entry(3, 0, 10));
  EXPECT_EQ(serials(queue.take(2)), (Serials{3, 2}));
  EXPECT_EQ(serials(queue.take(2)), (Serials{1}));
}

TEST(LookupQueue, BackgroundIsDroppedFirst) {
  LookupQueue queue(2);
  queue.offer(background(1, 900));
  queue.offer(entry(2, 3, 10));
  EXPECT_EQ(queue.offer(entry(3, 0, 10)).dropped->lookup.serial, 1u);
}

TEST(LookupQueue, BackgroundDoesNotWaitForEver) {
  LookupQueue queue(10);
  queue.offer(background(1, 10));
  for (std::uint64_t serial = 2; serial < 2 + 30; ++serial) {
    queue.offer(entry(serial, 0, 100));
    EXPECT_EQ(serials(queue.take(1)), Serials{serial});
  }
  queue.offer(entry(99, 0, 100));
  EXPECT_EQ(serials(queue.take(1)), Serials{1});
}

TEST(LookupQueue, IsUrgentWhereAnybodyOrdinaryWaits) {
  LookupQueue queue(10);
  EXPECT_FALSE(queue.is_urgent(TimePoint{}));
  queue.offer(background(1, 10));
  EXPECT_FALSE(queue.is_urgent(TimePoint{}));
  EXPECT_TRUE(queue.is_urgent(TimePoint{} + std::chrono::seconds(1))) << "or somebody in the background for long";
  queue.offer(entry(2));
  EXPECT_TRUE(queue.is_urgent(TimePoint{}));
}

TEST(LookupQueue, OldestIsWhoWaitsLongest) {
  LookupQueue queue(10);
  const TimePoint t{std::chrono::seconds(10)};
  queue.offer({{1, 0, crop_of(1)}, nullptr, t});
  queue.offer({{2, 0, crop_of(2)}, nullptr, t + std::chrono::seconds(1)});
  EXPECT_EQ(queue.oldest(), t);
  queue.offer({{1, 0, crop_of(1, 500)}, nullptr, t + std::chrono::seconds(2)});
  EXPECT_EQ(queue.oldest(), t) << "a better crop keeps its place";
}

TEST(LookupQueue, BetterCropReplacesTheWaitingOneAndKeepsItsPlace) {
  LookupQueue queue(10);
  queue.offer(entry(1, 0, 100));
  queue.offer(entry(2, 0, 100));
  EXPECT_EQ(queue.offer(entry(1, 0, 120)).result, Offer::Replaced);
  EXPECT_EQ(queue.size(), 2u);
  const auto taken = queue.take(1);
  EXPECT_EQ(taken[0].lookup.serial, 1u);
  EXPECT_EQ(taken[0].lookup.crop.face.width, 120);
}

TEST(LookupQueue, CropThatIsNoBetterIsIgnored) {
  LookupQueue queue(10);
  queue.offer(entry(1, 0, 100, 100));
  EXPECT_EQ(queue.offer(entry(1, 0, 100, 100)).result, Offer::Ignored);
  EXPECT_EQ(queue.offer(entry(1, 0, 90, 100)).result, Offer::Ignored);
  EXPECT_EQ(queue.offer(entry(1, 0, 100, 90)).result, Offer::Ignored);
  EXPECT_EQ(queue.offer(entry(1, 0, 100, 110)).result, Offer::Replaced);
}

TEST(LookupQueue, FullQueueDropsTheOneWithMostTries) {
  LookupQueue queue(2);
  queue.offer(entry(1, 2, 500));
  queue.offer(entry(2, 1, 10));
  const auto offered = queue.offer(entry(3, 0, 10));
  EXPECT_EQ(offered.result, Offer::Added);
  ASSERT_TRUE(offered.dropped);
  EXPECT_EQ(offered.dropped->lookup.serial, 1u);
  EXPECT_EQ(serials(queue.take_all()), (Serials{3, 2}));
}

TEST(LookupQueue, AmongEqualTriesTheWorstCropIsDropped) {
  LookupQueue queue(2);
  queue.offer(entry(1, 0, 50));
  queue.offer(entry(2, 0, 80));
  EXPECT_EQ(queue.offer(entry(3, 0, 70)).dropped->lookup.serial, 1u);
}

TEST(LookupQueue, NewcomerIsDroppedWhereItIsTheWorst) {
  LookupQueue queue(1);
  queue.offer(entry(1, 0, 80));
  EXPECT_EQ(queue.offer(entry(2, 0, 70)).dropped->lookup.serial, 2u);
  EXPECT_EQ(queue.offer(entry(3, 1, 900)).dropped->lookup.serial, 3u);
  EXPECT_EQ(queue.offer(entry(4, 0, 80)).dropped->lookup.serial, 4u) << "of equals the one who came last";
  EXPECT_TRUE(queue.contains(1));
}

TEST(LookupQueue, WhoWasPassedOverThreeTimesIsNotDropped) {
  LookupQueue queue(2);
  queue.offer(entry(1, 0, 10));
  for (std::uint64_t serial = 2; serial <= 4; ++serial) {
    queue.offer(entry(serial, 0, 100));
    queue.take(1);
  }
  queue.offer(entry(5, 0, 100));
  EXPECT_EQ(queue.offer(entry(6, 0, 200)).dropped->lookup.serial, 5u);
  EXPECT_TRUE(queue.contains(1));
}

TEST(LookupQueue, WhoWasDroppedThreeTimesGoesFirstThen) {
  LookupQueue queue(1);
  for (std::uint64_t serial = 2; serial <= 4; ++serial) {
    queue.offer(entry(serial, 0, 100));
    EXPECT_EQ(queue.offer(entry(1, 0, 10)).dropped->lookup.serial, 1u);
    queue.take(1);
  }
  queue.offer(entry(5, 0, 100));
  EXPECT_EQ(queue.offer(entry(1, 0, 10)).dropped->lookup.serial, 5u);
}

TEST(LookupQueue, ReplacingInAFullQueueDropsNobody) {
  LookupQueue queue(1);
  queue.offer(entry(1, 0, 80));
  EXPECT_FALSE(queue.offer(entry(1, 0, 90)).dropped);
  EXPECT_EQ(queue.size(), 1u);
}

TEST(LookupQueue, RemovedTracksAreGone) {
  LookupQueue queue(2);
  queue.offer(entry(1));
  EXPECT_TRUE(queue.contains(1));
  EXPECT_TRUE(queue.remove(1));
  EXPECT_FALSE(queue.remove(1));
  EXPECT_FALSE(queue.contains(1));
}

} // namespace
} // namespace facerec
