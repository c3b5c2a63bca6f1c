// Many threads at once: no verdict is lost and none comes twice, whatever the service does meanwhile.
#include "facerec/lookup/lookup_service.h"

#include "tests/lookup/scripted_recognizer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>
#include <unordered_map>

namespace facerec {
namespace {

using namespace std::chrono_literals;
using test::crop_of;

// Answers at once and at random: a share of its calls are outages, throttles or refusals.
class MoodyRecognizer : public Recognizer {
public:
  AccountStatus check_account(CallContext &) override {
    const bool refused = roll(4) == 0;
    return refused ? AccountStatus{AccountState::GroupMissing, "gone", {}} : AccountStatus{AccountState::Ready, {}, {}};
  }

  std::vector<Recognition> recognize(std::span<const Query> queries, CallContext &,
                                     std::optional<AccountStatus> &status) override {
    switch (roll(8)) {
    case 0:
      status = AccountStatus{AccountState::Unreachable, "down", {}};
      return std::vector<Recognition>(queries.size());
    case 1:
      status = AccountStatus{AccountState::Throttled, "slow down", 1ms};
      return std::vector<Recognition>(queries.size(), {Outcome::Throttled, {}, 0});
    case 2:
      status = AccountStatus{AccountState::KeyRefused, "key", {}};
      return {};
    default:
      return std::vector<Recognition>(queries.size(), {Outcome::NoFace, {}, 0});
    }
  }

private:
  unsigned roll(unsigned sides) {
    std::lock_guard lock(mutex_);
    return static_cast<unsigned>(random_() % sides);
  }

  std::mutex mutex_;
  std::mt19937 random_{42};
};

// Submits `count` lookups with serials of its own, some of them twice and some taken back, and notes what comes.
class Session {
public:
  Session(LookupService &service, std::uint64_t first, std::uint64_t count)
      : service_(service), first_(first), count_(count), random_(static_cast<unsigned>(first)) {}

