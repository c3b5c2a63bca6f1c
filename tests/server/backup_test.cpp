#include "server/backup.h"

#include "server/data_lock.h"
#include "server/store.h"
#include "tests/support/program.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace facerec::server {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

const GroupRef g{GroupType::Large, "g"};
constexpr auto to_the_end = [](std::int64_t, std::int64_t) { return true; };

class BackupTest : public ::testing::Test {
protected:
  BackupTest() {
    fs::create_directory(data);
    fs::create_directory(other);
  }

  static std::unique_ptr<Store> open(const std::string &folder) {
    auto store = Store::open(fs::path(folder) / "faces.db");
    if (!store)
      throw std::runtime_error(store.error().message);
    return std::move(*store);
  }

  static void fill(Store &store) {
    ASSERT_TRUE(store.create_group({{GroupType::Large, "g"}, "G", "", "recognition_04"}));
    ASSERT_TRUE(store.create_person(g, {"p", "Ada", "", {}}));
    ASSERT_TRUE(store.add_face(g, "p", {"f", "", "lbph", {0.6F, 0.8F}, "a kept picture"}));
  }

  Result<BackupContents> back_up_all(Overwrite overwrite = Overwrite::No) const {
    return back_up(data, file, overwrite, to_the_end);
  }

  static std::vector<std::string> names_in(const std::string &folder) {
    std::vector<std::string> names;
    for (const auto &entry : fs::directory_iterator(folder))
      names.push_back(entry.path().filename());
    return names;
  }

  test::TemporaryDirectory directory;
  const std::string data = directory.path() / "data";
  const std::string other = directory.path() / "other";
  const std::string file = directory.path() / "backup";
};

TEST_F(BackupTest, HoldsWhatAServerHasWrittenAndIsWritingOn) {
  const auto store = open(data); // it stays open, as a server has it
  fill(*store);
  const auto contents = back_up_all();
  ASSERT_TRUE(contents) << contents.error().message;
  EXPECT_EQ(contents->groups, 1);
  EXPECT_EQ(contents->persons, 1);
  EXPECT_EQ(contents->faces, 1);
  EXPECT_EQ(contents->bytes, static_cast<std::int64_t>(fs::file_size(file)));
  ASSERT_TRUE(store->create_person(g, {"q", "Too late", "", {}}));
  const auto restored = restore(file, other, Overwrite::No, to_the_end);
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(open(other)->person(g, "p")->face_ids, std::vector<std::string>{"f"});
  EXPECT_FALSE(open(other)->person(g, "q"));
  EXPECT_EQ(*open(other)->face_image("f"), "a kept picture");
}

TEST_F(BackupTest, IsOneMomentHoweverMuchIsWrittenMeanwhile) {
  const auto store = open(data);
  fill(*store);
  for (int i = 0; i < 50; ++i) // 13 MB, of which 1 MB is copied at once
    ASSERT_TRUE(store->add_face(g, "p", {"large" + std::to_string(i), "", "lbph", Encoding(65536)}));
  std::vector<std::int64_t> steps;
  const auto contents = back_up(data, file, Overwrite::No, [&](std::int64_t done, std::int64_t) {
    EXPECT_TRUE(store->delete_face(g, "p", "large" + std::to_string(steps.size())));
    steps.push_back(done);
    return true;
  });
  ASSERT_TRUE(contents) << contents.error().message;
  EXPECT_EQ(contents->faces, 51);
  EXPECT_GT(steps.size(), 10U);
  EXPECT_TRUE(std::is_sorted(steps.begin(), steps.end())); // it never began anew
  EXPECT_EQ(steps.back(), contents->bytes);
}

TEST_F(BackupTest, LeavesNothingBehindWhereItIsInterrupted) {
  fill(*open(data));
  const auto at_once = [](std::int64_t, std::int64_t) { return false; };
  EXPECT_EQ(back_up(data, file, Overwrite::No, at_once).error(), (Error{ErrorCode::Cancelled, "interrupted"}));
  EXPECT_THAT(names_in(directory.path()), UnorderedElementsAre("data", "other"));
  ASSERT_TRUE(back_up_all());
  ASSERT_TRUE(open(data)->create_group({{GroupType::Large, "h"}, "H", "", "recognition_04"}));
  EXPECT_EQ(restore(file, data, Overwrite::Yes, at_once).error().code, ErrorCode::Cancelled);
  EXPECT_TRUE(open(data)->group({GroupType::Large, "h"}));
  EXPECT_THAT(names_in(data), UnorderedElementsAre("lock", "faces.db"));
}

