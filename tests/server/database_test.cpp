#include "server/database.h"
#include "tests/support/program.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace facerec::server {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

class DatabaseTest : public ::testing::Test {
protected:
  DatabaseTest() : path(directory.path() / "faces.db") {}

  std::unique_ptr<Database> open() const {
    auto opened = Database::open(path);
    if (!opened)
      throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }

  static std::string answer(Database &database, const char *sql) {
    Statement statement = database.prepare(sql);
    return statement.next() ? statement.text(0) : "no row";
  }

  bool on_disk(const std::string &text) const {
    return (test::content_of(path) + test::content_of(path + "-wal")).find(text) != std::string::npos;
  }

  // As a program of before wrote it, by means of SQLite alone.
  void make_with_rollback_journal() const {
    sqlite3 *handle = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, "PRAGMA journal_mode=DELETE; CREATE TABLE t(x); INSERT INTO t VALUES('old')",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    sqlite3_close(handle);
  }

  test::TemporaryDirectory directory;
  const std::string path;
};

TEST_F(DatabaseTest, SyncsItsWriteAheadLogAtEachCommitAndZeroesWhatIsDeleted) {
  const auto database = open();
  EXPECT_EQ(answer(*database, "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(answer(*database, "PRAGMA synchronous"), "2"); // FULL
  EXPECT_EQ(answer(*database, "PRAGMA secure_delete"), "1");
  EXPECT_EQ(answer(*database, "PRAGMA foreign_keys"), "1");
  EXPECT_EQ(answer(*database, "PRAGMA trusted_schema"), "0");
}

TEST_F(DatabaseTest, GivesAnOlderFileALogAndKeepsWhatIsInIt) {
  make_with_rollback_journal();
  const auto database = open();
  EXPECT_EQ(answer(*database, "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(answer(*database, "SELECT x FROM t"), "old");
}

TEST_F(DatabaseTest, LeavesOneFileWhenItIsClosed) {
  ASSERT_TRUE(open()->execute("CREATE TABLE t(x)"));
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(path + "-shm"));
}

TEST_F(DatabaseTest, KeepsItsLogSmallHoweverMuchIsWritten) {
  const auto database = open();
  ASSERT_TRUE(database->execute("CREATE TABLE t(x)"));
  for (int megabyte = 0; megabyte < 20; ++megabyte)
    ASSERT_TRUE(database->execute("INSERT INTO t VALUES(zeroblob(1000000))"));
  EXPECT_LT(std::filesystem::file_size(path + "-wal"), 6'000'000U);
}

TEST_F(DatabaseTest, LeavesNothingInItsFilesOfWhatWasDeletedOrReplaced) {
  const auto database = open();
  ASSERT_TRUE(database->execute("CREATE TABLE t(x); INSERT INTO t VALUES('was deleted'), ('was replaced'), ('stays')"));
  EXPECT_TRUE(on_disk("was replaced"));
  ASSERT_TRUE(database->execute("DELETE FROM t WHERE x='was deleted'; UPDATE t SET x='new' WHERE x='was replaced'"));
  database->forget_erased();
  EXPECT_FALSE(on_disk("was deleted"));
  EXPECT_FALSE(on_disk("was replaced"));
  EXPECT_TRUE(on_disk("stays"));
}

TEST_F(DatabaseTest, ErasesLaterWhereAReaderHoldsTheLog) {
  const auto database = open();
  ASSERT_TRUE(database->execute("CREATE TABLE t(x); INSERT INTO t VALUES('was deleted')"));
  auto reader = Database::open_to_read(path);
  ASSERT_TRUE(reader) << reader.error().message;
  ASSERT_TRUE((*reader)->execute("BEGIN; SELECT * FROM t"));
  ASSERT_TRUE(database->execute("DELETE FROM t WHERE x='was deleted'"));
  database->forget_erased();
  EXPECT_TRUE(on_disk("was deleted"));
  reader->reset();
  database->forget_erased();
  EXPECT_FALSE(on_disk("was deleted"));
}

TEST_F(DatabaseTest, IsItsOwnersAlone) {
  using std::filesystem::perms;
  const perms own = perms::owner_read | perms::owner_write;
  make_with_rollback_journal();
  std::filesystem::permissions(path, own | perms::group_read | perms::others_read);
  for (const std::string &file : {path, (directory.path() / "new.db").string()}) {
    const auto database = Database::open(file);
    ASSERT_TRUE(database && (*database)->execute("CREATE TABLE u(x)"));
    for (const char *end : {"", "-wal", "-shm"})
      EXPECT_EQ(std::filesystem::status(file + end).permissions(), own) << file << end;
  }
}

TEST_F(DatabaseTest, NamesADamagedFileAndWhatToDo) {
  ASSERT_TRUE(open()->execute("CREATE TABLE t(x); CREATE INDEX i ON t(x); INSERT INTO t VALUES(zeroblob(3000)),"
                              "(zeroblob(3001)), (zeroblob(3002)), (zeroblob(3003))"));
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(2 * 4096); // behind the schema's page and the table's root
  file << std::string(4096, 'x');
  file.close();
  const auto opened = Database::open(path);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::Malformed);
  EXPECT_THAT(opened.error().message, StartsWith("the database '" + path + "' is damaged ("));
  const std::string advice = "put a backup in its place with `facerec restore --force`";
  EXPECT_THAT(opened.error().message, EndsWith("); " + advice));
  EXPECT_EQ(opened.error().message.find(advice), opened.error().message.rfind(advice)) << "said twice";
}

TEST_F(DatabaseTest, SaysWhatIsNoDatabaseAndWhatCannotBeOpened) {
  std::ofstream(path) << std::string(5000, 'x');
  EXPECT_EQ(Database::open(path).error(),
            (Error{ErrorCode::Malformed, "'" + path +
                                             "' is not a database of this server: file is not a database; "
                                             "put a backup in its place with `facerec restore --force`"}));
  EXPECT_EQ(Database::open("/nowhere/faces.db").error(),
            (Error{ErrorCode::Unavailable,
                   "the database '/nowhere/faces.db' cannot be opened: unable to open database file"}));
  EXPECT_EQ(Database::open_to_read(directory.path() / "none").error().code, ErrorCode::Unavailable);
}

} // namespace
} // namespace facerec::server