  void run() {
    for (std::uint64_t serial = first_; serial < first_ + count_; ++serial) {
      submit(serial, 100);
      if (random_() % 4 == 0)
        service_.forget(first_ + random_() % count_);
      if (random_() % 16 == 0)
        collect();
    }
  }
  void submit(std::uint64_t serial, int side) {
    service_.submit({serial, static_cast<int>(random_() % 3), crop_of(serial, side)}, box_);
  }
  void collect() {
    for (const Verdict &verdict : box_->take())
      ++verdicts_[verdict.serial];
  }
  // Verdicts that came, and the most that came for one serial.
  std::pair<std::uint64_t, int> count() const {
    std::pair<std::uint64_t, int> result{0, 0};
    for (const auto &[serial, times] : verdicts_) {
      EXPECT_TRUE(serial >= first_ && serial < first_ + count_) << "somebody else's verdict";
      result.first += static_cast<std::uint64_t>(times);
      result.second = std::max(result.second, times);
    }
    return result;
  }

private:
  LookupService &service_;
  std::uint64_t first_;
  std::uint64_t count_;
  std::mt19937 random_;
  std::shared_ptr<VerdictBox> box_ = std::make_shared<VerdictBox>();
  std::unordered_map<std::uint64_t, int> verdicts_;
};

LookupOptions moody_options(const Clock &clock) {
  LookupOptions options;
  options.workers = 4;
  options.queue_size = 32;
  options.batch_window = std::chrono::milliseconds(0); // the clock does not go on while a worker waits
  options.clock = clock;
  options.backoff_base = options.backoff_cap = options.recheck_interval = 1ms;
  return options;
}

TEST(LookupServiceStress, EachLookupIsAnsweredOnceOrForgotten) {
  constexpr std::uint64_t per_session = 3000;
  // A clock that goes on by itself, so that pauses begin and end all the time.
  auto ticks = std::make_shared<std::atomic<Duration::rep>>(0);
  const Clock clock = [ticks] { return TimePoint(Duration(ticks->fetch_add(5000))); };
  auto service = std::make_unique<LookupService>(moody_options(clock), std::make_shared<MoodyRecognizer>());
  // Until workers have both answered and failed: on a busy machine the sessions might be done before.
  std::uint64_t first_ones = 0;
  auto first_box = std::make_shared<VerdictBox>();
  while (service->stats().answered == 0 || service->stats().failed == 0) {
    service->submit({1'000'000 + first_ones++, 0, crop_of(1)}, first_box);
    std::this_thread::yield();
  }
  std::vector<Session> sessions;
  for (std::uint64_t i = 0; i < 4; ++i)
    sessions.emplace_back(*service, 1 + i * per_session, per_session);
  {
    std::vector<std::jthread> threads;
    for (Session &session : sessions)
      threads.emplace_back([&] { session.run(); });
  }
  const LookupStats before = service->stats();
  EXPECT_EQ(before.submitted, first_ones + 4 * per_session);
  EXPECT_EQ(before.submitted,
            before.answered + before.failed + before.dropped + before.forgotten + before.waiting + before.in_flight);
  EXPECT_GT(before.forgotten, 0u);
  service.reset();

  std::uint64_t verdicts = first_box->take().size();
  for (Session &session : sessions) {
    session.collect();
    const auto [count, most] = session.count();
    verdicts += count;
    EXPECT_EQ(most, 1);
  }
  EXPECT_EQ(verdicts, before.submitted - before.forgotten);
}

TEST(LookupServiceStress, ClosingInTheMiddleOfItAnswersEverybody) {
  for (int round = 0; round < 50; ++round) {
    auto service = std::make_unique<LookupService>(moody_options(steady_clock()), std::make_shared<MoodyRecognizer>());
    auto box = std::make_shared<VerdictBox>();
    for (std::uint64_t serial = 1; serial <= 40; ++serial)
      service->submit({serial, 0, crop_of(serial)}, box);
    service.reset();
    EXPECT_EQ(box->take().size(), 40u);
  }
}

// While a probe is out nobody else is sent, however many workers and sessions there are.
TEST(LookupServiceStress, OnlyOneCallAtATimeWhileTheServiceIsDown) {
  class Down : public Recognizer {
  public:
    AccountStatus check_account(CallContext &) override { return {AccountState::Ready, {}, {}}; }
    std::vector<Recognition> recognize(std::span<const Query> queries, CallContext &,
                                       std::optional<AccountStatus> &status) override {
      // The first call fails alone, as there is one face; all after it are probes.
      if (out_.fetch_add(1) > 0 || queries.size() != 1)
        overlapped_ = true;
      std::this_thread::yield();
      --out_;
      status = AccountStatus{AccountState::Unreachable, "down", {}};
      return {};
    }
    std::atomic<int> out_ = 0;
    std::atomic<bool> overlapped_ = false;
  };
  auto ticks = std::make_shared<std::atomic<Duration::rep>>(0);
  auto down = std::make_shared<Down>();
  LookupService service(moody_options([ticks] { return TimePoint(Duration(ticks->fetch_add(5000))); }), down);
  auto box = std::make_shared<VerdictBox>();
  service.submit({1, 0, crop_of(1)}, box);
  ASSERT_TRUE(box->wait_until(TimePoint::max()));
  std::vector<std::jthread> threads;
  for (std::uint64_t i = 0; i < 3; ++i)
    threads.emplace_back([&, i] {
      for (std::uint64_t serial = 0; serial < 2000; ++serial)
        service.submit({2 + serial * 3 + i, 0, crop_of(1)}, box);
    });
  threads.clear();
  // On a busy machine no worker may have had its turn yet.
  for (std::uint64_t serial = 10000; service.stats().retries == 0; ++serial, std::this_thread::yield())
    service.submit({serial, 0, crop_of(1)}, box);
  EXPECT_FALSE(down->overlapped_);
}

} // namespace
} // namespace facerec
