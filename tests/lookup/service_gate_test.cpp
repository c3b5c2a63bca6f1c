#include "lookup/service_gate.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using namespace std::chrono_literals;
using Task = ServiceGate::Task;

constexpr TimePoint t0{100s};
constexpr std::nullopt_t ok = std::nullopt;

AccountStatus status(AccountState state, std::optional<std::chrono::milliseconds> retry_after = {}) {
  return {state, state == AccountState::Ready ? "" : "why", retry_after};
}

struct Gate : ServiceGate {
  Gate() : ServiceGate({500ms, 30s}, 5000ms) {}

  // Does the task that is due at `now` and ends it with `outcome` then.
  bool run(TimePoint now, const std::optional<AccountStatus> &outcome, double random = 0, Duration least_pause = {}) {
    const Task task = next(now, true);
    EXPECT_NE(task, Task::Nothing);
    return end(begin(task, now), {outcome, now, random, least_pause});
  }
};

Gate open_gate() {
  Gate gate;
  EXPECT_FALSE(gate.run(t0, status(AccountState::Ready)));
  return gate;
}

TEST(ServiceGate, ChecksTheAccountOnceBeforeAnythingIsWanted) {
  Gate gate;
  EXPECT_EQ(gate.next(t0, false), Task::CheckAccount);
  const auto ticket = gate.begin(Task::CheckAccount, t0);
  EXPECT_EQ(gate.next(t0, true), Task::Nothing);
  EXPECT_EQ(gate.refusal(t0), std::nullopt) << "who asks meanwhile waits";
  EXPECT_FALSE(gate.is_retry(Task::CheckAccount));
  EXPECT_FALSE(gate.end(ticket, {status(AccountState::Ready), t0}));
  EXPECT_EQ(gate.next(t0, false), Task::Nothing);
  EXPECT_EQ(gate.next(t0, true), Task::LookUp);
}

TEST(ServiceGate, OpenGateLetsManyWorkOnAtOnce) {
  Gate gate = open_gate();
  gate.begin(Task::LookUp, t0);
  EXPECT_EQ(gate.next(t0, true), Task::LookUp);
}

TEST(ServiceGate, OutageClosesForTheBackoffAndThenLetsOneProbeThrough) {
  Gate gate = open_gate();
  EXPECT_TRUE(gate.run(t0, status(AccountState::Unreachable), 0.5)); // 500 + 0.5 * 500
  EXPECT_EQ(gate.refusal(t0 + 749ms), Outcome::ServiceError);
  EXPECT_EQ(gate.next(t0 + 749ms, true), Task::Nothing);
  EXPECT_EQ(gate.refusal(t0 + 750ms), std::nullopt);
  EXPECT_EQ(gate.next(t0 + 750ms, false), Task::Nothing) << "nobody asks, nothing is sent";
  ASSERT_EQ(gate.next(t0 + 750ms, true), Task::Probe);
  const auto probe = gate.begin(Task::Probe, t0);
  EXPECT_EQ(gate.next(t0 + 10s, true), Task::Nothing) << "one probe at a time";
  EXPECT_FALSE(gate.end(probe, {ok, t0 + 10s}));
  EXPECT_EQ(gate.next(t0 + 10s, true), Task::LookUp);
  EXPECT_EQ(gate.account().status.state, AccountState::Ready);
}

TEST(ServiceGate, PausesGrowWhileProbesFailAndStartOverAfterASuccess) {
  Gate gate = open_gate();
  TimePoint now = t0;
  for (const Duration longest : {1000ms, 2000ms, 2000ms, 2000ms, 2000ms}) {
    EXPECT_TRUE(gate.run(now, status(AccountState::Unreachable), 0.999999));
    EXPECT_TRUE(gate.refusal(now + longest - 10ms));
    now += longest;
    EXPECT_FALSE(gate.refusal(now));
  }
  EXPECT_FALSE(gate.run(now, ok));
  EXPECT_TRUE(gate.run(now, status(AccountState::Unreachable), 0.999999));
  EXPECT_FALSE(gate.refusal(now + 1000ms));
}

