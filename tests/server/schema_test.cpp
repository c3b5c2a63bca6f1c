#include "server/store.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <sstream>

namespace facerec::server {
namespace {

class SchemaTest : public ::testing::Test {
protected:
  void execute(const std::string &sql) const {
    sqlite3 *database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }

  void make_version_1() const {
    std::ostringstream sql;
    sql << std::ifstream(test::source_dir() / "tests/server/faces_version_1.sql").rdbuf();
    execute(sql.str());
  }

  std::unique_ptr<Store> open(const StoreLimits &limits = {}) const {
    auto store = Store::open(path, limits);
    if (!store)
      throw std::runtime_error(store.error().message);
    return std::move(*store);
  }

  const GroupRef g{GroupType::Large, "g"};
  test::TemporaryDirectory directory;
  const std::string path = directory.path() / "faces.db";
};

TEST_F(SchemaTest, KeepsEverythingOfTheFirstVersionAsLargePersonGroups) {
  make_version_1();
  for (int opened = 0; opened < 2; ++opened) { // the second time nothing is left to do
    const auto store = open();
    const auto groups = store->groups(GroupType::Large, "", 10);
    ASSERT_EQ(groups->size(), 2U);
    EXPECT_EQ(groups->front().ref.id, "empty");
    EXPECT_EQ(groups->front().recognition_model, "recognition_03");
    EXPECT_EQ(groups->back().name, "G");
    EXPECT_EQ(groups->back().user_data, "data of the group");
    EXPECT_TRUE(store->groups(GroupType::Standard, "", 10)->empty());
    EXPECT_EQ(store->person(g, "p")->name, "Ada");
    EXPECT_EQ(store->person(g, "p")->user_data, "data of the person");
    EXPECT_EQ(store->face(g, "p", "f")->user_data, "data of the face");
    EXPECT_EQ(store->training(g)->status, "succeeded");
    EXPECT_EQ(store->training(g)->last_success, "2026-01-01T00:00:01.000Z");
    EXPECT_EQ(store->training({GroupType::Large, "empty"}).error(), StoreError::NeverTrained);
    ASSERT_EQ(store->trained_faces(g, "lbph")->size(), 1U);
    EXPECT_EQ(store->trained_faces(g, "lbph")->front().encoding, (Encoding{0.6F, 0.8F}));
  }
}

TEST_F(SchemaTest, CountsThePersonsOfTheFirstVersion) {
  make_version_1();
  const auto store = open({.persons_in_large = 2});
  ASSERT_TRUE(store->create_person(g, {"q", "Bob", "", {}}));
  EXPECT_EQ(store->create_person(g, {"r", "Eve", "", {}}).error(), StoreError::TooManyPersons);
}

TEST_F(SchemaTest, StillBindsPersonsAndFacesToTheirGroup) {
  make_version_1();
  const auto store = open();
  ASSERT_TRUE(store->delete_group(g));
  ASSERT_TRUE(store->create_group({g, "G", "", "recognition_04"}));
  EXPECT_TRUE(store->persons(g, "", 10)->empty());
  EXPECT_TRUE(store->trained_faces(g, "lbph")->empty());
  ASSERT_TRUE(store->create_person(g, {"p", "Ada", "", {}})); // neither id is taken any more
  EXPECT_TRUE(store->add_face(g, "p", {"f", "", "lbph", {1.0F}}));
}

TEST_F(SchemaTest, LeavesAFileAloneThatItCannotBringUpToDate) {
  execute("CREATE TABLE person_group(something_else); INSERT INTO person_group VALUES(7);");
  const auto opened = Store::open(path);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::Malformed);
  EXPECT_THAT(opened.error().message, ::testing::StartsWith("the database '" + path + "' cannot be used: "));
  execute("SELECT something_else FROM person_group;");
}

TEST_F(SchemaTest, RefusesAFileOfANewerProgram) {
  execute("PRAGMA user_version=1000");
  const auto opened = Store::open(path);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error(), (Error{ErrorCode::Malformed,
                                   "the database '" + path + "' was written by a newer version of this program"}));
}

} // namespace
} // namespace facerec::server
