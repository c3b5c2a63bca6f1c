#include "facerec/lookup/transaction_budget.h"

#include "lookup/daily_count.h"
#include "lookup/rate_window.h"
#include "lookup/token_bucket.h"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <utility>

namespace facerec {

Permit::Call::Call(Call &&other) noexcept : budget_(std::move(other.budget_)) {}
Permit::Call::~Call() {
  if (budget_)
    budget_->end_call();
}

void Permit::Call::withdraw() {
  if (const auto budget = std::exchange(budget_, nullptr))
    budget->withdraw_call();
}

Permit::Permit(Permit &&other) noexcept : budget_(std::move(other.budget_)), left_(std::exchange(other.left_, 0)) {}
Permit &Permit::operator=(Permit &&other) noexcept {
  if (this != &other) {
    give_back();
    budget_ = std::move(other.budget_);
    left_ = std::exchange(other.left_, 0);
  }
  return *this;
}
Permit::~Permit() { give_back(); }

Permit::Call Permit::begin() {
  --left_;
  if (budget_)
    budget_->begin_call();
  return Call(budget_);
}

void Permit::give_back() {
  if (budget_ && left_ > 0)
    budget_->give_back(left_);
  left_ = 0;
}

class TransactionBudget::Impl {
public:
  explicit Impl(BudgetOptions options)
      : options_(std::move(options)), window_(RateWindow::per_second(options_.rate)),
        retries_(options_.retry_rate, options_.retry_burst) {}

  void set_limits(double rate, std::uint64_t daily);
  void tighten(double rate, std::uint64_t daily);
  // How many calls were allowed.
  Result<int, Refusal> acquire(int count, const std::stop_token &stop);
  bool available(int count) const;
  bool has_spare() const;
  std::optional<Duration> spent_for(int count) const;
  std::size_t waiting() const;
  std::uint64_t daily() const;
  std::uint64_t spent_today() const;
  void pause(Duration time);
  Duration reserve_retry();
  void begin_call();
  void end_call();
  void withdraw_call();
  void give_back(int count);
  void wake();

private:
  struct Waiter {};

  // With the mutex held.
  int affordable(int count) const { return std::min(count, window_.limit()); }
  // Whether so many more calls are beyond the day's budget.
  bool exceeds_day(std::uint64_t count) const;
  std::optional<Result<int, Refusal>> try_take(int count, std::optional<TimePoint> &until);
  std::optional<TimePoint> ready_at(int count, TimePoint now) const;
  void wait(std::unique_lock<std::mutex> &lock, const std::stop_token &stop, std::optional<TimePoint> until);
  void changed() {
    ++changes_;
    wake_.notify_all();
  }

