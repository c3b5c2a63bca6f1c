#include "server/store.h"
#include "tests/support/test_data.h"

#include <gtest/gtest.h>

#include <fstream>

namespace facerec::server {
namespace {

class StoreTest : public ::testing::Test {
protected:
  StoreTest() : path(directory.path() / "faces.db") { open(); }

  void open() {
    store.reset();
    auto opened = Store::open(path);
    ASSERT_TRUE(opened) << opened.error().message;
    store = std::move(*opened);
  }

  void fill() {
    ASSERT_TRUE(store->create_group({g, "G", "", "recognition_04"}));
    ASSERT_TRUE(store->create_person(g, {"p", "Ada", "", {}}));
    ASSERT_TRUE(store->add_face(g, "p", {"f", "", "lbph", {0.6F, 0.8F}}));
  }

  const GroupRef g{GroupType::Large, "g"};
  test::TemporaryDirectory directory;
  std::string path;
  std::unique_ptr<Store> store;
};

TEST_F(StoreTest, KeepsWhatWasWrittenThroughAReopen) {
  fill();
  ASSERT_TRUE(store->begin_training(g));
  ASSERT_EQ(*store->finish_training(g, "lbph"), 1);
  open();
  EXPECT_EQ(store->person(g, "p")->name, "Ada");
  const auto faces = store->trained_faces(g, "lbph");
  ASSERT_EQ(faces->size(), 1U);
  EXPECT_EQ((*faces)[0].person_id, "p");
  EXPECT_EQ((*faces)[0].encoding, (Encoding{0.6F, 0.8F}));
}

TEST_F(StoreTest, DeletesWithAGroupEverythingInIt) {
  fill();
  ASSERT_TRUE(store->begin_training(g));
  ASSERT_TRUE(store->finish_training(g, "lbph"));
  ASSERT_TRUE(store->delete_group(g));
  ASSERT_TRUE(store->create_group({g, "G", "", "recognition_04"}));
  EXPECT_EQ(store->person(g, "p").error(), StoreError::PersonNotFound);
  EXPECT_TRUE(store->trained_faces(g, "lbph")->empty());
  EXPECT_EQ(store->training(g).error(), StoreError::NeverTrained);
}

TEST_F(StoreTest, TrainsOnlyFacesOfTheEncoderThatRuns) {
  fill();
  ASSERT_TRUE(store->begin_training(g));
  EXPECT_EQ(*store->finish_training(g, "sface"), 0);
  const auto training = store->training(g);
  EXPECT_EQ(training->status, "failed");
  EXPECT_EQ(training->message,
            "Every persisted face was encoded by another recognizer than the server runs now; add the faces again.");
}

TEST_F(StoreTest, KeepsTheLastTrainingWhereANewOneFails) {
  fill();
  ASSERT_TRUE(store->begin_training(g));
  ASSERT_TRUE(store->finish_training(g, "lbph"));
  ASSERT_TRUE(store->delete_face(g, "p", "f"));
  ASSERT_TRUE(store->begin_training(g));
  EXPECT_EQ(*store->finish_training(g, "lbph"), 0);
  EXPECT_EQ(store->trained_faces(g, "lbph")->size(), 1U);
  EXPECT_TRUE(store->training(g)->last_success.has_value());
}

TEST_F(StoreTest, SaysWhichTrainingsWereInterrupted) {
  fill();
  EXPECT_TRUE(store->interrupted_trainings()->empty());
  ASSERT_TRUE(store->begin_training(g));
  EXPECT_EQ(store->begin_training(g).error(), StoreError::TrainingRunning);
  open();
  const auto interrupted = store->interrupted_trainings();
  ASSERT_EQ(interrupted->size(), 1U);
  EXPECT_EQ(interrupted->front().type, GroupType::Large);
  EXPECT_EQ(interrupted->front().id, "g");
}

TEST_F(StoreTest, LeavesNothingOfAChangeThatFailed) {
  fill();
  EXPECT_EQ(store->add_face(g, "p", {"f", "", "lbph", {1.0F}}).error(), StoreError::Failed); // the id is taken
  EXPECT_NE(store->last_failure().find("UNIQUE"), std::string::npos);
  EXPECT_EQ(store->person(g, "p")->face_ids, std::vector<std::string>{"f"});
}

TEST_F(StoreTest, RefusesWhatIsNoDatabase) {
  const auto other = directory.path() / "text";
  std::ofstream(other) << std::string(5000, 'x');
  const auto opened = Store::open(other);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::Malformed);
  EXPECT_FALSE(Store::open(directory.path() / "no" / "where.db"));
}

} // namespace
} // namespace facerec::server
