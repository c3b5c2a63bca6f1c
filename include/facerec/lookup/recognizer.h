// Whoever can name faces: Azure, or a double in a test.
#pragma once

#include "facerec/frame/crop.h"
#include "facerec/track/verdict.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace facerec {

struct Recognition {
  Outcome outcome = Outcome::ServiceError;
  std::vector<Candidate> candidates; // best first
};

// Whether an account can name anybody, and if not, why.
enum class AccountState : std::uint8_t {
  Unknown, // not asked yet
  Ready,
  Unreachable,    // no usable answer (no connection, timeout, 5xx): goes away by itself
  Throttled,      // 429, the account's rate is spent: goes away by itself, and is no reason to warn anybody
  KeyRefused,     // 401. This and all below: somebody has to mend it
  NotAllowed,     // 403, as for Identify without Microsoft's approval
  GroupMissing,   // the person group does not exist
  GroupUntrained, // the group was never trained, or has nobody in it
  ModelMismatch,  // the group has another recognition model than asked for
};
std::string_view to_string(AccountState state); // "ready", "key-refused", …

// True for the states that last until somebody mends the account, the group or the settings.
constexpr bool needs_mending(AccountState state) { return state >= AccountState::KeyRefused; }

struct AccountStatus {
  AccountState state = AccountState::Unknown;
  std::string message; // what is wrong and what to do about it, for a person; empty when Ready. Never holds a secret
  // How long the service asked to be left alone (429, 503); nothing: no wish.
  std::optional<std::chrono::milliseconds> retry_after;
};

class Recognizer {
public:
  virtual ~Recognizer() = default;

  // Checks the account: key, group, training, recognition model. Blocks; any worker thread, one at a time.
  virtual AccountStatus check_account(std::stop_token stop) = 0;

  // One Recognition per crop, in order. Blocks on the network; called by several workers at once. Returns soon after a
  // stop is requested, with ServiceError for whatever is open. `status` is set where the service as a whole refused or
  // did not answer, and left alone otherwise.
  virtual std::vector<Recognition> recognize(std::span<const Crop *const> crops, std::stop_token stop,
                                             std::optional<AccountStatus> &status) = 0;
};

} // namespace facerec
