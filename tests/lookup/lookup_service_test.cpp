#include "facerec/lookup/lookup_service.h"

#include "tests/lookup/scripted_recognizer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

namespace facerec {
namespace {

using namespace std::chrono_literals;
using test::crop_of;
using test::ManualClock;
using test::ScriptedRecognizer;
using Kind = ScriptedRecognizer::Kind;
using Serials = std::vector<std::uint64_t>;

const AccountStatus ready{AccountState::Ready, {}, {}};
const AccountStatus unreachable{AccountState::Unreachable, "no answer", {}};

class LookupServiceTest : public testing::Test {
protected:
  LookupServiceTest() {
    options_.workers = 1;
    options_.clock = clock_.clock();
    options_.random = [] { return 0.0; };
    options_.batch_window = 0ms;
  }

  void start() { service_ = std::make_unique<LookupService>(options_, recognizer_); }
  void start_ready() {
    start();
    EXPECT_EQ(recognizer_->next_call().kind, Kind::Check);
    recognizer_->answer_check(ready);
    while (service_->account().status.state != AccountState::Ready)
      std::this_thread::yield();
  }
  void submit(std::uint64_t serial, int tries = 0, int side = 100) {
    service_->submit({serial, tries, crop_of(serial, side)}, box_);
  }
  void submit_all(const Serials &serials) {
    std::vector<Lookup> lookups;
    for (const std::uint64_t serial : serials)
      lookups.push_back({serial, 0, crop_of(serial)});
    service_->submit(std::move(lookups), box_);
  }
  void submit_background(std::uint64_t serial) {
    service_->submit({serial, 0, crop_of(serial), FaceQuality::Low, Priority::Background}, box_);
  }
  std::shared_ptr<TransactionBudget> budget(double rate, std::uint64_t daily = 0) {
    static constexpr auto noon = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h;
    return TransactionBudget::make(
        {.rate = rate, .daily = daily, .clock = clock_.clock(), .wall_clock = [this] { return noon + wall_.load(); }});
  }
  // Takes the verdict that submit() left where the service is paused.
  bool verdict_is_there() { return !box_->take().empty(); }
  bool is_waiting(std::uint64_t serial) const { return service_->place(serial) != LookupService::Place::Elsewhere; }
  // Waits for the next call and says whose faces it holds.
  Serials next_serials() {
    const auto call = recognizer_->next_call();
    EXPECT_EQ(call.kind, Kind::Recognize);
    return call.serials;
  }
  // Waits for `count` verdicts.
  std::map<std::uint64_t, Outcome> verdicts(std::size_t count) {
    std::map<std::uint64_t, Outcome> result;
    const TimePoint deadline = std::chrono::steady_clock::now() + 1min;
    while (result.size() < count && box_->wait_until(deadline))
      for (const Verdict &verdict : box_->take())
        EXPECT_TRUE(result.emplace(verdict.serial, verdict.outcome).second) << "answered twice: " << verdict.serial;
    EXPECT_EQ(result.size(), count);
    return result;
  }
  // Brings the service to the pause after an outage: 500 ms, as the jitter is 0.
  void fail_one(std::uint64_t serial, AccountStatus status = unreachable) {
    submit(serial);
    EXPECT_EQ(next_serials(), Serials{serial});
    recognizer_->answer_all(Outcome::ServiceError, std::move(status));
    EXPECT_EQ(verdicts(1)[serial], Outcome::ServiceError);
  }

  using Outcomes = std::map<std::uint64_t, Outcome>;

