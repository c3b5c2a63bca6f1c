#include "base/backoff.h"

#include <gtest/gtest.h>

#include <limits>

namespace facerec {
namespace {

using namespace std::chrono_literals;

constexpr double almost_one = 0x1.fffffffffffffp-1;

constexpr Backoff usual{500ms, 30s};

TEST(Backoff, NeverComesBackBeforeTheBase) {
  for (const int failures : {1, 2, 3, 10, 1000})
    EXPECT_EQ(usual.delay(failures, 1h, 0), 500ms) << failures;
}

TEST(Backoff, BoundDoublesWithEachFailure) {
  const Duration bounds[] = {1s, 2s, 4s, 8s, 16s, 30s, 30s};
  for (int failures = 1; failures <= 7; ++failures) {
    EXPECT_LE(usual.delay(failures, 1h, almost_one), bounds[failures - 1]);
    EXPECT_GT(usual.delay(failures, 1h, almost_one), bounds[failures - 1] - 1us);
  }
}

TEST(Backoff, YoungOutageIsNeverLeftAloneForMoreThanTwoSeconds) {
  EXPECT_LE(usual.delay(20, 0s, almost_one), 2s);
  EXPECT_LE(usual.delay(20, 60s, almost_one), 2s);
  EXPECT_GT(usual.delay(20, 60s, almost_one), 2s - 1us);
}

TEST(Backoff, BoundIsAThirtiethOfTheOutageUpToTheCap) {
  EXPECT_NEAR(std::chrono::duration<double>(usual.delay(20, 10min, almost_one)).count(), 20, 1e-6);
  EXPECT_NEAR(std::chrono::duration<double>(usual.delay(20, 24h, almost_one)).count(), 30, 1e-6);
}

TEST(Backoff, JitterCoversTheWholeRangeEvenly) {
  EXPECT_EQ(usual.delay(2, 0s, 0.5), 1250ms);
  EXPECT_EQ(usual.delay(20, 1h, 0.5), 15250ms);
}

TEST(Backoff, ManyFailuresDoNotOverflow) {
  const Backoff huge{1ms, Duration::max()};
  EXPECT_GT(huge.delay(std::numeric_limits<int>::max(), Duration::max(), 0.5), 1ms);
}

TEST(Backoff, CapBelowTheBaseMeansTheBase) { EXPECT_EQ((Backoff{500ms, 100ms}.delay(3, 1h, almost_one)), 500ms); }

} // namespace
} // namespace facerec
