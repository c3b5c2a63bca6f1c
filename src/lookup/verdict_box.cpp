#include "facerec/lookup/lookup_service.h"

#include <utility>

namespace facerec {

void VerdictBox::put(Verdict verdict) {
  {
    std::lock_guard lock(mutex_);
    verdicts_.push_back(std::move(verdict));
  }
  arrived_.notify_all();
}

std::vector<Verdict> VerdictBox::take() {
  std::lock_guard lock(mutex_);
  return std::exchange(verdicts_, {});
}

bool VerdictBox::wait_until(TimePoint deadline) {
  std::unique_lock lock(mutex_);
  arrived_.wait_until(lock, deadline, [this] { return interrupted_ || !verdicts_.empty(); });
  return !verdicts_.empty();
}

void VerdictBox::interrupt() {
  {
    std::lock_guard lock(mutex_);
    interrupted_ = true;
  }
  arrived_.notify_all();
}

void VerdictBox::resume() {
  std::lock_guard lock(mutex_);
  interrupted_ = false;
}

} // namespace facerec
