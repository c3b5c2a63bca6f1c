#include "facerec/track/votes.h"

#include "tests/track/people.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

using test::person;

TEST(Votes, BelongToThePersonAndNotToTheName) {
  Votes votes;
  votes.add(person("ada"));
  votes.add(std::make_shared<Identity>(Identity{"id-of-ada", "Ada Lovelace", {}}));
  votes.add(std::make_shared<Identity>(Identity{"another-id", "ada", {}}));
  EXPECT_EQ(votes.count(*person("ada")), 2);
}

TEST(Votes, NobodyHasAnyAtFirstAndAfterClear) {
  Votes votes;
  EXPECT_EQ(votes.count(*person("ada")), 0);
  EXPECT_EQ(votes.lead(*person("ada")), 0);
  votes.add(person("ada"));
  votes.clear();
  EXPECT_EQ(votes.count(*person("ada")), 0);
}

TEST(Votes, TheLeadIsOverTheNextBest) {
  Votes votes;
  for (const char *name : {"ada", "ada", "ada", "bob", "bob", "eve"})
    votes.add(person(name));
  EXPECT_EQ(votes.lead(*person("ada")), 1);
  EXPECT_EQ(votes.lead(*person("bob")), -1);
  EXPECT_EQ(votes.lead(*person("kim")), -3);
}

} // namespace
} // namespace facerec
