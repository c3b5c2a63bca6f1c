// A recognizer whose answers the test writes down beforehand. It answers at once unless it is held.
#pragma once

#include "facerec/lookup/recognizer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace facerec::test {

inline IdentityPtr person(const std::string &name, std::string_view user_data = "") {
  return std::make_shared<Identity>(Identity{"id-of-" + name, name, parse_user_data(user_data)});
}

inline Recognition match(const std::string &name, double confidence = 0.9) {
  return {Outcome::Candidates, {{person(name), confidence}}, 0};
}

class FakeRecognizer : public Recognizer {
public:
  // What the next crop gets; once the list is spent, every crop gets what always() says, at first nobody.
  void answer(Recognition recognition) {
    std::lock_guard lock(mutex_);
    answers_.push_back(std::move(recognition));
  }
  void always(Recognition recognition) {
    std::lock_guard lock(mutex_);
    otherwise_ = std::move(recognition);
  }
  // From now on calls wait for release(), or for their stop.
  void hold() {
    std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }
  // Until `count` crops have been handed over, answered or not.
  void await_crops(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return areas_.size() >= count; });
  }
  // What was handed over: the copied area of each crop.
  std::vector<Rect> areas() const {
    std::lock_guard lock(mutex_);
    return areas_;
  }
  std::size_t crops() const { return areas().size(); }
  // How many of them came in each call.
  std::vector<std::size_t> batches() const {
    std::lock_guard lock(mutex_);
    return batches_;
  }
  // The quality that was asked for last.
  FaceQuality min_quality() const {
    std::lock_guard lock(mutex_);
    return min_quality_;
  }

  // What the account is found to be.
  void set_account(AccountState state) {
    std::lock_guard lock(mutex_);
    account_ = state;
  }
  AccountStatus check_account(CallContext &) override {
    std::lock_guard lock(mutex_);
    return {account_, "", std::nullopt};
  }

  std::vector<Recognition> recognize(std::span<const Query> queries, CallContext &context,
                                     std::optional<AccountStatus> &) override {
    std::unique_lock lock(mutex_);
    for (const Query &query : queries)
      areas_.push_back(query.crop->area);
    batches_.push_back(queries.size());
    min_quality_ = queries[0].min_quality;
    changed_.notify_all();
    changed_.wait(lock, context.stop, [&] { return !held_; });
    std::vector<Recognition> result;
    for (std::size_t i = 0; i < queries.size(); ++i)
      result.push_back(next());
    return result;
  }

private:
  Recognition next() {
    if (answers_.empty())
      return otherwise_;
    Recognition answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Recognition> answers_;
  Recognition otherwise_{Outcome::Candidates, {}, 0};
  std::vector<Rect> areas_;
  std::vector<std::size_t> batches_;
  FaceQuality min_quality_ = FaceQuality::Low;
  bool held_ = false;
  AccountState account_ = AccountState::Ready;
};

} // namespace facerec::test
