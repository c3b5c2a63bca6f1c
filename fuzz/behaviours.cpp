// What the server is told to do to its clients: the grammars of --fault and --latency, and the admin endpoint's body.
#include "fuzz/fuzzer.h"

#include "server/front/behaviours.h"

#include <nlohmann/json.hpp>

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace facerec::server;
  using facerec::fuzz::require;
  const std::string_view text = facerec::fuzz::text_of(data, size);
  if (const auto rules = parse_faults(text)) {
    const auto again = parse_faults(to_string(*rules));
    require(again && *again == *rules, "faults read the same again");
  }
  if (const auto latency = parse_latency(text)) {
    require(latency->spread_ms >= 0 && latency->spread_ms <= latency->mean_ms, "the spread is at most the mean");
    require(latency->mean_ms + latency->spread_ms <= max_latency_ms, "nobody waits for longer than a minute");
  }
  if (const auto behaviours = behaviours_from(nlohmann::json::parse(text, nullptr, false))) {
    const auto again = behaviours_from(to_json(*behaviours));
    require(again && *again == *behaviours, "behaviours read the same again");
  }
  return 0;
}
