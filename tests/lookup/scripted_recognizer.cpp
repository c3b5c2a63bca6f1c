#include "tests/lookup/scripted_recognizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace facerec::test {

Crop crop_of(std::uint64_t serial, int side, double sharpness) {
  Crop crop;
  crop.pixels.assign(1, 0);
  crop.area = {static_cast<int>(serial), 0, side, side};
  crop.face = {0, 0, side, side};
  crop.sharpness = sharpness;
  return crop;
}

std::uint64_t serial_of(const Crop &crop) { return static_cast<std::uint64_t>(crop.area.x); }

ScriptedRecognizer::PendingPtr ScriptedRecognizer::wait_for_answer(Call call, const CallContext &context) {
  auto pending = std::make_shared<Pending>();
  pending->call = std::move(call);
  pending->call.permitted = context.permit.left();
  pending->call.timeout = context.timeout;
  std::unique_lock lock(mutex_);
  open_.push_back(pending);
  changed_.notify_all();
  changed_.wait(lock, context.stop, [&] { return pending->answered; });
  std::erase(open_, pending);
  return pending;
}

AccountStatus ScriptedRecognizer::check_account(CallContext &context) {
  const PendingPtr pending = wait_for_answer({}, context);
  return pending->status.value_or(AccountStatus{AccountState::Unknown, "stopped", {}});
}

std::vector<Recognition> ScriptedRecognizer::recognize(std::span<const Query> queries, CallContext &context,
                                                       std::optional<AccountStatus> &status) {
  Call call;
  call.kind = Kind::Recognize;
  for (const Query &query : queries) {
    call.serials.push_back(serial_of(*query.crop));
    call.qualities.push_back(query.min_quality);
  }
  const PendingPtr pending = wait_for_answer(std::move(call), context);
  if (pending->status)
    status = pending->status;
  pending->answers.resize(queries.size());
  return pending->answers;
}

ScriptedRecognizer::Call ScriptedRecognizer::next_call() {
  std::unique_lock lock(mutex_);
  std::deque<PendingPtr>::iterator found;
  const bool came = changed_.wait_for(lock, std::chrono::minutes(1), [&] {
    found = std::find_if(open_.begin(), open_.end(), [](const PendingPtr &pending) { return !pending->seen; });
    return found != open_.end();
  });
  EXPECT_TRUE(came) << "no call came";
  if (!came)
    return {};
  (*found)->seen = true;
  return (*found)->call;
}

void ScriptedRecognizer::settle(std::optional<Outcome> outcome, std::vector<Recognition> answers,
                                std::optional<AccountStatus> status) {
  std::unique_lock lock(mutex_);
  const auto found = std::find_if(open_.begin(), open_.end(), [](const PendingPtr &p) { return !p->answered; });
  ASSERT_NE(found, open_.end()) << "no call is open";
  Pending &pending = **found;
  pending.answers = std::move(answers);
  if (outcome)
    pending.answers.assign(pending.call.serials.size(), {*outcome, {}, 0});
  pending.status = std::move(status);
  pending.answered = true;
  changed_.notify_all();
}

void ScriptedRecognizer::answer_check(AccountStatus status) { settle({}, {}, std::move(status)); }

void ScriptedRecognizer::answer(std::vector<Recognition> answers, std::optional<AccountStatus> status) {
  settle({}, std::move(answers), std::move(status));
}

void ScriptedRecognizer::answer_all(Outcome outcome, std::optional<AccountStatus> status) {
  settle(outcome, {}, std::move(status));
}

} // namespace facerec::test
