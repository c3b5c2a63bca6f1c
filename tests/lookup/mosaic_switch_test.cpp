#include "lookup/mosaic_switch.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1h};

TEST(MosaicSwitch, IsOnUntilThreeMosaicsInARowWereRejected) {
  MosaicSwitch mosaics;
  for (int i = 0; i < 2; ++i)
    mosaics.rejected(start);
  EXPECT_TRUE(mosaics.take(start));
  mosaics.accepted();
  for (int i = 0; i < 2; ++i)
    mosaics.rejected(start);
  EXPECT_TRUE(mosaics.take(start)) << "the success counts anew";
  mosaics.rejected(start);
  EXPECT_FALSE(mosaics.take(start));
}

TEST(MosaicSwitch, LetsOneTryAfterAMinute) {
  MosaicSwitch mosaics;
  for (int i = 0; i < 3; ++i)
    mosaics.rejected(start);
  EXPECT_FALSE(mosaics.take(start + 60s - 1ns));
  EXPECT_TRUE(mosaics.take(start + 60s));
  EXPECT_FALSE(mosaics.take(start + 60s)) << "the others wait for how that goes";
  mosaics.accepted();
  EXPECT_TRUE(mosaics.take(start + 60s));
  EXPECT_TRUE(mosaics.take(start + 60s));
}

TEST(MosaicSwitch, LetsAnotherTryWhereNothingCameOfTheFirst) {
  MosaicSwitch mosaics;
  for (int i = 0; i < 3; ++i)
    mosaics.rejected(start);
  EXPECT_TRUE(mosaics.take(start + 60s));
  EXPECT_FALSE(mosaics.take(start + 120s - 1ns));
  EXPECT_TRUE(mosaics.take(start + 120s)) << "an outage, say";
}

TEST(MosaicSwitch, StaysOffForAMinuteFromTheLastRejection) {
  MosaicSwitch mosaics;
  for (int i = 0; i < 3; ++i)
    mosaics.rejected(start);
  mosaics.rejected(start + 30s); // another worker's, which was on its way
  EXPECT_FALSE(mosaics.take(start + 89s));
  EXPECT_TRUE(mosaics.take(start + 90s));
}

} // namespace
} // namespace facerec
