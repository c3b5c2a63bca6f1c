// How long calls took: mean and percentiles from a fixed number of buckets. Not thread-safe.
//
// Buckets grow by a quarter from 1 ms on, 56 of them reach beyond 200 s; a percentile is off by at most that quarter.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace facerec {

class LatencyHistogram {
public:
  using Microseconds = std::chrono::microseconds;

  void record(Microseconds latency) {
    latency = std::max(latency, Microseconds(0));
    ++count_;
    sum_ += latency;
    const auto bucket = std::lower_bound(bounds().begin(), bounds().end() - 1, latency);
    ++buckets_[static_cast<std::size_t>(bucket - bounds().begin())];
  }

  std::uint64_t count() const { return count_; }
  Microseconds mean() const { return count_ == 0 ? Microseconds(0) : sum_ / static_cast<Microseconds::rep>(count_); }

  // The upper bound of the bucket that holds the call of rank `share` (0..1); 0 where there was none.
  Microseconds percentile(double share) const {
    const double rank = share * static_cast<double>(count_);
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < buckets_.size() && count_ > 0; ++i) {
      below += buckets_[i];
      if (below > 0 && static_cast<double>(below) >= rank)
        return bounds()[i];
    }
    return Microseconds(0);
  }

private:
  static constexpr std::size_t bucket_count = 56;
  using Bounds = std::array<Microseconds, bucket_count>;
  static const Bounds &bounds() {
    static const Bounds all = [] {
      Bounds result{};
      double bound = 1000;
      for (Microseconds &each : result) {
        each = Microseconds(static_cast<Microseconds::rep>(bound));
        bound *= 1.25;
      }
      return result;
    }();
    return all;
  }

  std::uint64_t count_ = 0;
  Microseconds sum_{0};
  std::array<std::uint64_t, bucket_count> buckets_{};
};

} // namespace facerec
