// What every fuzzer has: one function, which libFuzzer calls with bytes of its own, and replay.cpp with those of files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace facerec::fuzz {

inline std::string_view text_of(const std::uint8_t *data, std::size_t size) {
  return {reinterpret_cast<const char *>(data), size};
}

// What must hold whatever the input: the fuzzer and the test end with `rule` where it does not.
inline void require(bool holds, const char *rule) {
  if (holds)
    return;
  std::fprintf(stderr, "broken rule: %s\n", rule);
  std::abort();
}

} // namespace facerec::fuzz