  ManualClock clock_;
  std::atomic<std::chrono::system_clock::duration> wall_{std::chrono::system_clock::duration::zero()};
  LookupOptions options_;
  std::shared_ptr<ScriptedRecognizer> recognizer_ = std::make_shared<ScriptedRecognizer>();
  std::shared_ptr<VerdictBox> box_ = std::make_shared<VerdictBox>();
  std::unique_ptr<LookupService> service_;
};

TEST_F(LookupServiceTest, NothingIsLookedUpBeforeTheAccountIsReady) {
  start();
  EXPECT_EQ(recognizer_->next_call().kind, Kind::Check);
  submit(1);
  EXPECT_TRUE(is_waiting(1));
  EXPECT_EQ(service_->account().status.state, AccountState::Unknown);
  recognizer_->answer_check(ready);
  EXPECT_EQ(next_serials(), Serials{1});
  EXPECT_EQ(service_->account().status.state, AccountState::Ready);
  EXPECT_FALSE(is_waiting(1));
}

TEST_F(LookupServiceTest, VerdictBringsOutcomeAndCandidates) {
  start_ready();
  submit(7);
  EXPECT_EQ(next_serials(), Serials{7});
  const auto ada = std::make_shared<const Identity>(Identity{"id-1", "Ada", {}});
  recognizer_->answer({{Outcome::Candidates, {{ada, 0.9}}}});
  ASSERT_TRUE(box_->wait_until(TimePoint::max()));
  const auto taken = box_->take();
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].serial, 7u);
  EXPECT_EQ(taken[0].outcome, Outcome::Candidates);
  ASSERT_EQ(taken[0].candidates.size(), 1u);
  EXPECT_EQ(taken[0].candidates[0].identity, ada);
  EXPECT_EQ(taken[0].candidates[0].confidence, 0.9);
}

TEST_F(LookupServiceTest, WorkerTakesEverybodyWhoWaitsUpToTheBatchSize) {
  options_.batch_size = 3;
  start();
  EXPECT_EQ(recognizer_->next_call().kind, Kind::Check);
  for (const std::uint64_t serial : {1, 2, 3, 4})
    submit(serial, serial == 2 ? 1 : 0);
  recognizer_->answer_check(ready);
  EXPECT_EQ(next_serials(), (Serials{1, 3, 4})) << "fewest tries first";
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(next_serials(), (Serials{2}));
}

TEST_F(LookupServiceTest, WorkersLookUpSideBySide) {
  options_.workers = 2;
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit(2);
  EXPECT_EQ(next_serials(), Serials{2});
  EXPECT_EQ(service_->stats().in_flight, 2u);
}

TEST_F(LookupServiceTest, BetterCropReplacesTheWaitingOneAndOneVerdictAnswersBoth) {
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit(2, 0, 100);
  submit(2, 0, 200);
  submit(2, 0, 50);
  EXPECT_EQ(service_->stats().replaced, 1u);
  EXPECT_EQ(service_->stats().waiting, 1u);
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(next_serials(), Serials{2});
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(verdicts(2).size(), 2u);
  EXPECT_EQ(service_->stats().submitted, 2u);
}

TEST_F(LookupServiceTest, FaceInFlightMayBeSubmittedAgainAndGetsASecondVerdict) {
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit(1, 0, 300);
  EXPECT_TRUE(is_waiting(1));
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(verdicts(1), (Outcomes{{1, Outcome::NoFace}}));
  EXPECT_EQ(next_serials(), Serials{1});
  recognizer_->answer_all(Outcome::LowQuality);
  EXPECT_EQ(verdicts(1), (Outcomes{{1, Outcome::LowQuality}}));
}

TEST_F(LookupServiceTest, ForgottenWhileWaitingIsNeverAnswered) {
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit(2);
  submit(3);
  service_->forget(2);
  service_->forget(99);
  EXPECT_FALSE(is_waiting(2));
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(next_serials(), Serials{3});
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(verdicts(2), (Outcomes{{1, Outcome::NoFace}, {3, Outcome::NoFace}}));
  EXPECT_EQ(service_->stats().forgotten, 1u);
}

TEST_F(LookupServiceTest, ForgottenInFlightIsStillAnswered) {
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  service_->forget(1);
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(verdicts(1), (Outcomes{{1, Outcome::NoFace}}));
  EXPECT_EQ(service_->stats().forgotten, 0u);
}

TEST_F(LookupServiceTest, FullQueueAnswersDroppedAtOnce) {
  options_.queue_size = 1;
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit(2, 1);
  submit(3, 0);
  EXPECT_EQ(verdicts(1), (Outcomes{{2, Outcome::Dropped}}));
  EXPECT_EQ(service_->stats().dropped, 1u);
  EXPECT_TRUE(is_waiting(3));
}

TEST_F(LookupServiceTest, FaceThatTheRecognizerLeftOutIsAServiceError) {
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  recognizer_->answer({});
  EXPECT_EQ(verdicts(1), (Outcomes{{1, Outcome::ServiceError}}));
}

