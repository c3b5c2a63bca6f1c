#include "tests/server/fixture.h"

namespace facerec::server {
namespace {

using GroupsTest = ServerFixture;
using ::testing::ElementsAre;
using ::testing::Pair;

TEST_F(GroupsTest, AreMadeReadListedChangedAndDeleted) {
  const Response made = send("PUT", group, R"({"name":"Staff","userData":"day","recognitionModel":"recognition_04"})");
  EXPECT_EQ(made.status, 200);
  EXPECT_EQ(made.body, "");
  EXPECT_EQ(json(send("GET", group)),
            (nlohmann::json{{"largePersonGroupId", "g"}, {"name", "Staff"}, {"userData", "day"}}));
  EXPECT_EQ(json(send("GET", group, "", {{"returnRecognitionModel", "true"}})).at("recognitionModel"),
            "recognition_04");
  EXPECT_EQ(send("PATCH", group, R"({"name":"Team"})").status, 200);
  EXPECT_EQ(json(send("GET", "/face/v1.0/largepersongroups")),
            (nlohmann::json{{{"largePersonGroupId", "g"}, {"name", "Team"}, {"userData", "day"}}}));
  EXPECT_EQ(send("DELETE", group).status, 200);
  EXPECT_THAT(send("GET", group), IsError(404, "LargePersonGroupNotFound", "Large person group is not found."));
}

TEST_F(GroupsTest, HaveRecognitionModel01WhereNoneIsNamed) {
  ASSERT_EQ(send("PUT", group, R"({"name":"G"})").status, 200);
  EXPECT_EQ(json(send("GET", group, "", {{"returnRecognitionModel", "True"}})).at("recognitionModel"),
            "recognition_01");
}

TEST_F(GroupsTest, AreListedById) {
  for (const char *id : {"b", "a", "c"})
    ASSERT_EQ(send("PUT", std::string("/face/v1.2/largepersongroups/") + id, R"({"name":"n"})").status, 200);
  const auto list = json(send("GET", "/face/v1.2/largepersongroups", "", {{"start", "a"}, {"top", "1"}}));
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].at("largePersonGroupId"), "b");
}

TEST_F(GroupsTest, RefuseWhatBreaksARule) {
  const std::string long_name = R"({"name":")" + std::string(129, 'x') + "\"}";
  const std::string long_data = R"({"name":"n","userData":")" + std::string(16385, 'x') + "\"}";
  EXPECT_THAT(send("PUT", group, "{"), IsError(400, "BadArgument", "JSON parsing error."));
  EXPECT_THAT(send("PUT", group, "[]"), IsError(400, "BadArgument", "Request body is invalid."));
  EXPECT_THAT(send("PUT", group, R"({"name":1})"), IsError(400, "BadArgument", "Request body is invalid."));
  EXPECT_THAT(send("PUT", group, "{\"name\":\"\xff\"}"), IsError(400, "BadArgument", "JSON parsing error."));
  EXPECT_THAT(send("PUT", group, "{}"), IsError(400, "BadArgument", "'name' is empty."));
  EXPECT_THAT(send("PUT", group, long_name), IsError(400, "BadArgument", "'name' is too long."));
  EXPECT_THAT(send("PUT", group, long_data), IsError(400, "BadArgument", "'userData' is too long."));
  EXPECT_THAT(send("PUT", group, R"({"name":"n","recognitionModel":"recognition_05"})"),
              IsError(400, "BadArgument", "'recognitionModel' is invalid."));
  EXPECT_THAT(send("PUT", "/face/v1.2/largepersongroups/Big", R"({"name":"n"})"),
              IsError(400, "BadArgument", "Large person group ID is invalid."));
  EXPECT_THAT(send("GET", "/face/v1.2/largepersongroups/Big"),
              IsError(404, "LargePersonGroupNotFound", "Large person group ID is invalid."));
  EXPECT_THAT(send("GET", "/face/v1.2/largepersongroups", "", {{"top", "1001"}}),
              IsError(400, "BadArgument", "'top' is invalid."));
  EXPECT_THAT(send("GET", "/face/v1.2/largepersongroups", "", {{"start", std::string(65, 'a')}}),
              IsError(400, "BadArgument", "'start' is too long."));
  make_group();
  EXPECT_THAT(send("PUT", group, R"({"name":"n"})"),
              IsError(409, "LargePersonGroupExists", "Large person group already exists."));
  EXPECT_THAT(send("PATCH", group, "{}"), IsError(400, "BadArgument", "Both 'name' and 'userData' are empty."));
}

TEST_F(GroupsTest, CountCharactersOfNamesAndNotBytes) {
  std::string name;
  for (int i = 0; i < 128; ++i)
    name += "ü";
  EXPECT_EQ(send("PUT", group, R"({"name":")" + name + "\"}").status, 200);
}

TEST_F(GroupsTest, SayWhereTheTrainingStands) {
  make_group();
  EXPECT_THAT(send("GET", group + "/training"),
              IsError(404, "LargePersonGroupNotTrained", "Large person group not trained."));
  const Response begun = send("POST", group + "/train");
  EXPECT_EQ(begun.status, 202);
  EXPECT_THAT(begun.headers,
              ElementsAre(Pair("operation-Location", "http://127.0.0.1:1/face/v1.2/largepersongroups/g/training")));
}

TEST_F(GroupsTest, FailToTrainWithoutAFace) {
  make_group();
  EXPECT_EQ(train(), "failed");
  const auto training = json(send("GET", group + "/training"));
  EXPECT_EQ(training.at("message"), "The group has no persisted face; add faces to its persons first.");
  EXPECT_TRUE(training.at("lastSuccessfulTrainingDateTime").is_null());
}

TEST_F(GroupsTest, AreNotTrainedTwiceAtOnce) {
  make_group();
  ASSERT_TRUE(store_->begin_training(g));
  EXPECT_THAT(send("POST", group + "/train"),
              IsError(409, "LargePersonGroupTrainingNotFinished", "Large person group is under training."));
}

TEST_F(GroupsTest, FinishAfterARestartTheTrainingThatItInterrupted) {
  make_group();
  add_face(make_person("Ada"), 7);
  ASSERT_TRUE(store_->begin_training(g));
  restart();
  EXPECT_EQ(await_training(), "succeeded");
  EXPECT_FALSE(json(send("GET", group + "/training")).contains("message"));
}

TEST_F(GroupsTest, ErrorsCarryTheirCodeInAHeaderSinceVersion12) {
  EXPECT_THAT(send("GET", group).headers, ElementsAre(Pair("x-ms-error-code", "LargePersonGroupNotFound")));
  EXPECT_THAT(send("GET", "/face/v1.0/largepersongroups/g").headers, ElementsAre());
}

TEST_F(GroupsTest, UnknownPathsAndMethodsAreNotFound) {
  for (const char *path : {"/", "", "/face/v1.2", "/face/v1.2/", "/face/v1.1/detect", "/face/v1.2/detect/x",
                           "/face/v1.2/largepersongroups//persons", "/face/v1.2/personGroups/g"})
    EXPECT_EQ(send("GET", path).status, 404) << path;
  EXPECT_THAT(send("GET", "/face/v1.2/detect"), IsError(404, "404", "Resource not found"));
}

} // namespace
} // namespace facerec::server
