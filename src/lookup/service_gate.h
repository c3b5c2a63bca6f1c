// Whether the service may be asked now, and what: a circuit breaker that also knows the account.
//
// No threads and no clock: the service holds its mutex around each call and passes the time and the random number in.
//
//           ok                      ok                   failed
//   check ──────▶ open (LookUp) ◀──────── half open ◀──────────── paused ◀── any failure
//                                         (one Probe, or one CheckAccount)
//
// While paused, who asks is answered at once with refusal(). After the pause one worker at a time may try, and only
// when somebody asks.
#pragma once

#include "base/backoff.h"
#include "facerec/base/time.h"
#include "facerec/lookup/lookup_service.h"

#include <cstdint>
#include <optional>

namespace facerec {

class ServiceGate {
public:
  ServiceGate(Backoff backoff, Duration recheck_interval) : backoff_(backoff), recheck_interval_(recheck_interval) {}

  enum class Task {
    Nothing,
    CheckAccount, // alone
    Probe,        // look up one face, alone
    LookUp,       // look up as many as a batch holds, beside others
  };
  // What a free worker shall do. `wanted`: somebody waits for a lookup.
  Task next(TimePoint now, bool wanted) const;

  struct Ticket {
    Task task = Task::Nothing;
    std::uint64_t epoch = 0;
    TimePoint began{};
  };
  Ticket begin(Task task, TimePoint now);
  // How a call ended. `status` as the call set it; nothing: all went well.
  struct End {
    std::optional<AccountStatus> status;
    TimePoint now{};
    double random = 0;      // in [0, 1): the jitter of the pause
    Duration least_pause{}; // as the account's retry quota has it, or the rest of a spent day
  };
  // True where the call has failed and the gate is to be closed. A call that began before the last closing changes
  // nothing: its news are old.
  bool closes(const Ticket &ticket, const std::optional<AccountStatus> &status) const;
  // True: the gate is closed from now on, and whoever waits shall be answered with refusal().
  bool end(const Ticket &ticket, const End &end);
  // The day's transactions are spent: closed for so long. The account itself is well.
  void close_for_today(const AccountStatus &status, TimePoint now, Duration pause);

  // How long the gate stays closed from `now` on; zero where it is open.
  Duration pause_left(TimePoint now) const {
    return epoch_ > 0 && reopen_at_ > now ? reopen_at_ - now : Duration::zero();
  }
  // How long the service has been failing; zero where it is not.
  Duration failing_for(TimePoint now) const { return failures_ > 0 ? now - failing_since_ : Duration::zero(); }

  // How to answer who asks at `now`; nothing: the lookup may wait for a worker.
  std::optional<Outcome> refusal(TimePoint now) const;

  // True where this task is made to find out whether a failure is over.
  bool is_retry(Task task) const { return task == Task::Probe || (task == Task::CheckAccount && epoch_ > 0); }
  const LookupService::Account &account() const { return account_; }

private:
  void set_status(AccountStatus status);
  TimePoint reopening(const Ticket &ticket, const End &end) const;
  void close(const AccountStatus &status, TimePoint reopen_at);

  Backoff backoff_;
  Duration recheck_interval_;
  LookupService::Account account_;
  bool checked_ = false;      // the account was found Ready and nobody refused it since
  bool alone_out_ = false;    // a check or a probe is on its way
  int failures_ = 0;          // in a row; 0: open
  TimePoint failing_since_{}; // valid where failures_ > 0
  std::uint64_t epoch_ = 0;   // closings so far
  TimePoint reopen_at_{};     // valid where epoch_ > 0
};

} // namespace facerec
