#include "lookup/rate_window.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace facerec {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{100s};

TEST(RateWindow, SlotIsFreeAPeriodAfterItsCallEnded) {
  RateWindow window(2, 1s);
  window.take(2);
  EXPECT_EQ(window.free(t0 + 1h), 0) << "a call on its way holds its slot";
  window.end(t0);
  EXPECT_EQ(window.free(t0 + 1s - 1ns), 0);
  EXPECT_EQ(window.free(t0 + 1s), 1);
  window.end(t0 + 500ms);
  EXPECT_EQ(window.free(t0 + 1499ms), 1);
  EXPECT_EQ(window.free(t0 + 1500ms), 2);
}

TEST(RateWindow, GivenBackSlotIsFreeAtOnce) {
  RateWindow window(2, 1s);
  window.take(2);
  window.give_back(2);
  EXPECT_EQ(window.free(t0), 2);
}

TEST(RateWindow, TellsWhenSoManySlotsAreFree) {
  RateWindow window(3, 1s);
  EXPECT_EQ(window.free_at(3, t0), t0);
  window.take(3);
  EXPECT_EQ(window.free_at(1, t0), std::nullopt) << "nobody knows when a call ends";
  window.end(t0);
  window.end(t0 + 100ms);
  EXPECT_EQ(window.free_at(1, t0 + 200ms), t0 + 1s);
  EXPECT_EQ(window.free_at(2, t0 + 200ms), t0 + 1100ms);
  EXPECT_EQ(window.free_at(3, t0 + 200ms), std::nullopt);
  EXPECT_EQ(window.free_at(2, t0 + 5s), t0 + 5s);
}

TEST(RateWindow, RateBelowOneIsOneCallInALongerPeriod) {
  RateWindow window = RateWindow::per_second(0.25);
  EXPECT_EQ(window.limit(), 1);
  window.take(1);
  window.end(t0);
  EXPECT_EQ(window.free_at(1, t0), t0 + 4s);
}

TEST(RateWindow, FractionsOfARateAreCutOff) { EXPECT_EQ(RateWindow::per_second(2.9).limit(), 2); }

TEST(RateWindow, StrictestLimitCountsAfterTightening) {
  RateWindow window(10, 1s);
  window.take(4);
  window.tighten(RateWindow(5, 1s));
  EXPECT_EQ(window.free(t0), 1);
  window.tighten(RateWindow(8, 1s));
  EXPECT_EQ(window.limit(), 5);
  window.tighten(RateWindow::per_second(0.5));
  EXPECT_EQ(window.limit(), 1);
  EXPECT_EQ(window.free_at(1, t0), std::nullopt) << "more are out than may be";
}

// However long each call is on its way, and whenever in between the service sees it.
TEST(RateWindow, NoSecondHoldsMoreCallsThanTheLimitAsTheServiceSeesThem) {
  constexpr int limit = 10;
  std::mt19937 random(7);
  std::uniform_int_distribution<int> milliseconds(0, 400);
  RateWindow window(limit, 1s);
  std::multimap<TimePoint, int> ends;
  std::vector<TimePoint> seen;
  for (TimePoint now = t0; seen.size() < 500; now += 1ms) {
    while (!ends.empty() && ends.begin()->first <= now) {
      window.end(now);
      ends.erase(ends.begin());
    }
    while (window.free(now) > 0) {
      window.take(1);
      const Duration there = std::chrono::milliseconds(milliseconds(random));
      seen.push_back(now + there);
      ends.emplace(now + there + std::chrono::milliseconds(milliseconds(random)), 0);
    }
  }
  std::sort(seen.begin(), seen.end());
  for (std::size_t i = limit; i < seen.size(); ++i)
    EXPECT_GE(seen[i] - seen[i - limit], 1s) << i;
}

} // namespace
} // namespace facerec
