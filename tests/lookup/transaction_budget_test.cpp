#include "facerec/lookup/transaction_budget.h"

#include "tests/lookup/scripted_recognizer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace facerec {
namespace {

using namespace std::chrono_literals;
using Refusal = TransactionBudget::Refusal;
using test::ManualClock;

constexpr auto noon = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h;

class TransactionBudgetTest : public testing::Test {
protected:
  std::shared_ptr<TransactionBudget> make(double rate, std::uint64_t daily = 0) {
    return TransactionBudget::make(
        {.rate = rate, .daily = daily, .clock = clock_.clock(), .wall_clock = [this] { return noon + wall_.load(); }});
  }
  Permit take(TransactionBudget &budget, int count) {
    auto permit = budget.acquire(count, {});
    EXPECT_TRUE(permit);
    return permit ? std::move(*permit) : Permit();
  }
  static void call(Permit &permit) { const Permit::Call call = permit.begin(); }

  ManualClock clock_;
  std::atomic<std::chrono::system_clock::duration> wall_{std::chrono::system_clock::duration::zero()};
};

TEST_F(TransactionBudgetTest, PermitHoldsAsManyCallsAsWereAskedFor) {
  const auto budget = make(10);
  const Permit permit = take(*budget, 2);
  EXPECT_EQ(permit.left(), 2);
  EXPECT_TRUE(budget->available(8));
  EXPECT_FALSE(budget->available(9));
}

TEST_F(TransactionBudgetTest, RateThatHasFewerSlotsGivesWhatItHas) {
  const auto budget = make(0.5);
  EXPECT_EQ(take(*budget, 2).left(), 1);
}

TEST_F(TransactionBudgetTest, WithoutARateNobodyWaits) {
  const auto budget = make(0);
  for (int i = 0; i < 1000; ++i) {
    Permit permit = take(*budget, 2);
    call(permit);
  }
  EXPECT_EQ(budget->spent_today(), 1000u) << "the calls that were not used are given back";
}

TEST_F(TransactionBudgetTest, UnusedCallsAreGivenBackAtOnce) {
  const auto budget = make(2);
  { const Permit permit = take(*budget, 2); }
  EXPECT_TRUE(budget->available(2));
  EXPECT_EQ(budget->spent_today(), 0u);
}

TEST_F(TransactionBudgetTest, CallOccupiesItsSlotUntilASecondAfterItsEnd) {
  const auto budget = make(1);
  Permit permit = take(*budget, 1);
  {
    const Permit::Call under_way = permit.begin();
    EXPECT_EQ(permit.left(), 0);
    clock_.advance(10s);
    EXPECT_FALSE(budget->available(1));
  }
  clock_.advance(999ms);
  EXPECT_FALSE(budget->available(1));
  clock_.advance(1ms);
  EXPECT_TRUE(budget->available(1));
}

TEST_F(TransactionBudgetTest, CallThatWasNeverSentCostsNothing) {
  const auto budget = make(1, 5);
  Permit permit = take(*budget, 1);
  Permit::Call call = permit.begin();
  EXPECT_EQ(budget->spent_today(), 1u);
  call.withdraw();
  EXPECT_EQ(budget->spent_today(), 0u);
  EXPECT_TRUE(budget->available(1)) << "without the second of rest";
  call.withdraw();
  EXPECT_EQ(take(*budget, 1).left(), 1) << "once is enough";
}

TEST_F(TransactionBudgetTest, MovedPermitAndCallCountOnce) {
  const auto budget = make(3);
  Permit first = take(*budget, 2);
  Permit second = std::move(first);
  EXPECT_EQ(first.left(), 0);
  {
    Permit::Call call = second.begin();
    const Permit::Call moved = std::move(call);
  }
  second = Permit();
  EXPECT_EQ(budget->spent_today(), 1u);
  clock_.advance(1s);
  EXPECT_TRUE(budget->available(3));
}

TEST_F(TransactionBudgetTest, WaitersAreServedInTheOrderOfTheirComing) {
  const auto budget = make(1);
  std::optional<Permit> held(take(*budget, 1));
  std::vector<int> order;
  std::mutex mutex;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    std::promise<void> begun;
    threads.emplace_back([&, i] {
      begun.set_value();
      const auto permit = budget->acquire(1, {});
      EXPECT_TRUE(permit);
      const std::lock_guard lock(mutex);
      order.push_back(i);
    });
    begun.get_future().wait();
    while (budget->waiting() != static_cast<std::size_t>(i) + 1)
      std::this_thread::yield();
  }
  held.reset();
  threads.clear();
  EXPECT_EQ(order, (std::vector{0, 1, 2}));
}

