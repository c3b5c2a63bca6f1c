// Random numbers that are the same everywhere: the generator is fixed by the standard, its distributions are not.
#pragma once

#include <cstdint>
#include <random>

namespace facerec::synthetic {

class Random {
public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  // In [low, high).
  double between(double low, double high) {
    return low + (high - low) * (static_cast<double>(engine_() >> 11) * 0x1.0p-53);
  }
  // In 0..count-1.
  int below(int count) { return static_cast<int>(between(0, count)); }

private:
  std::mt19937_64 engine_;
};

} // namespace facerec::synthetic
