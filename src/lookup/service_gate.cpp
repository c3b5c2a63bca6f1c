#include "lookup/service_gate.h"

#include <algorithm>
#include <utility>

namespace facerec {

ServiceGate::Task ServiceGate::next(TimePoint now, bool wanted) const {
  if (alone_out_)
    return Task::Nothing;
  const bool never_asked = !checked_ && epoch_ == 0;
  if (never_asked)
    return Task::CheckAccount;
  if (!wanted || refusal(now))
    return Task::Nothing;
  if (!checked_)
    return Task::CheckAccount;
  return failures_ > 0 ? Task::Probe : Task::LookUp;
}

ServiceGate::Ticket ServiceGate::begin(Task task, TimePoint now) {
  alone_out_ = alone_out_ || task == Task::CheckAccount || task == Task::Probe;
  return {task, epoch_, now};
}

bool ServiceGate::closes(const Ticket &ticket, const std::optional<AccountStatus> &status) const {
  return ticket.epoch == epoch_ && status && status->state != AccountState::Ready;
}

bool ServiceGate::end(const Ticket &ticket, const End &end) {
  if (ticket.task != Task::LookUp)
    alone_out_ = false;
  if (ticket.epoch != epoch_)
    return false;
  if (!closes(ticket, end.status)) {
    checked_ = true;
    failures_ = 0;
    set_status({AccountState::Ready, {}, {}});
    return false;
  }
  if (end.status->state != AccountState::BudgetSpent && failures_++ == 0)
    failing_since_ = ticket.began;
  checked_ = checked_ && !needs_mending(end.status->state);
  close(*end.status, reopening(ticket, end));
  return true;
}

void ServiceGate::close_for_today(const AccountStatus &status, TimePoint now, Duration pause) {
  close(status, now + pause);
}

void ServiceGate::close(const AccountStatus &status, TimePoint reopen_at) {
  ++epoch_;
  reopen_at_ = reopen_at;
  set_status(status);
}

std::optional<Outcome> ServiceGate::refusal(TimePoint now) const {
  if (epoch_ == 0 || now >= reopen_at_)
    return std::nullopt;
  switch (account_.status.state) {
  case AccountState::Throttled:
    return Outcome::Throttled;
  case AccountState::BudgetSpent:
    return Outcome::BudgetSpent;
  default:
    return Outcome::ServiceError;
  }
}

// A back-off counts from the beginning of the call, so that a service that hangs is not left alone for the time-out and
// the pause together.
TimePoint ServiceGate::reopening(const Ticket &ticket, const End &end) const {
  const AccountStatus &status = *end.status;
  if (needs_mending(status.state))
    return end.now + recheck_interval_;
  const TimePoint allowed = end.now + end.least_pause;
  if (status.state == AccountState::BudgetSpent)
    return allowed;
  if (status.retry_after)
    return std::max(allowed, end.now + std::max<Duration>(*status.retry_after, backoff_.base));
  return std::max(allowed, ticket.began + backoff_.delay(failures_, end.now - failing_since_, end.random));
}

void ServiceGate::set_status(AccountStatus status) {
  if (status.state != account_.status.state)
    ++account_.generation;
  account_.status = std::move(status);
}

} // namespace facerec
