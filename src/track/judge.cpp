#include "facerec/track/judge.h"

namespace facerec {
namespace {

// 0.9 and 0.8 are 0.1 apart, whatever binary fractions make of them. Far below what confidences differ by.
constexpr double rounding = 1e-9;

// False for NaN.
bool is_ahead(double best, double second, double margin) { return best > second && best - second >= margin - rounding; }

} // namespace

Reason judge(const std::vector<Candidate> &candidates, const TrackPolicy &policy) {
  if (candidates.empty())
    return Reason::NoMatch;
  const double best = candidates[0].confidence;
  const double second = candidates.size() > 1 ? candidates[1].confidence : 0;
  if (!(best >= policy.min_confidence))
    return Reason::LowConfidence;
  const bool alone = candidates.size() == 1 && policy.min_margin <= 0;
  return alone || is_ahead(best, second, policy.min_margin) ? Reason::None : Reason::Ambiguous;
}

Reason judge(const Verdict &verdict, const TrackPolicy &policy) {
  switch (verdict.outcome) {
  case Outcome::Candidates:
    return judge(verdict.candidates, policy);
  case Outcome::NoFace:
    return Reason::NoFace;
  case Outcome::LowQuality:
    return Reason::LowQuality;
  case Outcome::Throttled:
    return Reason::WaitingForQuota;
  case Outcome::Dropped:
    return Reason::Queued;
  case Outcome::BudgetSpent:
    return Reason::BudgetSpent;
  case Outcome::ServiceError:
    return Reason::ServiceError;
  }
  return Reason::ServiceError;
}

} // namespace facerec