TEST_F(TransactionBudgetTest, StopEndsTheWaitOfAnybodyInTheLine) {
  const auto budget = make(1);
  const Permit held = take(*budget, 1);
  std::stop_source first, second;
  auto one = std::async(std::launch::async, [&] { return budget->acquire(1, first.get_token()).error(); });
  while (budget->waiting() != 1)
    std::this_thread::yield();
  auto two = std::async(std::launch::async, [&] { return budget->acquire(1, second.get_token()).error(); });
  while (budget->waiting() != 2)
    std::this_thread::yield();
  second.request_stop();
  EXPECT_EQ(two.get(), Refusal::Stopped) << "although it was not its turn";
  first.request_stop();
  EXPECT_EQ(one.get(), Refusal::Stopped);
}

TEST_F(TransactionBudgetTest, PauseHoldsEverybodyAndTheLongestCounts) {
  const auto budget = make(10);
  budget->pause(2s);
  budget->pause(1s);
  clock_.advance(1999ms);
  EXPECT_FALSE(budget->available(1));
  EXPECT_FALSE(budget->has_spare());
  auto waiting = std::async(std::launch::async, [&] { return budget->acquire(1, {}).ok(); });
  while (budget->waiting() != 1)
    std::this_thread::yield();
  clock_.advance(1ms);
  budget->wake();
  EXPECT_TRUE(waiting.get());
}

TEST_F(TransactionBudgetTest, DayEndsAtMidnightUtc) {
  const auto budget = make(10, 3);
  Permit first = take(*budget, 2);
  call(first);
  call(first);
  EXPECT_EQ(budget->spent_for(1), std::nullopt);
  EXPECT_EQ(budget->spent_for(2), Duration(12h));
  EXPECT_EQ(budget->acquire(2, {}).error(), Refusal::Spent);
  wall_ = 11h;
  EXPECT_EQ(budget->spent_for(2), Duration(1h));
  wall_ = 12h;
  EXPECT_EQ(budget->spent_for(2), std::nullopt);
  EXPECT_EQ(budget->spent_today(), 0u);
  clock_.advance(1s);
  EXPECT_EQ(take(*budget, 2).left(), 2);
}

TEST_F(TransactionBudgetTest, DayIsNotSpentByWhatOthersMayGiveBack) {
  const auto budget = make(10, 3);
  std::optional<Permit> other(take(*budget, 2));
  EXPECT_FALSE(budget->available(2));
  EXPECT_EQ(budget->spent_for(2), std::nullopt);
  auto waiting = std::async(std::launch::async, [&] { return budget->acquire(2, {}).ok(); });
  while (budget->waiting() != 1)
    std::this_thread::yield();
  other.reset();
  EXPECT_TRUE(waiting.get());
}

TEST_F(TransactionBudgetTest, OtherLimitsLeaveSpentWhatWasSpent) {
  const auto budget = make(2, 3);
  Permit permit = take(*budget, 2);
  call(permit);
  call(permit);
  budget->set_limits(10, 5);
  EXPECT_EQ(budget->spent_today(), 2u);
  EXPECT_TRUE(budget->available(3)) << "of the day";
  EXPECT_FALSE(budget->available(4));
  budget->set_limits(0, 0);
  clock_.advance(1s);
  EXPECT_TRUE(budget->available(1000));
}

TEST_F(TransactionBudgetTest, StrictestOfItsUsersCounts) {
  const auto budget = make(10, 0);
  budget->tighten(5, 100);
  EXPECT_TRUE(budget->available(5));
  EXPECT_EQ(budget->daily(), 100u);
  budget->tighten(20, 1000);
  EXPECT_EQ(budget->daily(), 100u);
  const Permit all = take(*budget, 5);
  EXPECT_FALSE(budget->available(1));
}

TEST_F(TransactionBudgetTest, HasSpareWhileHalfOfTheRateIsFree) {
  const auto budget = make(4);
  const Permit two = take(*budget, 2);
  EXPECT_TRUE(budget->has_spare());
  const Permit three = take(*budget, 1);
  EXPECT_FALSE(budget->has_spare());
}

TEST_F(TransactionBudgetTest, RetriesAreABurstAndThenOneEveryTwoSeconds) {
  const auto budget = make(10);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(budget->reserve_retry(), 0s) << i;
  EXPECT_EQ(budget->reserve_retry(), 2s);
  EXPECT_EQ(budget->reserve_retry(), 4s);
  clock_.advance(1min);
  EXPECT_EQ(budget->reserve_retry(), 0s);
}

TEST_F(TransactionBudgetTest, ManyThreadsNeverHoldMoreThanTheRate) {
  const auto budget = TransactionBudget::make({.rate = 4});
  std::atomic<int> out = 0;
  std::atomic<bool> exceeded = false;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int round = 0; round < 200; ++round) {
          const auto permit = budget->acquire(2, {});
          if (out.fetch_add(permit->left()) > 2)
            exceeded = true;
          std::this_thread::yield();
          out -= permit->left();
        }
      });
  }
  EXPECT_FALSE(exceeded);
  EXPECT_TRUE(budget->available(4));
}

} // namespace
} // namespace facerec
