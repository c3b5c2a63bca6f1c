// What one account may spend: transactions a second, transactions a day, and tries to find out whether an outage is
// over. Shared by everything in the process that uses the account; safe from any thread.
//
// The rate is kept as the service sees it. A call occupies a slot from the moment it is sent until a whole period after
// its answer came, so that in no window of one period the service can see more calls than there are slots, however
// long each was on its way. The price is that a slot rests for the length of a call.
//
//   Result<Permit, Refusal> permit = budget.acquire(2, stop); // Detect and Identify
//   { const Permit::Call call = permit->begin(); …the request… }
#pragma once

#include "facerec/base/result.h"
#include "facerec/base/time.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace facerec {

class TransactionBudget;

// Leave to make some calls. What is not used is given back when the permit goes. Not thread-safe; may be moved.
class Permit {
public:
  // A call on its way, until it is destroyed.
  class Call {
  public:
    Call() = default;
    ~Call();
    Call(Call &&other) noexcept;
    Call &operator=(Call &&) = delete;

    void withdraw(); // it was never sent: it costs nothing, and ends here

  private:
    friend class Permit;
    explicit Call(std::shared_ptr<TransactionBudget> budget) : budget_(std::move(budget)) {}
    std::shared_ptr<TransactionBudget> budget_;
  };

  Permit() = default; // no calls
  ~Permit();
  Permit(Permit &&other) noexcept;
  Permit &operator=(Permit &&other) noexcept;

  int left() const { return left_; }
  Call begin(); // uses one; left() must be 1 or more

private:
  friend class TransactionBudget;
  Permit(std::shared_ptr<TransactionBudget> budget, int count) : budget_(std::move(budget)), left_(count) {}
  void give_back();

  std::shared_ptr<TransactionBudget> budget_;
  int left_ = 0;
};

// The time of day, for the daily budget: it ends at midnight UTC.
using WallClock = std::function<std::chrono::system_clock::time_point()>;

struct BudgetOptions {
  double rate = 10;        // transactions per second; 0: no limit. From 1 on, fractions are cut off
  std::uint64_t daily = 0; // transactions from midnight to midnight UTC, as counted by this process; 0: no limit
  // Tries during an outage: so many at once, and so many per second in the long run, over all users of the account.
  double retry_burst = 10;
  double retry_rate = 0.5;
  Clock clock = steady_clock();
  WallClock wall_clock = [] { return std::chrono::system_clock::now(); };
};

class TransactionBudget : public std::enable_shared_from_this<TransactionBudget> {
public:
  static std::shared_ptr<TransactionBudget> make(BudgetOptions options);
  ~TransactionBudget();
  TransactionBudget(const TransactionBudget &) = delete;
  TransactionBudget &operator=(const TransactionBudget &) = delete;

  // Another rate and daily budget from now on; what was spent stays spent.
  void set_limits(double rate, std::uint64_t daily);
  // Where another user of the account asks for less: the strictest rate and daily budget count from now on.
  void tighten(double rate, std::uint64_t daily);

  enum class Refusal { Stopped, Spent };
  // Blocks until `count` calls (1 or more) may be made; in the order of the callers. A rate that has fewer slots than
  // that gives as many as it has. Spent: the day's budget does not allow it.
  Result<Permit, Refusal> acquire(int count, std::stop_token stop);

  // True where acquire(count) would return at once with a permit.
  bool available(int count) const;
  // True where nobody waits for a permit and half of the rate is free: the time for what is not urgent.
  bool has_spare() const;
  // How long until the day's budget begins anew; nothing: it allows `count` more calls.
  std::optional<Duration> spent_for(int count) const;
  std::size_t waiting() const;       // callers of acquire() that wait now
  std::uint64_t daily() const;       // the daily budget in force; 0: none
  std::uint64_t spent_today() const; // transactions since midnight UTC

  // The service asked to be left alone: nobody gets a permit for so long. A longer pause in force stays.
  void pause(Duration time);
  // How long from now the next try during an outage has to wait; takes a try.
  Duration reserve_retry();

  // Makes those who wait look at the clocks again: for clocks that jump, as in tests.
  void wake();

private:
  friend class Permit;
  explicit TransactionBudget(BudgetOptions options);
  void begin_call();
  void end_call();
  void withdraw_call();
  void give_back(int count);

  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace facerec
