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

ServiceGate::Ticket ServiceGate::begin(Task task) {
  alone_out_ = alone_out_ || task == Task::CheckAccount || task == Task::Probe;
  return {task, epoch_};
}

bool ServiceGate::end(const Ticket &ticket, const std::optional<AccountStatus> &status, TimePoint now, double random) {
  if (ticket.task != Task::LookUp)
    alone_out_ = false;
  if (ticket.epoch != epoch_)
    return false;
  if (!status || status->state == AccountState::Ready) {
    checked_ = true;
    failures_ = 0;
    set_status({AccountState::Ready, {}, {}});
    return false;
  }
  ++epoch_;
  ++failures_;
  checked_ = checked_ && !needs_mending(status->state);
  reopen_at_ = now + pause(*status, random);
  set_status(*status);
  return true;
}

std::optional<Outcome> ServiceGate::refusal(TimePoint now) const {
  if (epoch_ == 0 || now >= reopen_at_)
    return std::nullopt;
  return account_.status.state == AccountState::Throttled ? Outcome::Throttled : Outcome::ServiceError;
}

Duration ServiceGate::pause(const AccountStatus &status, double random) {
  if (needs_mending(status.state))
    return recheck_interval_;
  if (status.retry_after)
    return std::max<Duration>(*status.retry_after, backoff_.base);
  return backoff_.delay(failures_, random);
}

void ServiceGate::set_status(AccountStatus status) {
  if (status.state != account_.status.state)
    ++account_.generation;
  account_.status = std::move(status);
}

} // namespace facerec
