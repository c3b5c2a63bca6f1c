#include "lookup/token_bucket.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{100s};

TEST(TokenBucket, BurstGoesAtOnceAndTheRestAtTheRate) {
  TokenBucket bucket(10, 2);
  EXPECT_EQ(bucket.reserve(t0), 0ms);
  EXPECT_EQ(bucket.reserve(t0), 0ms);
  EXPECT_EQ(bucket.reserve(t0), 100ms);
  EXPECT_EQ(bucket.reserve(t0), 200ms);
}

TEST(TokenBucket, TimePaysReservationsBack) {
  TokenBucket bucket(10, 1);
  EXPECT_EQ(bucket.reserve(t0), 0ms);
  EXPECT_EQ(bucket.reserve(t0), 100ms);
  EXPECT_EQ(bucket.reserve(t0 + 50ms), 150ms);
  EXPECT_EQ(bucket.reserve(t0 + 300ms), 0ms);
}

TEST(TokenBucket, IdleTimeSavesNoMoreThanTheBurst) {
  TokenBucket bucket(10, 3);
  (void)bucket.reserve(t0);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(bucket.reserve(t0 + 1h), 0ms);
  EXPECT_EQ(bucket.reserve(t0 + 1h), 100ms);
}

TEST(TokenBucket, SlowRatesAreFractionsOfATokenPerSecond) {
  TokenBucket bucket(1.0 / 3, 1); // the free tier: 20 a minute
  EXPECT_EQ(bucket.reserve(t0), 0ms);
  EXPECT_NEAR(std::chrono::duration<double>(bucket.reserve(t0)).count(), 3.0, 1e-6);
}

TEST(TokenBucket, ClockThatStepsBackGivesNothingAway) {
  TokenBucket bucket(10, 1);
  EXPECT_EQ(bucket.reserve(t0), 0ms);
  EXPECT_EQ(bucket.reserve(t0 - 10s), 100ms);
  EXPECT_EQ(bucket.reserve(t0), 200ms);
}

// Over any window the bucket lets pass at most rate * window + burst.
TEST(TokenBucket, LongRunKeepsTheRate) {
  TokenBucket bucket(10, 2);
  TimePoint now = t0;
  int sent = 0;
  while (now < t0 + 60s) {
    now += bucket.reserve(now);
    ++sent;
  }
  EXPECT_NEAR(sent, 602, 1);
}

} // namespace
} // namespace facerec