  const BudgetOptions options_;
  mutable std::mutex mutex_; // guards all below; never held during I/O
  mutable DailyCount day_;
  std::condition_variable_any wake_;
  RateWindow window_;
  TokenBucket retries_;
  std::uint64_t daily_ = options_.daily; // 0: no limit
  std::uint64_t permitted_ = 0;          // calls of permits that are out and not begun
  TimePoint paused_until_{};
  std::list<Waiter> waiting_; // in order of arrival
  std::uint64_t changes_ = 0;
};

void TransactionBudget::Impl::set_limits(double rate, std::uint64_t daily) {
  const std::lock_guard lock(mutex_);
  window_.set_limit(RateWindow::per_second(rate));
  daily_ = daily;
  changed();
}

void TransactionBudget::Impl::tighten(double rate, std::uint64_t daily) {
  const std::lock_guard lock(mutex_);
  window_.tighten(RateWindow::per_second(rate));
  if (daily > 0)
    daily_ = daily_ > 0 ? std::min(daily_, daily) : daily;
  changed();
}

bool TransactionBudget::Impl::exceeds_day(std::uint64_t count) const {
  day_.turn(options_.wall_clock());
  return daily_ > 0 && day_.count() + count > daily_;
}

std::optional<TimePoint> TransactionBudget::Impl::ready_at(int count, TimePoint now) const {
  const auto free = window_.free_at(count, now);
  return free ? std::optional(std::max(*free, paused_until_)) : std::nullopt;
}

// Callers are served in order, so that no user of the account is passed over by the others.
Result<int, TransactionBudget::Refusal> TransactionBudget::Impl::acquire(int count, const std::stop_token &stop) {
  std::unique_lock lock(mutex_);
  const auto place = waiting_.insert(waiting_.end(), Waiter{});
  std::optional<Result<int, Refusal>> result;
  while (!result) {
    std::optional<TimePoint> until;
    if (stop.stop_requested())
      result = Refusal::Stopped;
    else if (place == waiting_.begin())
      result = try_take(affordable(count), until);
    if (!result)
      wait(lock, stop, until);
  }
  waiting_.erase(place);
  changed();
  return *result;
}

// Nothing: not yet, but perhaps at `until`.
std::optional<Result<int, TransactionBudget::Refusal>>
TransactionBudget::Impl::try_take(int count, std::optional<TimePoint> &until) {
  const auto calls = static_cast<std::uint64_t>(count);
  if (exceeds_day(calls))
    return Refusal::Spent;
  if (exceeds_day(calls + permitted_)) // what others hold may yet be given back
    return std::nullopt;
  const TimePoint now = options_.clock();
  until = ready_at(count, now);
  if (!until || *until > now)
    return std::nullopt;
  window_.take(count);
  permitted_ += calls;
  return count;
}

void TransactionBudget::Impl::wait(std::unique_lock<std::mutex> &lock, const std::stop_token &stop,
                                   std::optional<TimePoint> until) {
  const std::uint64_t changes = changes_;
  const auto is_over = [&] { return changes_ != changes; };
  if (until)
    wake_.wait_for(lock, stop, *until - options_.clock(), is_over);
  else
    wake_.wait(lock, stop, is_over);
}

bool TransactionBudget::Impl::available(int count) const {
  const std::lock_guard lock(mutex_);
  const TimePoint now = options_.clock();
  const int wanted = affordable(count);
  const auto ready = ready_at(wanted, now);
  return waiting_.empty() && ready && *ready <= now && !exceeds_day(static_cast<std::uint64_t>(wanted) + permitted_);
}

bool TransactionBudget::Impl::has_spare() const {
  const std::lock_guard lock(mutex_);
  const TimePoint now = options_.clock();
  const bool half_free = window_.free(now) >= window_.limit() / 2;
  return waiting_.empty() && paused_until_ <= now && half_free;
}

std::size_t TransactionBudget::Impl::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

std::uint64_t TransactionBudget::Impl::daily() const {
  const std::lock_guard lock(mutex_);
  return daily_;
}

std::optional<Duration> TransactionBudget::Impl::spent_for(int count) const {
  const std::lock_guard lock(mutex_);
  if (!exceeds_day(static_cast<std::uint64_t>(count)))
    return std::nullopt;
  return std::chrono::ceil<Duration>(day_.rest_of_day(options_.wall_clock()));
}

std::uint64_t TransactionBudget::Impl::spent_today() const {
  const std::lock_guard lock(mutex_);
  day_.turn(options_.wall_clock());
  return day_.count();
}

void TransactionBudget::Impl::pause(Duration time) {
  const std::lock_guard lock(mutex_);
  paused_until_ = std::max(paused_until_, options_.clock() + time);
  changed();
}

Duration TransactionBudget::Impl::reserve_retry() {
  const std::lock_guard lock(mutex_);
  return retries_.reserve(options_.clock());
}

void TransactionBudget::Impl::begin_call() {
  const std::lock_guard lock(mutex_);
  --permitted_;
  day_.turn(options_.wall_clock());
  day_.add();
}

void TransactionBudget::Impl::end_call() {
  const std::lock_guard lock(mutex_);
  window_.end(options_.clock());
  changed();
}

void TransactionBudget::Impl::withdraw_call() {
  const std::lock_guard lock(mutex_);
  day_.take_back();
  window_.give_back(1);
  changed();
}

void TransactionBudget::Impl::give_back(int count) {
  const std::lock_guard lock(mutex_);
  window_.give_back(count);
  permitted_ -= static_cast<std::uint64_t>(count);
  changed();
}

void TransactionBudget::Impl::wake() {
  const std::lock_guard lock(mutex_);
  changed();
}

TransactionBudget::TransactionBudget(BudgetOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
TransactionBudget::~TransactionBudget() = default;

std::shared_ptr<TransactionBudget> TransactionBudget::make(BudgetOptions options) {
  return std::shared_ptr<TransactionBudget>(new TransactionBudget(std::move(options)));
}

Result<Permit, TransactionBudget::Refusal> TransactionBudget::acquire(int count, std::stop_token stop) {
  const auto allowed = impl_->acquire(std::max(count, 1), stop);
  if (!allowed)
    return allowed.error();
  return Permit(shared_from_this(), *allowed);
}

void TransactionBudget::set_limits(double rate, std::uint64_t daily) { impl_->set_limits(rate, daily); }
void TransactionBudget::tighten(double rate, std::uint64_t daily) { impl_->tighten(rate, daily); }
bool TransactionBudget::has_spare() const { return impl_->has_spare(); }
std::size_t TransactionBudget::waiting() const { return impl_->waiting(); }
std::uint64_t TransactionBudget::daily() const { return impl_->daily(); }
bool TransactionBudget::available(int count) const { return impl_->available(count); }
std::optional<Duration> TransactionBudget::spent_for(int count) const { return impl_->spent_for(count); }
std::uint64_t TransactionBudget::spent_today() const { return impl_->spent_today(); }
void TransactionBudget::pause(Duration time) { impl_->pause(time); }
Duration TransactionBudget::reserve_retry() { return impl_->reserve_retry(); }
void TransactionBudget::wake() { impl_->wake(); }
void TransactionBudget::begin_call() { impl_->begin_call(); }
void TransactionBudget::end_call() { impl_->end_call(); }
void TransactionBudget::withdraw_call() { impl_->withdraw_call(); }
void TransactionBudget::give_back(int count) { impl_->give_back(count); }

} // namespace facerec
