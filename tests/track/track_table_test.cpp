#include "facerec/track/track_table.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using std::chrono::seconds;

struct TrackTableTest : testing::Test {
  std::vector<std::uint64_t> forgotten;
  TrackTable table{[this](const FaceTrack &track) { forgotten.push_back(track.id); }};
  TimePoint at(int s) const { return TimePoint{} + seconds(s); }
};

TEST_F(TrackTableTest, TheSameIdIsTheSameTrack) {
  FaceTrack &first = table.see(7, at(0), 10);
  first.tries = 2;
  EXPECT_EQ(&table.see(7, at(1), 10), &first);
  EXPECT_EQ(first.tries, 2);
  EXPECT_EQ(first.last_seen, at(1));
  EXPECT_EQ(table.size(), 1u);
}

TEST_F(TrackTableTest, ZeroAndTheLargestIdAreIds) {
  table.see(0, at(0), 10);
  table.see(UINT64_MAX, at(0), 10);
  EXPECT_EQ(table.size(), 2u);
}

TEST_F(TrackTableTest, AForgottenIdComesBackAsAnotherTrack) {
  const std::uint64_t serial = table.see(7, at(0), 10).serial;
  table.expire(at(6), seconds(5));
  EXPECT_EQ(forgotten, std::vector<std::uint64_t>{7});
  EXPECT_EQ(table.find_serial(serial), nullptr);
  EXPECT_NE(table.see(7, at(6), 10).serial, serial);
}

TEST_F(TrackTableTest, ATrackIsKeptForExactlyTheTimeout) {
  table.see(7, at(0), 10);
  table.expire(at(5), seconds(5));
  EXPECT_EQ(table.size(), 1u);
}

TEST_F(TrackTableTest, TheOneUnseenForLongestMakesRoom) {
  table.see(1, at(0), 2);
  table.see(2, at(1), 2);
  table.see(1, at(2), 2);
  table.see(3, at(3), 2);
  EXPECT_EQ(forgotten, std::vector<std::uint64_t>{2});
  EXPECT_EQ(table.size(), 2u);
}

TEST_F(TrackTableTest, ReferencesOutliveOtherTracks) {
  FaceTrack &kept = table.see(1, at(0), 3);
  for (std::uint64_t id = 2; id < 100; ++id) {
    table.see(id, at(1), 3);
    table.see(1, at(1), 3);
  }
  EXPECT_EQ(&table.see(1, at(2), 3), &kept);
}

TEST_F(TrackTableTest, SerialsAreUniqueAcrossTables) {
  TrackTable other([](const FaceTrack &) {});
  EXPECT_NE(table.see(1, at(0), 2).serial, other.see(1, at(0), 2).serial);
}

TEST_F(TrackTableTest, KnowsHowLongATrackWasAway) {
  EXPECT_EQ(table.see(7, at(1), 10).absence, seconds(0));
  EXPECT_EQ(table.see(7, at(4), 10).absence, seconds(3));
}

TEST_F(TrackTableTest, ATrackWithANewSerialIsNotFoundByTheOldOne) {
  FaceTrack &track = table.see(7, at(0), 10);
  const std::uint64_t before = track.serial;
  table.renew_serial(track);
  EXPECT_NE(track.serial, before);
  EXPECT_EQ(table.find_serial(before), nullptr);
  EXPECT_EQ(table.find_serial(track.serial), &track);
  const std::uint64_t renewed = track.serial;
  table.clear();
  EXPECT_EQ(table.find_serial(renewed), nullptr);
}

TEST_F(TrackTableTest, ClearForgetsAll) {
  table.see(1, at(0), 10);
  table.see(2, at(0), 10);
  table.clear();
  EXPECT_EQ(forgotten, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(table.size(), 0u);
}

TEST_F(TrackTableTest, AMillionIdsStayWithinTheCap) {
  for (std::uint64_t id = 0; id < 1'000'000; ++id)
    table.see(id, at(0), 64);
  EXPECT_EQ(table.size(), 64u);
}

} // namespace
} // namespace facerec
