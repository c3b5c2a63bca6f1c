#include "tests/tools/tool_fixture.h"

#include "server/data_lock.h"
#include "server/store.h"

#include <nlohmann/json.hpp>

namespace facerec::tool::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

class BackupCommands : public ToolTest {
protected:
  BackupCommands() {
    std::filesystem::create_directory(data);
    const auto store = server::Store::open(data + "/faces.db");
    EXPECT_TRUE((*store)->create_group({{server::GroupType::Large, "g"}, "G", "", "recognition_04"}));
    EXPECT_TRUE((*store)->create_person(g, {"p", "Ada", "", {}}));
    EXPECT_TRUE((*store)->create_person(g, {"q", "Ruby", "", {}}));
  }

  const server::GroupRef g{server::GroupType::Large, "g"};
  const std::string data = directory_.path() / "data";
  const std::string file = directory_.path() / "backup";
};

TEST_F(BackupCommands, SayWhatTheyHaveCopied) {
  EXPECT_EQ(facerec({"backup", file, "--data", data}), 0);
  EXPECT_THAT(out(), MatchesRegex("Backed up \".*data\" to \".*backup\" without its keys: 1 group, 2 people, 0 faces, "
                                  "0\\.. MB\\.\n"));
  EXPECT_THAT(err(), IsEmpty());
  const std::string other = directory_.path() / "other";
  EXPECT_EQ(facerec({"restore", file, "--data", other, "--json"}), 0);
  const auto size = std::filesystem::file_size(file);
  EXPECT_EQ(
      nlohmann::json::parse(out()),
      (nlohmann::json{{"file", file}, {"data", other}, {"groups", 1}, {"people", 2}, {"faces", 0}, {"bytes", size}}));
  EXPECT_EQ((*server::Store::open(other + "/faces.db"))->person(g, "q")->name, "Ruby");
}

TEST_F(BackupCommands, NeedForceToReplaceSomething) {
  EXPECT_EQ(facerec({"backup", file, "--data", data}), 0);
  EXPECT_EQ(facerec({"backup", file, "--data", data}), 1);
  EXPECT_EQ(err(), "facerec: Cannot back up \"" + data + "\": '" + file +
                       "' is there already; --force puts this one in its place.\n");
  EXPECT_EQ(facerec({"restore", file, "--data", data}), 1);
  EXPECT_EQ(facerec({"restore", file, "--data", data, "--force"}), 0);
}

TEST_F(BackupCommands, AreLocalFailuresWhereAServerOrTheSystemIsInTheWay) {
  EXPECT_EQ(facerec({"backup", file, "--data", data}), 0);
  const auto lock = server::DataLock::take(data);
  EXPECT_EQ(facerec({"restore", file, "--data", data, "--force"}), 5);
  EXPECT_EQ(err(),
            "facerec: Cannot restore \"" + file + "\": a server uses the folder '" + data + "'; stop it first.\n");
  EXPECT_EQ(facerec({"backup", "/nowhere/backup", "--data", data}), 5);
  EXPECT_THAT(err(), HasSubstr("'/nowhere/backup' cannot be written: No such file or directory."));
}

TEST_F(BackupCommands, ChangeNothingWhereTheyAreInterrupted) {
  stop_.request_stop();
  EXPECT_EQ(facerec({"backup", file, "--data", data}), 130);
  EXPECT_EQ(err(), "facerec: Interrupted; nothing was changed.\n");
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(BackupCommands, TellTheProgressOfALargeOne) {
  auto database = server::Database::open(data + "/faces.db");
  ASSERT_TRUE((*database)->execute("CREATE TABLE filling(x); INSERT INTO filling VALUES(zeroblob(70000000))"));
  database->reset();
  EXPECT_EQ(facerec({"backup", file, "--data", data}), 0);
  EXPECT_THAT(err(), MatchesRegex("Copied 10 % of 7.* MB\n(Copied [2-9]0 % of .* MB\n)*Copied 100 % of .* MB\n"));
}

} // namespace
} // namespace facerec::tool::test