TEST(ServiceGate, PauseGrowsWithTheAgeOfTheOutage) {
  Gate gate = open_gate();
  gate.run(t0, status(AccountState::Unreachable));
  gate.run(t0 + 5min, status(AccountState::Unreachable), 0.999999);
  EXPECT_TRUE(gate.refusal(t0 + 5min + 1990ms)) << "few failures: the bound still doubles";
  for (int i = 0; i < 10; ++i)
    gate.run(t0 + 6min + i * 30s, status(AccountState::Unreachable));
  gate.run(t0 + 15min, status(AccountState::Unreachable), 0.999999);
  EXPECT_TRUE(gate.refusal(t0 + 15min + 29990ms));
  EXPECT_FALSE(gate.refusal(t0 + 15min + 30s));
  EXPECT_EQ(gate.failing_for(t0 + 15min), 15min);
  EXPECT_FALSE(gate.run(t0 + 20min, ok));
  EXPECT_EQ(gate.failing_for(t0 + 20min), 0s);
}

TEST(ServiceGate, PauseOfACallThatHungCountsFromItsBeginning) {
  Gate gate = open_gate();
  const auto ticket = gate.begin(Task::LookUp, t0);
  EXPECT_TRUE(gate.end(ticket, {status(AccountState::Unreachable), t0 + 400ms, 0.5}));
  EXPECT_TRUE(gate.refusal(t0 + 749ms));
  EXPECT_FALSE(gate.refusal(t0 + 750ms));
}

TEST(ServiceGate, RetryQuotaLengthensThePause) {
  Gate gate = open_gate();
  gate.run(t0, status(AccountState::Unreachable), 0, 3s);
  EXPECT_EQ(gate.pause_left(t0 + 1s), 2s);
  EXPECT_EQ(gate.pause_left(t0 + 3s), 0s);
}

TEST(ServiceGate, SpentDayIsNoFailure) {
  Gate gate = open_gate();
  EXPECT_TRUE(gate.run(t0, status(AccountState::BudgetSpent), 0, 3h));
  EXPECT_EQ(gate.refusal(t0 + 3h - 1ms), Outcome::BudgetSpent);
  EXPECT_EQ(gate.next(t0 + 3h, true), Task::LookUp) << "not a probe: nothing was wrong";
}

TEST(ServiceGate, DayMayBeSpentBeforeAnythingWasAsked) {
  Gate gate;
  gate.close_for_today(status(AccountState::BudgetSpent), t0, 3h);
  EXPECT_EQ(gate.refusal(t0), Outcome::BudgetSpent);
  EXPECT_EQ(gate.account().generation, 1u);
  EXPECT_EQ(gate.next(t0 + 3h, true), Task::CheckAccount);
}

TEST(ServiceGate, RejectedCallIsNotRepeatedSoon) {
  Gate gate = open_gate();
  gate.run(t0, status(AccountState::Rejected));
  EXPECT_TRUE(gate.refusal(t0 + 4999ms));
  EXPECT_EQ(gate.next(t0 + 5s, true), Task::CheckAccount);
}

TEST(ServiceGate, ServiceSaysHowLongItWantsToBeLeftAlone) {
  Gate gate = open_gate();
  EXPECT_TRUE(gate.run(t0, status(AccountState::Throttled, 7000ms), 0.9));
  EXPECT_EQ(gate.refusal(t0 + 6999ms), Outcome::Throttled);
  EXPECT_FALSE(gate.refusal(t0 + 7000ms));
}

TEST(ServiceGate, RetryAfterZeroIsStillABreath) {
  Gate gate = open_gate();
  gate.run(t0, status(AccountState::Unreachable, 0ms));
  EXPECT_TRUE(gate.refusal(t0 + 499ms));
  EXPECT_FALSE(gate.refusal(t0 + 500ms));
}

