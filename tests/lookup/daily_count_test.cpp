#include "lookup/daily_count.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using namespace std::chrono_literals;

constexpr DailyCount::Time noon = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h;

void add(DailyCount &count, int times) {
  for (int i = 0; i < times; ++i)
    count.add();
}

TEST(DailyCount, BeginsAnewAtMidnightUtc) {
  DailyCount count;
  count.turn(noon);
  add(count, 7);
  count.turn(noon + 12h - 1ns);
  EXPECT_EQ(count.count(), 7u);
  count.turn(noon + 12h);
  EXPECT_EQ(count.count(), 0u);
}

TEST(DailyCount, TakesBackWhatWasNeverMade) {
  DailyCount count;
  count.turn(noon);
  add(count, 2);
  count.take_back();
  EXPECT_EQ(count.count(), 1u);
  count.turn(noon + 12h);
  count.take_back();
  EXPECT_EQ(count.count(), 0u) << "what was counted yesterday";
}

TEST(DailyCount, ClockThatWasSetBackKeepsTheCount) {
  DailyCount count;
  count.turn(noon);
  add(count, 7);
  count.turn(noon - 24h);
  EXPECT_EQ(count.count(), 7u);
}

TEST(DailyCount, TellsHowLongTheDayStillIs) {
  DailyCount count;
  count.turn(noon);
  EXPECT_EQ(count.rest_of_day(noon), 12h);
  EXPECT_EQ(count.rest_of_day(noon + 11h), 1h);
}

TEST(DailyCount, ClockThatWasWrongByDaysStartsAnew) {
  DailyCount count;
  count.turn(noon + 3650 * 24h);
  add(count, 7);
  count.turn(noon);
  EXPECT_EQ(count.count(), 0u);
  EXPECT_EQ(count.rest_of_day(noon), 12h);
}

} // namespace
} // namespace facerec
