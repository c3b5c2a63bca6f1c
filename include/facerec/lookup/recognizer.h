// Whoever can name faces: Azure, or a double in a test.
#pragma once

#include "facerec/frame/crop.h"
#include "facerec/lookup/transaction_budget.h"
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

// Azure's qualityForRecognition: how fit a face is for being recognized.
enum class FaceQuality : std::uint8_t { Low, Medium, High };

// One face to be named.
struct Query {
  const Crop *crop = nullptr;                 // borrowed for the call, never null
  FaceQuality min_quality = FaceQuality::Low; // below it the answer is LowQuality, and no Identify is spent on it
};

struct Recognition {
  Outcome outcome = Outcome::ServiceError;
  std::vector<Candidate> candidates; // best first
  double cost = 0;                   // this face's share of the transactions; see Verdict
};

// What a call to the service comes with.
struct CallContext {
  std::stop_token stop;
  Permit permit; // for the first transactions; for more the recognizer asks the budget itself
  // Shorter than the request timeout where the service is only asked whether it is back.
  std::optional<std::chrono::milliseconds> timeout;
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
  Rejected,       // the service will not do what is asked of it, whatever it is asked again
  BudgetSpent,    // the day's transactions are spent: goes on by itself at midnight UTC
};
std::string_view to_string(AccountState state); // "ready", "key-refused", …

// True for the states that last until somebody mends the account, the group or the settings.
constexpr bool needs_mending(AccountState state) {
  return state >= AccountState::KeyRefused && state <= AccountState::Rejected;
}

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
  virtual AccountStatus check_account(CallContext &context) = 0;

  // One Recognition per query, in order. Blocks on the network; called by several workers at once. Returns soon after a
  // stop is requested, with ServiceError for whatever is open. `status` is set where the service as a whole refused or
  // did not answer, and left alone otherwise.
  virtual std::vector<Recognition> recognize(std::span<const Query> queries, CallContext &context,
                                             std::optional<AccountStatus> &status) = 0;
};

} // namespace facerec
