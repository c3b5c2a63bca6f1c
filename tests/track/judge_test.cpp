#include "facerec/track/judge.h"

#include "tests/track/people.h"

#include <gtest/gtest.h>

#include <cmath>

namespace facerec {
namespace {

using test::person;

TrackPolicy policy(double min_confidence, double min_margin = 0) {
  TrackPolicy policy;
  policy.min_confidence = min_confidence;
  policy.min_margin = min_margin;
  return policy;
}

Reason judged(std::vector<double> confidences, const TrackPolicy &policy) {
  std::vector<Candidate> list;
  for (const double confidence : confidences)
    list.push_back({person("p" + std::to_string(list.size())), confidence});
  return judge(list, policy);
}

TEST(Judge, NobodyIsNoMatch) { EXPECT_EQ(judged({}, policy(0.6)), Reason::NoMatch); }

TEST(Judge, TheThresholdItselfIsEnough) {
  EXPECT_EQ(judged({0.6}, policy(0.6)), Reason::None);
  EXPECT_EQ(judged({0.5999}, policy(0.6)), Reason::LowConfidence);
}

TEST(Judge, ATieIsNobodyEvenWithoutAMargin) {
  EXPECT_EQ(judged({0.9, 0.9}, policy(0.6)), Reason::Ambiguous);
  EXPECT_EQ(judged({0.9, 0.89}, policy(0.6)), Reason::None);
  EXPECT_EQ(judged({0, 0}, policy(0)), Reason::Ambiguous);
  EXPECT_EQ(judged({0}, policy(0)), Reason::None);
}

TEST(Judge, TheSecondHasToBeTheMarginBehind) {
  struct Case {
    double best, second, margin;
    Reason expected;
  };
  for (const Case &c : {Case{0.9, 0.8, 0.1, Reason::None}, Case{0.9, 0.81, 0.1, Reason::Ambiguous},
                        Case{0.7, 0.6, 0.1, Reason::None}, Case{0.9, 0.4, 0.5, Reason::None},
                        Case{0.9, 0.41, 0.5, Reason::Ambiguous}, Case{0.5, 0.1, 0.1, Reason::LowConfidence}})
    EXPECT_EQ(judged({c.best, c.second}, policy(0.6, c.margin)), c.expected) << c.best << " and " << c.second;
}

TEST(Judge, ACandidateThatIsNotListedCountsAsZero) {
  EXPECT_EQ(judged({0.4}, policy(0.3, 0.4)), Reason::None);
  EXPECT_EQ(judged({0.4}, policy(0.3, 0.5)), Reason::Ambiguous);
}

TEST(Judge, TheThirdCandidateDoesNotMatter) { EXPECT_EQ(judged({0.9, 0.7, 0.69}, policy(0.6, 0.1)), Reason::None); }

TEST(Judge, NanNamesNobody) {
  EXPECT_EQ(judged({NAN}, policy(0.6)), Reason::LowConfidence);
  EXPECT_EQ(judged({0.9, NAN}, policy(0.6)), Reason::Ambiguous);
}

TEST(Judge, EveryOutcomeHasItsReason) {
  const std::pair<Outcome, Reason> table[] = {
      {Outcome::NoFace, Reason::NoFace},
      {Outcome::LowQuality, Reason::LowQuality},
      {Outcome::Throttled, Reason::WaitingForQuota},
      {Outcome::Dropped, Reason::Queued},
      {Outcome::BudgetSpent, Reason::BudgetSpent},
      {Outcome::ServiceError, Reason::ServiceError},
  };
  for (const auto &[outcome, reason] : table)
    EXPECT_EQ(judge(test::outcome(outcome), policy(0.6)), reason);
  EXPECT_EQ(judge(test::match("ada"), policy(0.6)), Reason::None);
}

} // namespace
} // namespace facerec