TEST(ServiceGate, RefusedAccountIsCheckedAgainAfterTheInterval) {
  Gate gate = open_gate();
  EXPECT_TRUE(gate.run(t0, status(AccountState::KeyRefused)));
  EXPECT_EQ(gate.refusal(t0 + 4999ms), Outcome::ServiceError);
  ASSERT_EQ(gate.next(t0 + 5000ms, true), Task::CheckAccount);
  EXPECT_TRUE(gate.is_retry(Task::CheckAccount));
  EXPECT_TRUE(gate.run(t0 + 5000ms, status(AccountState::KeyRefused)));
  EXPECT_TRUE(gate.refusal(t0 + 9999ms)) << "the interval does not grow";
  EXPECT_FALSE(gate.run(t0 + 10000ms, status(AccountState::Ready)));
  EXPECT_EQ(gate.next(t0 + 10000ms, true), Task::LookUp) << "the check was the probe";
}

TEST(ServiceGate, AccountThatWasNeverReachedIsCheckedAndNotProbed) {
  Gate gate;
  EXPECT_TRUE(gate.run(t0, status(AccountState::Unreachable)));
  EXPECT_EQ(gate.next(t0 + 1s, false), Task::Nothing);
  EXPECT_EQ(gate.next(t0 + 1s, true), Task::CheckAccount);
}

TEST(ServiceGate, OutageOfARefusedAccountStillEndsInACheck) {
  Gate gate = open_gate();
  gate.run(t0, status(AccountState::GroupMissing));
  gate.run(t0 + 5s, status(AccountState::Unreachable));
  EXPECT_EQ(gate.next(t0 + 10s, true), Task::CheckAccount);
}

TEST(ServiceGate, SecondFailureOfOneOutageDoesNotLengthenThePause) {
  Gate gate = open_gate();
  const auto first = gate.begin(Task::LookUp, t0);
  const auto second = gate.begin(Task::LookUp, t0);
  EXPECT_TRUE(gate.end(first, {status(AccountState::Unreachable), t0}));
  EXPECT_FALSE(gate.end(second, {status(AccountState::Unreachable), t0 + 400ms}));
  EXPECT_FALSE(gate.refusal(t0 + 500ms));
}

TEST(ServiceGate, LateSuccessFromBeforeTheOutageDoesNotOpen) {
  Gate gate = open_gate();
  const auto slow = gate.begin(Task::LookUp, t0);
  gate.run(t0, status(AccountState::Unreachable));
  EXPECT_FALSE(gate.end(slow, {ok, t0 + 1ms}));
  EXPECT_TRUE(gate.refusal(t0 + 1ms));
  EXPECT_EQ(gate.account().status.state, AccountState::Unreachable);
}

TEST(ServiceGate, LateFailureFromBeforeTheOutageDoesNotEndTheProbe) {
  Gate gate = open_gate();
  const auto slow = gate.begin(Task::LookUp, t0);
  gate.run(t0, status(AccountState::Unreachable));
  const auto probe = gate.begin(Task::Probe, t0);
  EXPECT_FALSE(gate.end(slow, {status(AccountState::Unreachable), t0 + 1s}));
  EXPECT_EQ(gate.next(t0 + 1s, true), Task::Nothing);
  EXPECT_FALSE(gate.end(probe, {ok, t0 + 1s}));
  EXPECT_EQ(gate.next(t0 + 1s, true), Task::LookUp);
}

TEST(ServiceGate, GenerationGrowsOncePerChangeOfState) {
  Gate gate;
  EXPECT_EQ(gate.account().generation, 0u);
  gate.run(t0, status(AccountState::Ready));
  EXPECT_EQ(gate.account().generation, 1u);
  gate.run(t0, ok);
  EXPECT_EQ(gate.account().generation, 1u);
  gate.run(t0, AccountStatus{AccountState::Unreachable, "timeout", {}});
  gate.run(t0 + 10s, AccountStatus{AccountState::Unreachable, "reset", {}});
  EXPECT_EQ(gate.account().generation, 2u);
  EXPECT_EQ(gate.account().status.message, "reset") << "the newest words";
  gate.run(t0 + 20s, ok);
  EXPECT_EQ(gate.account().generation, 3u);
  EXPECT_EQ(gate.account().status.message, "");
}

} // namespace
} // namespace facerec
