#include "lookup/latency_histogram.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using namespace std::chrono_literals;

TEST(LatencyHistogram, WithoutCallsAllIsZero) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.mean(), 0us);
  EXPECT_EQ(histogram.percentile(0.5), 0us);
}

TEST(LatencyHistogram, MeanIsExact) {
  LatencyHistogram histogram;
  histogram.record(10ms);
  histogram.record(25ms);
  EXPECT_EQ(histogram.mean(), 17500us);
  EXPECT_EQ(histogram.count(), 2u);
}

TEST(LatencyHistogram, PercentileIsAtMostAQuarterTooHigh) {
  for (const std::chrono::microseconds latency : {1500us, 80000us, 250000us, 10000000us}) {
    LatencyHistogram histogram;
    histogram.record(latency);
    EXPECT_GE(histogram.percentile(0.5), latency);
    EXPECT_LE(histogram.percentile(0.5), latency * 5 / 4);
  }
}

TEST(LatencyHistogram, PercentilesFollowTheRanks) {
  LatencyHistogram histogram;
  for (int i = 0; i < 94; ++i)
    histogram.record(100ms);
  for (int i = 0; i < 6; ++i)
    histogram.record(2s);
  EXPECT_LT(histogram.percentile(0.5), 130ms);
  EXPECT_LT(histogram.percentile(0.94), 130ms);
  EXPECT_GE(histogram.percentile(0.95), 2s);
  EXPECT_GE(histogram.percentile(1), 2s);
}

TEST(LatencyHistogram, VeryShortAndVeryLongCallsHaveABucketToo) {
  LatencyHistogram histogram;
  histogram.record(-5ms);
  EXPECT_EQ(histogram.percentile(1), 1ms);
  EXPECT_EQ(histogram.mean(), 0us);
  histogram.record(24h);
  EXPECT_GT(histogram.percentile(1), 200s);
}

} // namespace
} // namespace facerec