TEST_F(LookupServiceTest, OutageAnswersAllWhoWaitAndAllWhoComeDuringThePause) {
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit(2);
  submit(3, 2);
  recognizer_->answer_all(Outcome::ServiceError, unreachable);
  EXPECT_EQ(verdicts(3),
            (Outcomes{{1, Outcome::ServiceError}, {2, Outcome::ServiceError}, {3, Outcome::ServiceError}}));
  clock_.advance(499ms);
  submit(4);
  ASSERT_EQ(box_->take().size(), 1u) << "before submit() returned";
  EXPECT_FALSE(is_waiting(4));
  EXPECT_EQ(service_->stats().failed, 4u);
  EXPECT_EQ(service_->stats().answered, 0u) << "an outage is nobody's try";
  EXPECT_EQ(service_->stats().calls, 1u);
}

TEST_F(LookupServiceTest, AfterThePauseOneFaceProbesAndTheOthersFollow) {
  options_.workers = 4;
  start_ready();
  fail_one(1);
  clock_.advance(500ms);
  submit(2);
  EXPECT_EQ(next_serials(), Serials{2});
  for (const std::uint64_t serial : {3, 4, 5})
    submit(serial);
  EXPECT_EQ(service_->stats().in_flight, 1u);
  EXPECT_EQ(service_->stats().waiting, 3u);
  EXPECT_EQ(service_->stats().retries, 1u);
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(next_serials(), (Serials{3, 4, 5}));
  EXPECT_EQ(service_->account().status.state, AccountState::Ready);
}

TEST_F(LookupServiceTest, FailedProbeAnswersThoseWhoWaitedForIt) {
  start_ready();
  fail_one(1);
  clock_.advance(500ms);
  submit(2);
  EXPECT_EQ(next_serials(), Serials{2});
  submit(3);
  recognizer_->answer_all(Outcome::ServiceError, unreachable);
  EXPECT_EQ(verdicts(2), (Outcomes{{2, Outcome::ServiceError}, {3, Outcome::ServiceError}}));
}

TEST_F(LookupServiceTest, ThrottledServicePausesAsLongAsItSays) {
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  recognizer_->answer_all(Outcome::Throttled, AccountStatus{AccountState::Throttled, "slow down", 3000ms});
  EXPECT_EQ(verdicts(1), (Outcomes{{1, Outcome::Throttled}}));
  clock_.advance(2999ms);
  submit(2);
  EXPECT_EQ(verdicts(1), (Outcomes{{2, Outcome::Throttled}}));
  clock_.advance(1ms);
  submit(2);
  EXPECT_EQ(next_serials(), Serials{2});
}

TEST_F(LookupServiceTest, RefusedAccountIsAskedAgainAndThenNamesFaces) {
  start();
  EXPECT_EQ(recognizer_->next_call().kind, Kind::Check);
  submit(1);
  recognizer_->answer_check({AccountState::GroupUntrained, "train it", {}});
  EXPECT_EQ(verdicts(1), (Outcomes{{1, Outcome::ServiceError}}));
  EXPECT_EQ(service_->account().status.message, "train it");
  EXPECT_EQ(service_->account().generation, 1u);
  submit(1);
  EXPECT_EQ(verdicts(1), (Outcomes{{1, Outcome::ServiceError}}));
  clock_.advance(5s);
  submit(1);
  EXPECT_EQ(recognizer_->next_call().kind, Kind::Check);
  EXPECT_TRUE(is_waiting(1)) << "waits for the check";
  recognizer_->answer_check(ready);
  EXPECT_EQ(next_serials(), Serials{1});
  EXPECT_EQ(service_->account().generation, 2u);
}

TEST_F(LookupServiceTest, RefusalDuringALookupLeadsToACheck) {
  start_ready();
  fail_one(1, {AccountState::KeyRefused, "key", {}});
  clock_.advance(5s);
  submit(1);
  EXPECT_EQ(recognizer_->next_call().kind, Kind::Check);
}

TEST_F(LookupServiceTest, ClosingAbortsWhatIsInFlightAndAnswersWhoWaits) {
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit(2);
  service_.reset();
  EXPECT_EQ(verdicts(2), (Outcomes{{1, Outcome::ServiceError}, {2, Outcome::Dropped}}));
}

TEST_F(LookupServiceTest, ClosingDuringTheAccountCheckReturns) {
  start();
  EXPECT_EQ(recognizer_->next_call().kind, Kind::Check);
  service_.reset();
}

