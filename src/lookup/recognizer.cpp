#include "facerec/lookup/recognizer.h"

namespace facerec {

std::string_view to_string(AccountState state) {
  switch (state) {
  case AccountState::Unknown:
    return "unknown";
  case AccountState::Ready:
    return "ready";
  case AccountState::Unreachable:
    return "unreachable";
  case AccountState::Throttled:
    return "throttled";
  case AccountState::KeyRefused:
    return "key-refused";
  case AccountState::NotAllowed:
    return "not-allowed";
  case AccountState::GroupMissing:
    return "group-missing";
  case AccountState::GroupUntrained:
    return "group-untrained";
  case AccountState::ModelMismatch:
    return "model-mismatch";
  case AccountState::Rejected:
    return "rejected";
  case AccountState::BudgetSpent:
    return "budget-spent";
  }
  return "unknown";
}

} // namespace facerec
