// Faults on demand: what goes wrong, with which operation, how often.
#pragma once

#include "facerec/base/result.h"
#include "server/front/answer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::server {

enum class FaultKind {
  Throttled,          // 429 with Retry-After
  ThrottledBare,      // 429 that does not say when
  ThrottledInMessage, // 429 that says when in its message only
  TimedOut,           // 408
  Failed,             // 500
  BadGateway,         // 502
  Unavailable,        // 503
  GatewayTimedOut,    // 504
  Reset,              // the connection breaks instead of an answer
  Hang,               // no answer comes
  Drip,               // the answer comes byte by byte
  Truncated,          // the answer ends in the middle
  Malformed,          // JSON that is none
  Oversized,          // more than anybody should read
  WrongType,          // a web page
  Redirect,           // 307 to somewhere else
  Odd,                // the status 299
};
std::string_view to_string(FaultKind kind); // as the options write it: "429", "hang", …
std::vector<std::string_view> fault_kinds();
std::vector<std::string_view> fault_operations();                // the router's names; "*" stands for all of them
std::string list_of(const std::vector<std::string_view> &names); // "detect, identify"

struct FaultRule {
  std::string operation; // a name of the router's, or "*"
  FaultKind kind = FaultKind::Failed;
  std::optional<std::uint64_t> count; // how often yet; nothing: for ever

  friend bool operator==(const FaultRule &, const FaultRule &) = default;
};

// "detect:503*3,identify:reset": rules with commas between them, each OPERATION:KIND or OPERATION:KIND*COUNT. An empty
// text is no rule. InvalidArgument names the part that breaks the grammar.
Result<std::vector<FaultRule>> parse_faults(std::string_view text);
std::string to_string(const std::vector<FaultRule> &rules);

// Whether the fault comes instead of the operation, which then is not carried out.
bool replaces_operation(FaultKind kind);

// The answer with the fault in it. `response` is the operation's; it is not looked at where the fault replaces that.
Answer with_fault(FaultKind kind, Response response);

} // namespace facerec::server
