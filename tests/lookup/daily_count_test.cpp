#include "lookup/daily_count.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using namespace std::chrono_literals;

constexpr DailyCount::Time noon = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h;

TEST(DailyCount, BeginsAnewAtMidnightUtc) {
  DailyCount count;
  count.turn(noon);
  count.add(7);
  count.turn(noon + 12h - 1ns);
  EXPECT_EQ(count.count(), 7u);
  count.turn(noon + 12h);
  EXPECT_EQ(count.count(), 0u);
}

TEST(DailyCount, ClockThatWasSetBackKeepsTheCount) {
  DailyCount count;
  count.turn(noon);
  count.add(7);
  count.turn(noon - 24h);
  EXPECT_EQ(count.count(), 7u);
}

TEST(DailyCount, TellsHowLongTheDayStillIs) {
  DailyCount count;
  count.turn(noon);
  EXPECT_EQ(count.rest_of_day(noon), 12h);
  EXPECT_EQ(count.rest_of_day(noon + 11h), 1h);
}

TEST(DailyCount, NeverFallsBelowZero) {
  DailyCount count;
  count.turn(noon);
  count.add(2);
  count.turn(noon + 24h); // what is given back now was spent yesterday
  count.remove(1);
  EXPECT_EQ(count.count(), 0u);
}

} // namespace
} // namespace facerec
