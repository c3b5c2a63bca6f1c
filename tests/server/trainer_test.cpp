#include "server/database.h"
#include "tests/server/fixture.h"

#include <gmock/gmock.h>

namespace facerec::server {
namespace {

using TrainerTest = ServerFixture;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST_F(TrainerTest, SaysThatATrainingCouldNotBeWrittenAndTrainsOnceItCan) {
  make_group();
  add_face(make_person("Ada"), 1);
  const auto other = Database::open(directory.path() / "faces.db");
  ASSERT_TRUE((*other)->execute("ALTER TABLE trained_face RENAME TO somewhere_else"));
  EXPECT_EQ(train(), "failed");
  EXPECT_THAT(json(send("GET", group + "/training")).at("message").get<std::string>(),
              AllOf(HasSubstr("could not be written ("), HasSubstr("trained_face")));
  ASSERT_TRUE((*other)->execute("ALTER TABLE somewhere_else RENAME TO trained_face"));
  EXPECT_EQ(train(), "succeeded");
  EXPECT_THAT(identify(face_id(1)).body, HasSubstr("personId"));
}

TEST_F(TrainerTest, FailsNoTrainingOfAGroupThatIsNotTrained) {
  make_group();
  EXPECT_TRUE(store_->fail_training(g, "for no reason"));
  EXPECT_EQ(store_->training(g).error(), StoreError::NeverTrained);
  EXPECT_EQ(store_->fail_training({GroupType::Large, "nobody"}, "").error(), StoreError::GroupNotFound);
}

} // namespace
} // namespace facerec::server
