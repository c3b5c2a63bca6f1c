#include "lookup/backoff.h"

#include <gtest/gtest.h>

#include <limits>

namespace facerec {
namespace {

using namespace std::chrono_literals;

constexpr double almost_one = 0x1.fffffffffffffp-1;

TEST(Backoff, NeverComesBackBeforeTheBase) {
  for (const int failures : {1, 2, 3, 10, 1000})
    EXPECT_EQ((Backoff{500ms, 5000ms}.delay(failures, 0)), 500ms) << failures;
}

TEST(Backoff, BoundDoublesWithEachFailureUpToTheCap) {
  const Backoff backoff{500ms, 5000ms};
  const Duration bounds[] = {1000ms, 2000ms, 4000ms, 5000ms, 5000ms};
  for (int failures = 1; failures <= 5; ++failures) {
    EXPECT_LE(backoff.delay(failures, almost_one), bounds[failures - 1]);
    EXPECT_GT(backoff.delay(failures, almost_one), bounds[failures - 1] - 1us);
  }
}

TEST(Backoff, JitterCoversTheWholeRangeEvenly) {
  EXPECT_EQ((Backoff{500ms, 5000ms}.delay(2, 0.5)), 1250ms);
  EXPECT_EQ((Backoff{500ms, 5000ms}.delay(9, 0.5)), 2750ms);
}

TEST(Backoff, ManyFailuresDoNotOverflow) {
  const Backoff huge{1ms, Duration::max()};
  EXPECT_GT(huge.delay(std::numeric_limits<int>::max(), 0.5), 1ms);
}

TEST(Backoff, CapBelowTheBaseMeansTheBase) { EXPECT_EQ((Backoff{500ms, 100ms}.delay(3, almost_one)), 500ms); }

} // namespace
} // namespace facerec
