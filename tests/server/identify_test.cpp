#include "tests/server/fixture.h"

#include <latch>

namespace facerec::server {
namespace {

class IdentifyTest : public ServerFixture {
protected:
  // Trained is Ada, whose face is 7; there is Bob, whose face is 9.
  void train_ada_and_put_bob_in_her_place() {
    make_group();
    ada = make_person("Ada");
    add_face(ada, 7);
    ASSERT_EQ(train(), "succeeded");
    bob = make_person("Bob");
    add_face(bob, 9);
    ASSERT_EQ(send("DELETE", group + "/persons/" + ada).status, 200);
  }

  std::string ada;
  std::string bob;
};

TEST_F(IdentifyTest, NamesTheTrainedPersonOfAFace) {
  make_group();
  const std::string ada = make_person("Ada");
  const std::string bob = make_person("Bob");
  add_face(ada, 7);
  add_face(bob, 9);
  ASSERT_EQ(train(), "succeeded");
  const std::string face = face_id(9);
  const auto answer = json(identify(face));
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_EQ(answer[0].at("faceId"), face);
  ASSERT_EQ(answer[0].at("candidates").size(), 1U);
  EXPECT_EQ(answer[0].at("candidates")[0].at("personId"), bob);
  EXPECT_GT(answer[0].at("candidates")[0].at("confidence"), 0.9);
}

TEST_F(IdentifyTest, HasNoCandidateForAStranger) {
  make_group();
  add_face(make_person("Ada"), 7);
  ASSERT_EQ(train(), "succeeded");
  EXPECT_TRUE(json(identify(face_id(8)))[0].at("candidates").empty());
}

TEST_F(IdentifyTest, ReturnsWhoIsAboveTheThresholdAndNotMoreThanAsked) {
  make_group();
  for (int who : {7, 8, 9})
    add_face(make_person(std::to_string(who)), who);
  ASSERT_EQ(train(), "succeeded");
  const std::string face = face_id(7);
  EXPECT_EQ(json(identify(face, R"(,"confidenceThreshold":0)"))[0].at("candidates").size(), 3U);
  EXPECT_EQ(
      json(identify(face, R"(,"confidenceThreshold":0,"maxNumOfCandidatesReturned":2)"))[0].at("candidates").size(),
      2U);
}

TEST_F(IdentifyTest, UsesTheLastTrainingAndNothingNewer) {
  train_ada_and_put_bob_in_her_place();
  EXPECT_EQ(json(identify(face_id(7)))[0].at("candidates")[0].at("personId"), ada);
  EXPECT_TRUE(json(identify(face_id(9)))[0].at("candidates").empty());
  restart();
  EXPECT_EQ(json(identify(face_id(7)))[0].at("candidates")[0].at("personId"), ada);
  ASSERT_EQ(train(), "succeeded");
  EXPECT_TRUE(json(identify(face_id(7)))[0].at("candidates").empty());
  EXPECT_EQ(json(identify(face_id(9)))[0].at("candidates")[0].at("personId"), bob);
}

TEST_F(IdentifyTest, UsesThePreviousTrainingWhileANewOneRuns) {
  make_group();
  add_face(make_person("Ada"), 7);
  ASSERT_EQ(train(), "succeeded");
  ASSERT_TRUE(store_->begin_training(g));
  EXPECT_EQ(json(identify(face_id(7)))[0].at("candidates").size(), 1U);
}

TEST_F(IdentifyTest, ChangesToTheNewTrainingOnlyWhenThatIsDone) {
  train_ada_and_put_bob_in_her_place();
  std::latch seen(1);
  training_starts = [&] { seen.wait(); };
  EXPECT_EQ(send("POST", group + "/train").status, 202);
  EXPECT_EQ(json(send("GET", group + "/training")).at("status"), "running");
  EXPECT_EQ(json(identify(face_id(7)))[0].at("candidates")[0].at("personId"), ada);
  EXPECT_TRUE(json(identify(face_id(9)))[0].at("candidates").empty());
  seen.count_down();
  await_training();
  EXPECT_TRUE(json(identify(face_id(7)))[0].at("candidates").empty());
  EXPECT_EQ(json(identify(face_id(9)))[0].at("candidates")[0].at("personId"), bob);
}

TEST_F(IdentifyTest, HasToWaitForTheFirstTraining) {
  make_group();
  add_face(make_person("Ada"), 7);
  std::latch seen(1);
  training_starts = [&] { seen.wait(); };
  EXPECT_EQ(send("POST", group + "/train").status, 202);
  EXPECT_THAT(identify(face_id(7)),
              IsError(409, "LargePersonGroupTrainingNotFinished", "Large person group is under training."));
  seen.count_down();
  await_training();
  EXPECT_EQ(json(identify(face_id(7)))[0].at("candidates").size(), 1U);
}

TEST_F(IdentifyTest, DoesNotTakeATrainingForOneOfANewGroupOfTheSameId) {
  make_group();
  add_face(make_person("Ada"), 7);
  std::latch begun(1);
  std::latch made_anew(1);
  training_starts = [&] {
    begun.count_down();
    made_anew.wait();
  };
  EXPECT_EQ(send("POST", group + "/train").status, 202);
  begun.wait();
  ASSERT_EQ(send("DELETE", group).status, 200);
  make_group();
  add_face(make_person("Bob"), 7);
  made_anew.count_down();
  trainer_->stop();
  EXPECT_THAT(identify(face_id(7)), IsError(400, "LargePersonGroupNotTrained", "Large person group not trained."));
}

TEST_F(IdentifyTest, SaysWhyItCannot) {
  const auto error = [](const char *code, const char *message) { return IsError(400, code, message); };
  EXPECT_THAT(identify(face_id(7)), error("LargePersonGroupNotFound", "Large person group is not found."));
  make_group();
  EXPECT_THAT(identify(face_id(7)), error("LargePersonGroupNotTrained", "Large person group not trained."));
  EXPECT_THAT(identify("00000000-0000-0000-0000-000000000000"), error("FaceNotFound", "Face is not found."));
  EXPECT_THAT(identify(face_id(7, "recognition_03")), error("BadArgument", "'recognitionModel' is incompatible."));
  ASSERT_TRUE(store_->begin_training(g));
  EXPECT_THAT(identify(face_id(7)),
              IsError(409, "LargePersonGroupTrainingNotFinished", "Large person group is under training."));
}

TEST_F(IdentifyTest, ChecksItsArguments) {
  const std::string path = "/face/v1.2/identify";
  const std::string id = R"("00000000-0000-0000-0000-000000000000")";
  const auto bad = [](const char *message) { return IsError(400, "BadArgument", message); };
  std::string eleven = id;
  for (int i = 0; i < 10; ++i)
    eleven += "," + id;
  EXPECT_THAT(send("POST", path, R"({"faceIds":[],"largePersonGroupId":"g"})"),
              bad("The length of faceIds is not in a valid range."));
  EXPECT_THAT(send("POST", path, R"({"faceIds":[)" + eleven + R"(],"largePersonGroupId":"g"})"),
              bad("The length of faceIds is not in a valid range."));
  EXPECT_THAT(send("POST", path, R"({"faceIds":["x"],"largePersonGroupId":"g"})"), bad("Request body is invalid."));
  EXPECT_THAT(send("POST", path, R"({"largePersonGroupId":"g"})"), bad("Request body is invalid."));
  for (const char *wrong : {"0", "101", "1.5", "\"2\"", "99999999999999999999"})
    EXPECT_THAT(identify("x", std::string(",\"maxNumOfCandidatesReturned\":") + wrong),
                bad("The argument maxNumOfCandidatesReturned is not valid."))
        << wrong;
  for (const char *wrong : {"-0.1", "1.1", "\"0.5\"", "1e300"})
    EXPECT_THAT(identify("x", std::string(",\"confidenceThreshold\":") + wrong),
                bad("The argument confidenceThreshold is not valid."))
        << wrong;
  EXPECT_THAT(send("POST", path, "{\"faceIds\":[" + id + "]}"),
              IsError(400, "PersonGroupIdAndLargePersonGroupIdBothNull",
                      "Large person group ID and person group ID are both null."));
  EXPECT_THAT(send("POST", path, "{\"faceIds\":[" + id + R"(],"largePersonGroupId":"g","personGroupId":"g"})"),
              IsError(400, "PersonGroupIdAndLargePersonGroupIdBothNotNull",
                      "Large person group ID and person group ID are both not null."));
  EXPECT_THAT(send("POST", path, "{\"faceIds\":[" + id + R"(],"largePersonGroupId":"G!"})"),
              bad("Large person group ID is invalid."));
}

TEST_F(IdentifyTest, FindsNobodyInThePersonDirectory) {
  const auto in_directory = [&](const nlohmann::json &persons) {
    const nlohmann::json body{{"faceIds", nlohmann::json::array({face_id(7)})}, {"personIds", persons}};
    return send("POST", "/face/v1.2/identify", body.dump());
  };
  const auto array = [](std::size_t size) { return nlohmann::json(std::vector<std::string>(size, "*")); };
  EXPECT_THAT(in_directory(array(1)), IsError(400, "PersonNotFound", "Person is not found."));
  EXPECT_THAT(in_directory(array(30)), IsError(400, "PersonNotFound", "Person is not found."));
  for (const nlohmann::json &wrong : {array(0), array(31), nlohmann::json("*")})
    EXPECT_THAT(in_directory(wrong), IsError(400, "BadArgument", "Request body is invalid."));
}

TEST_F(IdentifyTest, ForgetsAFaceWhenItsTimeIsOver) {
  make_group();
  add_face(make_person("Ada"), 7);
  ASSERT_EQ(train(), "succeeded");
  const auto detected = json(
      send_picture("/face/v1.2/detect", {7}, {{"recognitionModel", "recognition_04"}, {"faceIdTimeToLive", "60"}}));
  const std::string face = detected.at(0).at("faceId");
  now += std::chrono::seconds(59);
  EXPECT_EQ(identify(face).status, 200);
  now += std::chrono::seconds(1);
  EXPECT_THAT(identify(face), IsError(400, "FaceNotFound", "Face is not found."));
}

} // namespace
} // namespace facerec::server