TEST_F(LookupServiceTest, ServiceThatWasNeverUsedClosesAtOnce) {
  options_.workers = 16;
  start();
  service_.reset();
}

TEST_F(LookupServiceTest, SessionThatIsGoneLosesItsVerdictsOnly) {
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  box_ = std::make_shared<VerdictBox>();
  submit(2);
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(next_serials(), Serials{2});
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(verdicts(1), (Outcomes{{2, Outcome::NoFace}}));
}

TEST_F(LookupServiceTest, OptionsOutsideTheirRangeAreBroughtBackIntoIt) {
  options_.workers = 0;
  options_.queue_size = 0;
  options_.batch_size = 0;
  options_.clock = nullptr;
  options_.random = nullptr;
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  recognizer_->answer_all(Outcome::ServiceError, unreachable);
  EXPECT_EQ(verdicts(1), (Outcomes{{1, Outcome::ServiceError}}));
}

TEST_F(LookupServiceTest, FacesOfOneFrameGoOutTogether) {
  start_ready();
  submit_all({1, 2, 3});
  EXPECT_EQ(next_serials(), (Serials{1, 2, 3}));
}

TEST_F(LookupServiceTest, LookupComesWithThePermitForDetectAndIdentify) {
  options_.budget = budget(10);
  start();
  const auto check = recognizer_->next_call();
  EXPECT_EQ(check.permitted, 1);
  EXPECT_EQ(check.timeout, std::nullopt);
  recognizer_->answer_check(ready);
  submit(1);
  EXPECT_EQ(recognizer_->next_call().permitted, 2);
}

TEST_F(LookupServiceTest, MinQualityTravelsWithTheFace) {
  start_ready();
  service_->submit({1, 0, crop_of(1), FaceQuality::High}, box_);
  EXPECT_EQ(recognizer_->next_call().qualities, std::vector{FaceQuality::High});
}

TEST_F(LookupServiceTest, LoneFaceIsSentAtOnce) {
  options_.batch_window = 1h;
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
}

TEST_F(LookupServiceTest, WhileACallIsUnderWayTheFirstWaitsForCompany) {
  options_.workers = 2;
  options_.batch_window = 50ms;
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit(2);
  clock_.advance(49ms);
  submit(3);
  EXPECT_TRUE(is_waiting(2));
  clock_.advance(1ms);
  service_->wake();
  EXPECT_EQ(next_serials(), (Serials{2, 3}));
  EXPECT_GE(service_->stats().queue_p95, 49ms);
}

TEST_F(LookupServiceTest, FullBatchDoesNotWaitForCompany) {
  options_.workers = 2;
  options_.batch_window = 1h;
  options_.batch_size = 2;
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit(2);
  submit(3);
  EXPECT_EQ(next_serials(), (Serials{2, 3}));
}

TEST_F(LookupServiceTest, WaitForCompanyEndsWhenTheCallsUnderWayEnd) {
  options_.workers = 2;
  options_.batch_window = 1h;
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit(2);
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(next_serials(), Serials{2});
}

TEST_F(LookupServiceTest, BatchIsPutTogetherWhenItsCallsMayBeMade) {
  options_.budget = budget(2);
  start_ready();
  std::optional<Permit> others(std::move(*options_.budget->acquire(2, {}))); // somebody else's calls
  submit(1, 0, 100);
  while (options_.budget->waiting() != 1)
    std::this_thread::yield();
  EXPECT_EQ(service_->place(1), LookupService::Place::WaitsForBudget);
  submit(2);
  submit(1, 0, 200);
  EXPECT_EQ(service_->stats().replaced, 1u);
  others.reset();
  EXPECT_EQ(next_serials(), (Serials{1, 2})) << "who came meanwhile shares the calls";
}

TEST_F(LookupServiceTest, BackgroundWaitsUntilNothingIsUnderWayAndJoinsWhoeverGoes) {
  options_.workers = 2;
  start_ready();
  submit(1);
  EXPECT_EQ(next_serials(), Serials{1});
  submit_background(2);
  submit(3);
  EXPECT_EQ(next_serials(), (Serials{3, 2})) << "company costs no call";
  submit_background(4);
  EXPECT_TRUE(is_waiting(4));
  recognizer_->answer_all(Outcome::NoFace);
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(next_serials(), Serials{4});
}

