// What the server is told to do to its clients, so that they can be tested: less than an account may, slower than a
// machine is, and wrong.
#pragma once

#include "facerec/base/result.h"
#include "server/front/faults.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::server {

// Every answer waits for a time that is spread evenly over mean - spread to mean + spread.
struct Latency {
  double mean_ms = 0;
  double spread_ms = 0;

  friend bool operator==(const Latency &, const Latency &) = default;
};

struct Behaviours {
  std::optional<int> tps{};             // transactions in any one second, 1 to 10,000; nothing: no limit
  std::optional<std::uint64_t> quota{}; // transactions that may still come; nothing: no limit
  std::optional<Latency> latency{};
  bool deny_identify = false; // as for a subscription without Limited Access approval
  std::vector<FaultRule> faults{};

  friend bool operator==(const Behaviours &, const Behaviours &) = default;
};

inline constexpr int max_tps = 10'000;
inline constexpr double max_latency_ms = 60'000;

// InvalidArgument names the value and the rule.
Result<void> check_tps(std::int64_t tps);
// "120", "120±30" or "120+-30": milliseconds, together at most a minute, the spread at most the mean.
Result<Latency> parse_latency(std::string_view text);
std::string to_string(const Latency &latency);

// {"tps":10,"quota":null,"latency":"120±30","denyIdentify":false,"fault":"detect:503*3"}; what is off is null, false
// or "".
nlohmann::json to_json(const Behaviours &behaviours);
// The same back; a member that is missing is off, one that is unknown an error.
Result<Behaviours> behaviours_from(const nlohmann::json &json);

} // namespace facerec::server
