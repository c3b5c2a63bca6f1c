// A recognizer whose every call waits until the test answers it.
#pragma once

#include "facerec/lookup/lookup_service.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace facerec::test {

// A face of `side` pixels; its serial travels in area.x, so that a recognizer can tell the crops apart.
Crop crop_of(std::uint64_t serial, int side = 100, double sharpness = 100);
std::uint64_t serial_of(const Crop &crop);

// A clock that stands still until it is told to go on.
class ManualClock {
public:
  Clock clock() const {
    return [now = now_] { return TimePoint(Duration(now->load())); };
  }
  void advance(Duration by) { now_->fetch_add(by.count()); }

private:
  std::shared_ptr<std::atomic<Duration::rep>> now_ = std::make_shared<std::atomic<Duration::rep>>(1'000'000'000);
};

class ScriptedRecognizer : public Recognizer {
public:
  enum class Kind { Check, Recognize };
  struct Call {
    Kind kind = Kind::Check;
    std::vector<std::uint64_t> serials; // of the crops, in order
    std::vector<FaceQuality> qualities; // that are asked for
    int permitted = 0;                  // calls that came along
    std::optional<std::chrono::milliseconds> timeout;
  };

  AccountStatus check_account(CallContext &context) override;
  std::vector<Recognition> recognize(std::span<const Query> queries, CallContext &context,
                                     std::optional<AccountStatus> &status) override;

  // The next call that came in and was not seen yet; waits for it. A test that waits in vain fails after a minute.
  Call next_call();
  // Answers the oldest call that is still open.
  void answer_check(AccountStatus status);
  void answer(std::vector<Recognition> answers, std::optional<AccountStatus> status = {});
  // Answers every face of the oldest open call with `outcome`.
  void answer_all(Outcome outcome, std::optional<AccountStatus> status = {});

private:
  struct Pending {
    Call call;
    bool seen = false;
    bool answered = false;
    std::vector<Recognition> answers;
    std::optional<AccountStatus> status;
  };
  using PendingPtr = std::shared_ptr<Pending>;

  PendingPtr wait_for_answer(Call call, const CallContext &context);
  void settle(std::optional<Outcome> outcome, std::vector<Recognition> answers, std::optional<AccountStatus> status);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<PendingPtr> open_;
};

} // namespace facerec::test