TEST_F(BackupTest, IsOneFileForItsOwnerOnlyAndNoKeyIsInIt) {
  fill(*open(data));
  std::ofstream(fs::path(data) / "key") << "a-secret-key";
  ASSERT_TRUE(back_up_all());
  EXPECT_THAT(names_in(directory.path()), UnorderedElementsAre("data", "other", "backup"));
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(test::content_of(file).find("a-secret-key"), std::string::npos);
}

TEST_F(BackupTest, OfAServerThatWasKilledHasWhatIsInItsLogOnly) {
  const auto store = open(data);
  fill(*store);
  fs::copy(fs::path(data) / "faces.db", other); // as the dead server's folder: a log, and nobody who has it open
  fs::copy(fs::path(data) / "faces.db-wal", other);
  const auto contents = back_up(other, file, Overwrite::No, to_the_end);
  ASSERT_TRUE(contents) << contents.error().message;
  EXPECT_EQ(contents->faces, 1);
}

TEST_F(BackupTest, ReplacesNothingUnlessItIsTold) {
  fill(*open(data));
  ASSERT_TRUE(back_up_all());
  EXPECT_EQ(back_up_all().error(),
            invalid_argument("'" + file + "' is there already; --force puts this one in its place"));
  EXPECT_TRUE(back_up_all(Overwrite::Yes));
  EXPECT_EQ(restore(file, data, Overwrite::No, to_the_end).error(),
            invalid_argument("'" + data + "/faces.db' is there already; --force puts this one in its place"));
  ASSERT_TRUE(open(data)->create_group({{GroupType::Large, "h"}, "H", "", "recognition_04"}));
  ASSERT_TRUE(restore(file, data, Overwrite::Yes, to_the_end));
  EXPECT_EQ(open(data)->groups(GroupType::Large, "", 10)->size(), 1U);
}

TEST_F(BackupTest, TakesThePlaceOfADamagedDatabaseAndItsLog) {
  fill(*open(data));
  ASSERT_TRUE(back_up_all());
  std::ofstream(fs::path(data) / "faces.db") << std::string(8192, 'x');
  std::ofstream(fs::path(data) / "faces.db-wal") << "rubbish";
  ASSERT_TRUE(restore(file, data, Overwrite::Yes, to_the_end));
  EXPECT_EQ(open(data)->person(g, "p")->name, "Ada");
}

TEST_F(BackupTest, IsNotRestoredWhileAServerHasTheFolder) {
  fill(*open(data));
  ASSERT_TRUE(back_up_all());
  const auto lock = DataLock::take(data);
  EXPECT_EQ(restore(file, data, Overwrite::Yes, to_the_end).error(),
            (Error{ErrorCode::Unavailable, "a server uses the folder '" + data + "'; stop it first"}));
}

TEST_F(BackupTest, SaysWhatIsNotThereAndWhatIsNoBackup) {
  EXPECT_EQ(back_up_all().error(), (Error{ErrorCode::NotFound, "there is no database '" + data + "/faces.db'"}));
  EXPECT_EQ(restore(file, data, Overwrite::No, to_the_end).error(),
            (Error{ErrorCode::NotFound, "there is no backup '" + file + "'"}));
  std::ofstream(file) << std::string(5000, 'x');
  EXPECT_EQ(restore(file, data, Overwrite::No, to_the_end).error(),
            (Error{ErrorCode::Malformed, "'" + file + "' is not a database of this server: file is not a database"}));
  fs::remove(file);
  ASSERT_TRUE((*Database::open(file))->execute("CREATE TABLE t(x)"));
  EXPECT_EQ(restore(file, data, Overwrite::No, to_the_end).error(),
            (Error{ErrorCode::Malformed, "'" + file + "' is no backup of this server: no such table: person_group"}));
  EXPECT_THAT(names_in(data), UnorderedElementsAre("lock"));
}

TEST_F(BackupTest, OfANewerProgramIsRefused) {
  fill(*open(data));
  ASSERT_TRUE((*Database::open(data + "/faces.db"))->execute("PRAGMA user_version=1000"));
  ASSERT_TRUE(back_up_all());
  const auto restored = restore(file, other, Overwrite::No, to_the_end);
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().code, ErrorCode::Malformed);
  EXPECT_THAT(restored.error().message, StartsWith("'" + file + "' cannot be restored: "));
  EXPECT_THAT(restored.error().message, HasSubstr("was written by a newer version of this program"));
  EXPECT_THAT(names_in(other), UnorderedElementsAre("lock"));
}

} // namespace
} // namespace facerec::server