TEST_F(LookupServiceTest, BackgroundWaitsWhileTheRateIsShort) {
  options_.budget = budget(4);
  start_ready();
  std::optional<Permit> others(std::move(*options_.budget->acquire(3, {})));
  submit_background(1);
  EXPECT_EQ(service_->place(1), LookupService::Place::Queued);
  others.reset();
  service_->wake();
  EXPECT_EQ(next_serials(), Serials{1});
}

TEST_F(LookupServiceTest, SpentDayIsSaidToEverybodyUntilMidnight) {
  options_.budget = budget(10, 2);
  start_ready();
  {
    auto permit = options_.budget->acquire(1, {}); // the scripted recognizer makes no call
    const auto call = permit->begin();
  }
  submit(1);
  EXPECT_EQ(verdicts(1), (Outcomes{{1, Outcome::BudgetSpent}})) << "one call is left, and a lookup takes two";
  EXPECT_EQ(service_->account().status.state, AccountState::BudgetSpent);
  EXPECT_EQ(service_->account().status.message,
            "The daily budget of 2 transactions is spent (daily-budget). Lookups go on at midnight UTC.");
  submit(3);
  EXPECT_EQ(verdicts(1), (Outcomes{{3, Outcome::BudgetSpent}}));
  clock_.advance(12h);
  wall_ = 12h;
  submit(4);
  EXPECT_EQ(next_serials(), Serials{4});
  recognizer_->answer_all(Outcome::NoFace);
  EXPECT_EQ(verdicts(1), (Outcomes{{4, Outcome::NoFace}}));
  EXPECT_EQ(service_->account().status.state, AccountState::Ready);
}

TEST_F(LookupServiceTest, ThrottlingPausesTheWholeAccount) {
  options_.budget = budget(10);
  start_ready();
  fail_one(1, {AccountState::Throttled, "slow down", 3000ms});
  clock_.advance(2999ms);
  EXPECT_FALSE(options_.budget->available(1));
  clock_.advance(1ms);
  EXPECT_TRUE(options_.budget->available(1));
}

TEST_F(LookupServiceTest, OutageOfAMinuteCostsNoMoreCallsThanTheRetryQuotaAllows) {
  options_.budget = budget(1000);
  start_ready();
  fail_one(1);
  int calls = 0;
  for (Duration passed{}; passed < 60s; passed += 100ms) {
    clock_.advance(100ms);
    submit(1);
    if (verdict_is_there())
      continue;
    EXPECT_EQ(next_serials(), Serials{1});
    recognizer_->answer_all(Outcome::ServiceError, unreachable);
    verdicts(1);
    ++calls;
  }
  EXPECT_LE(calls, 10 + 30);
  EXPECT_GE(calls, 10 + 25) << "but it is asked often enough to be back soon";
}

TEST_F(LookupServiceTest, ProbeWaitsAboutAsLongAsCallsTookBefore) {
  start_ready();
  submit(1);
  EXPECT_EQ(recognizer_->next_call().timeout, std::nullopt);
  clock_.advance(1s);
  recognizer_->answer_all(Outcome::NoFace);
  verdicts(1);
  fail_one(1);
  clock_.advance(500ms);
  submit(1);
  const auto probe = recognizer_->next_call();
  ASSERT_TRUE(probe.timeout);
  EXPECT_GE(*probe.timeout, 3000ms);
  EXPECT_LE(*probe.timeout, 3750ms) << "three times the usual, which is known to a quarter";
}

TEST_F(LookupServiceTest, ProbeOfALongOutageIsPatient) {
  start_ready();
  submit(1);
  next_serials();
  recognizer_->answer_all(Outcome::NoFace);
  verdicts(1);
  fail_one(1);
  clock_.advance(10min);
  submit(1);
  EXPECT_EQ(recognizer_->next_call().timeout, 20000ms);
}

TEST_F(LookupServiceTest, ProbeOfAServiceThatNeverAnsweredTakesItsTime) {
  start();
  recognizer_->next_call();
  recognizer_->answer_check(unreachable);
  while (service_->account().generation == 0)
    std::this_thread::yield();
  clock_.advance(500ms);
  submit(1);
  EXPECT_EQ(recognizer_->next_call().timeout, std::nullopt);
}

} // namespace
} // namespace facerec
