#include "tests/server/leave_one_out.h"

#include "tests/support/test_data.h"

#include <gtest/gtest.h>

namespace facerec::server {
namespace {

TEST(VerdictOf, IsAtOneHalf) {
  EXPECT_EQ(verdict_of({"p", "a", "a", 0.5}), Verdict::Right);
  EXPECT_EQ(verdict_of({"p", "a", "b", 0.5}), Verdict::Wrong);
  EXPECT_EQ(verdict_of({"p", "", "b", 0.5}), Verdict::Wrong);
  EXPECT_EQ(verdict_of({"p", "a", "b", 0.49}), Verdict::Below);
  EXPECT_EQ(verdict_of({"p", "a", "", 0}), Verdict::NoFace);
}

void print(const std::vector<Trial> &trials) {
  for (const Trial &trial : trials)
    if (verdict_of(trial) != Verdict::Right)
      std::cout << trial.picture << ": " << trial.truth << ", taken for " << trial.best << ", " << trial.confidence
                << "\n";
}

Trials trials_with(const std::string &models, const std::filesystem::path &data) {
  const auto engine = make_face_engine(models, 1);
  EXPECT_TRUE(engine) << engine.error().message;
  return leave_one_out(**engine, data);
}

TEST(Recognition, NamesNineInTenPortraitsRightAndNobodyWrongWithYunet) {
  const auto models = test::shared_file("models");
  const auto data = test::shared_file("data");
  if (!models || !data)
    GTEST_SKIP() << "no models or data";
  const Trials trials = trials_with(models->string(), *data);
  print(trials.portraits);
  ASSERT_EQ(trials.portraits.size(), 23U);
  EXPECT_GE(count(trials.portraits, Verdict::Right), 21U);
  EXPECT_EQ(count(trials.portraits, Verdict::Wrong), 0U);
  EXPECT_EQ(count(trials.portraits, Verdict::NoFace), 0U);
  EXPECT_EQ(count(trials.left_out, Verdict::Below), 23U); // unknown, as long as nobody has told who they are
  EXPECT_GE(trials.strangers.size(), 30U);
  EXPECT_EQ(count(trials.strangers, Verdict::Wrong), 0U);
}

TEST(Recognition, NamesNobodyWrongWithoutModels) {
  const auto data = test::shared_file("data");
  if (!data)
    GTEST_SKIP() << "no data";
  const Trials trials = trials_with("", *data);
  EXPECT_EQ(count(trials.portraits, Verdict::Wrong), 0U);
  EXPECT_EQ(count(trials.left_out, Verdict::Wrong), 0U);
  EXPECT_EQ(count(trials.strangers, Verdict::Wrong), 0U);
  EXPECT_GE(count(trials.portraits, Verdict::Right), 12U);
}

} // namespace
} // namespace facerec::server
