#include "lookup/account_status.h"

#include <gmock/gmock.h>

namespace facerec {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

AccountNames names_of(azure::GroupType type) {
  AccountNames names;
  names.group = {type, "g3"};
  return names;
}

azure::ServiceError not_found() {
  azure::ServiceError error;
  error.kind = azure::ServiceError::Kind::NotFound;
  return error;
}

TEST(AccountStatusAdvice, IsACommandThatCanBeTyped) {
  const AccountNames large = names_of(azure::GroupType::Large);
  EXPECT_THAT(status_of(not_found(), large).message, EndsWith("make the group: facerec group create g3."));
  EXPECT_THAT(group_untrained("", large).message, EndsWith("then: facerec group train g3."));
  EXPECT_THAT(group_empty(large).message, EndsWith("Add people (facerec person add NAME IMAGE --group g3), then: "
                                                   "facerec group train g3."));
}

TEST(AccountStatusAdvice, NamesTheOlderKindOfGroup) {
  const AccountNames standard = names_of(azure::GroupType::Standard);
  EXPECT_THAT(status_of(not_found(), standard).message, EndsWith("facerec group create g3 --group-type standard."));
  EXPECT_THAT(group_untrained("", standard).message, EndsWith("facerec group train g3 --group-type standard."));
  EXPECT_THAT(group_empty(standard).message, HasSubstr("--group g3 --group-type standard)"));
}

} // namespace
} // namespace facerec
