#include "facerec/lookup/recognizer.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

TEST(AccountState, HasANameForEachState) {
  EXPECT_EQ(to_string(AccountState::Unknown), "unknown");
  EXPECT_EQ(to_string(AccountState::Ready), "ready");
  EXPECT_EQ(to_string(AccountState::Unreachable), "unreachable");
  EXPECT_EQ(to_string(AccountState::Throttled), "throttled");
  EXPECT_EQ(to_string(AccountState::KeyRefused), "key-refused");
  EXPECT_EQ(to_string(AccountState::NotAllowed), "not-allowed");
  EXPECT_EQ(to_string(AccountState::GroupMissing), "group-missing");
  EXPECT_EQ(to_string(AccountState::GroupUntrained), "group-untrained");
  EXPECT_EQ(to_string(AccountState::ModelMismatch), "model-mismatch");
}

TEST(AccountState, OutagesPassAndRefusalsNeedMending) {
  for (const AccountState passing :
       {AccountState::Unknown, AccountState::Ready, AccountState::Unreachable, AccountState::Throttled})
    EXPECT_FALSE(needs_mending(passing)) << to_string(passing);
  for (const AccountState lasting : {AccountState::KeyRefused, AccountState::NotAllowed, AccountState::GroupMissing,
                                     AccountState::GroupUntrained, AccountState::ModelMismatch})
    EXPECT_TRUE(needs_mending(lasting)) << to_string(lasting);
}

} // namespace
} // namespace facerec
