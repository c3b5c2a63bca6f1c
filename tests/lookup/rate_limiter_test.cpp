#include "lookup/rate_limiter.h"

#include "tests/lookup/scripted_recognizer.h"

#include <gtest/gtest.h>

#include <future>
#include <stop_token>
#include <thread>

namespace facerec {
namespace {

using namespace std::chrono_literals;
using test::ManualClock;

TEST(RateLimiter, TwoGoAtOnceAndTheThirdInItsTurn) {
  ManualClock clock;
  RateLimiter limiter(0.001, clock.clock()); // one in 1000 s: nobody's turn comes by itself during the test
  EXPECT_TRUE(limiter.acquire({}));
  EXPECT_TRUE(limiter.acquire({}));
  auto third = std::async(std::launch::async, [&] { return limiter.acquire({}); });
  // Whether the third reserved before the clock moves or after: it goes no sooner than its turn, and no later.
  while (third.wait_for(0s) != std::future_status::ready) {
    clock.advance(1000s);
    limiter.wake();
    std::this_thread::yield();
  }
  EXPECT_TRUE(third.get());
}

TEST(RateLimiter, NobodyGoesBeforeTheirTurn) {
  ManualClock clock;
  RateLimiter limiter(0.001, clock.clock());
  EXPECT_TRUE(limiter.acquire({}));
  EXPECT_TRUE(limiter.acquire({}));
  std::stop_source stop;
  auto third = std::async(std::launch::async, [&] { return limiter.acquire(stop.get_token()); });
  for (int i = 0; i < 100; ++i)
    limiter.wake();
  stop.request_stop();
  EXPECT_FALSE(third.get()) << "only the stop ended the wait";
}

TEST(RateLimiter, StoppedCallerDoesNotStart) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(RateLimiter(10, steady_clock()).acquire(stop.get_token()));
  EXPECT_FALSE(RateLimiter(0, steady_clock()).acquire(stop.get_token()));
}

TEST(RateLimiter, ZeroIsNoLimit) {
  ManualClock clock;
  RateLimiter limiter(0, clock.clock());
  for (int i = 0; i < 1000; ++i)
    ASSERT_TRUE(limiter.acquire({}));
}

TEST(RateLimiter, RealClockPassesAtTheRate) {
  RateLimiter limiter(100, steady_clock());
  const TimePoint start = std::chrono::steady_clock::now();
  for (int i = 0; i < 7; ++i)
    ASSERT_TRUE(limiter.acquire({}));
  EXPECT_GE(std::chrono::steady_clock::now() - start, 50ms);
}

} // namespace
} // namespace facerec
