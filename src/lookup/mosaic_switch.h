// Whether several faces may be sent in one picture: a service that keeps rejecting mosaics gets single crops instead,
// because each rejected one is paid for and brings nothing. Safe from any thread.
#pragma once

#include "facerec/base/time.h"

#include <chrono>
#include <mutex>

namespace facerec {

class MosaicSwitch {
public:
  static constexpr int most_rejected = 3; // in a row
  static constexpr std::chrono::seconds pause{60};

  // Whether the next picture may be a mosaic. After a pause one caller gets to try; the others only if that goes well.
  bool take(TimePoint now) {
    const std::lock_guard lock(mutex_);
    if (rejected_ < most_rejected)
      return true;
    if (now < off_until_)
      return false;
    off_until_ = now + pause;
    return true;
  }

  void accepted() {
    const std::lock_guard lock(mutex_);
    rejected_ = 0;
  }

  void rejected(TimePoint now) {
    const std::lock_guard lock(mutex_);
    if (++rejected_ >= most_rejected)
      off_until_ = now + pause;
  }

private:
  std::mutex mutex_; // guards all below
  int rejected_ = 0; // in a row
  TimePoint off_until_{};
};

} // namespace facerec
