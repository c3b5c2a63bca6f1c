#include "facerec/lookup/lookup_service.h"

#include <gtest/gtest.h>

#include <thread>

namespace facerec {
namespace {

using namespace std::chrono_literals;

TEST(VerdictBox, TakesInOrderOfArrivalAndOnlyOnce) {
  VerdictBox box;
  box.put({3, Outcome::NoFace, {}});
  box.put({1, Outcome::Dropped, {}});
  const auto verdicts = box.take();
  ASSERT_EQ(verdicts.size(), 2u);
  EXPECT_EQ(verdicts[0].serial, 3u);
  EXPECT_EQ(verdicts[1].outcome, Outcome::Dropped);
  EXPECT_TRUE(box.take().empty());
}

TEST(VerdictBox, WaitEndsAtTheDeadline) { EXPECT_FALSE(VerdictBox().wait_until(TimePoint{})); }

TEST(VerdictBox, WaitEndsAtOnceWhereAVerdictWaits) {
  VerdictBox box;
  box.put({1, Outcome::NoFace, {}});
  EXPECT_TRUE(box.wait_until(TimePoint::max()));
}

TEST(VerdictBox, VerdictEndsTheWait) {
  VerdictBox box;
  std::jthread worker([&] { box.put({1, Outcome::NoFace, {}}); });
  EXPECT_TRUE(box.wait_until(TimePoint::max()));
}

TEST(VerdictBox, InterruptEndsTheWaitAndLaterOnesUntilResume) {
  VerdictBox box;
  std::jthread flusher([&] { box.interrupt(); });
  EXPECT_FALSE(box.wait_until(TimePoint::max()));
  EXPECT_FALSE(box.wait_until(TimePoint::max()));
  flusher.join();
  box.resume();
  box.put({1, Outcome::NoFace, {}});
  EXPECT_TRUE(box.wait_until(TimePoint::max()));
}

TEST(VerdictBox, VerdictsOfAnInterruptedWaitAreKept) {
  VerdictBox box;
  box.interrupt();
  box.put({1, Outcome::NoFace, {}});
  EXPECT_TRUE(box.wait_until(TimePoint::max()));
  EXPECT_EQ(box.take().size(), 1u);
}

} // namespace
} // namespace facerec
