#include "tests/tools/tool_fixture.h"

#include <nlohmann/json.hpp>

namespace facerec::tool::test {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char *group = R"({"largePersonGroupId":"staff","name":"staff","recognitionModel":"recognition_04"})";
constexpr const char *succeeded = R"({"status":"succeeded"})";
constexpr const char *face = R"({"persistedFaceId":"f"})";

class Enroll : public ToolTest {
protected:
  Enroll() {
    write_picture("people/anna/1.jpg");
    write_picture("people/anna/2.jpg");
    write_picture("people/bob/1.jpg");
  }

  int enroll(std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"enroll", (directory_.path() / "people").string()});
    return facerec_at_service(std::move(options));
  }
};

TEST_F(Enroll, MakesGroupPeopleAndFacesAndTrains) {
  service_->refuse(404, "LargePersonGroupNotFound", "Large person group is not found.");
  service_->answer(200);
  service_->answer(200, R"({"personId":"pa"})");
  service_->answer(200, face);
  service_->answer(200, face);
  service_->answer(200, R"({"personId":"pb"})");
  service_->answer(200, face);
  service_->answer(202);
  service_->answer(200, succeeded);
  EXPECT_EQ(enroll(), 0);
  const std::string root = "/largepersongroups/staff";
  const std::string added = "/persistedfaces?detectionModel=detection_03";
  EXPECT_THAT(service_->lines(),
              ElementsAre("GET " + root + "?returnRecognitionModel=true", "PUT " + root, "POST " + root + "/persons",
                          "POST " + root + "/persons/pa" + added, "POST " + root + "/persons/pa" + added,
                          "POST " + root + "/persons", "POST " + root + "/persons/pb" + added,
                          "POST " + root + "/train", "GET " + root + "/training"));
  EXPECT_EQ(json::parse(service_->requests()[2].body)["name"], "anna");
  EXPECT_EQ(err(), "[1/3] anna/1.jpg: added\n"
                   "[2/3] anna/2.jpg: added\n"
                   "[3/3] bob/1.jpg: added\n"
                   "Training the group \"staff\" …\n");
  EXPECT_EQ(out(), "NAME  STATE     FACES  PERSON ID\n"
                   "anna  enrolled  2      pa\n"
                   "bob   enrolled  1      pb\n");
}

TEST_F(Enroll, GoesOnBehindBadPicturesAndNamesThemAtTheEnd) {
  write_file("people/bob/0.jpg", "too small");
  service_->answer(200, group);
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"pa"})");
  service_->refuse(400, "InvalidImage", "No face detected in the image.");
  service_->answer(200, face);
  service_->answer(200, R"({"personId":"pb"})");
  service_->answer(200, face);
  EXPECT_EQ(enroll({"--no-train", "--json"}), 4);
  const std::string anna = (directory_.path() / "people/anna/1.jpg").string();
  EXPECT_THAT(err(), HasSubstr("[1/4] anna/1.jpg: left out. No face detected in the image. (InvalidImage)\n"));
  EXPECT_THAT(err(), HasSubstr("[3/4] bob/0.jpg: left out. It is smaller than 1 KB"));
  EXPECT_THAT(err(), HasSubstr("Left out: " + anna + ". No face detected in the image. (InvalidImage)\n"));
  EXPECT_EQ(json::parse(out())["trained"], false);
  EXPECT_EQ(json::parse(out())["people"][0]["faces"], 1);
  EXPECT_THAT(service_->lines(), Not(Contains(HasSubstr("/train"))));
}

TEST_F(Enroll, APersonWithoutAGoodPictureIsTakenBack) {
  service_->answer(200, group);
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"pa"})");
  service_->refuse(400, "InvalidImage", "No face detected in the image.");
  service_->refuse(400, "InvalidImage", "There is more than 1 face in the image.");
  service_->answer(200);
  service_->answer(200, R"({"personId":"pb"})");
  service_->answer(200, face);
  EXPECT_EQ(enroll({"--no-train"}), 4);
  EXPECT_EQ(service_->lines().at(5), "DELETE /largepersongroups/staff/persons/pa");
  EXPECT_THAT(err(), HasSubstr("Not enrolled: \"anna\". None of the pictures could be used.\n"));
  EXPECT_THAT(out(), HasSubstr("anna  failed    0      \n"));
}

TEST_F(Enroll, ASecondRunChangesNothing) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"pa","name":"anna","persistedFaceIds":["1","2"]},
                            {"personId":"pb","name":"bob","persistedFaceIds":["3"]}])");
  service_->answer(200, succeeded);
  EXPECT_EQ(enroll(), 0);
  EXPECT_EQ(service_->lines().size(), 3u);
  EXPECT_EQ(service_->lines().back(), "GET /largepersongroups/staff/training");
  EXPECT_EQ(out(), "NAME  STATE          FACES  PERSON ID\n"
                   "anna  already there  2      pa\n"
                   "bob   already there  1      pb\n");
}

TEST_F(Enroll, ASecondRunCatchesUpOnTraining) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"pa","name":"anna","persistedFaceIds":["1","2"]},
                            {"personId":"pb","name":"bob","persistedFaceIds":["3"]}])");
  service_->refuse(404, "LargePersonGroupNotTrained", "Large person group not trained.");
  service_->answer(202);
  service_->answer(200, succeeded);
  EXPECT_EQ(enroll(), 0);
  EXPECT_THAT(service_->lines(), Contains("POST /largepersongroups/staff/train"));
}

TEST_F(Enroll, APersonWithoutFacesIsGivenThem) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"pa","name":"anna","persistedFaceIds":[]},
                            {"personId":"pb","name":"bob","persistedFaceIds":["3"]}])");
  service_->answer(200, face);
  service_->answer(200, face);
  EXPECT_EQ(enroll({"--no-train"}), 0);
  EXPECT_THAT(service_->lines().back(), HasSubstr("/persons/pa/persistedfaces"));
}

TEST_F(Enroll, ReplaceEnrolsAnew) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"old","name":"anna","persistedFaceIds":["1"]}])");
  service_->answer(200);
  service_->answer(200, R"({"personId":"pa"})");
  service_->answer(200, face);
  service_->answer(200, face);
  service_->answer(200, R"({"personId":"pb"})");
  service_->answer(200, face);
  EXPECT_EQ(enroll({"--no-train", "--replace"}), 0);
  EXPECT_EQ(service_->lines().at(2), "DELETE /largepersongroups/staff/persons/old");
  EXPECT_THAT(out(), HasSubstr("anna  enrolled  2      pa\n"));
}

TEST_F(Enroll, AnInterruptionTakesTheUnfinishedPersonBack) {
  service_->answer(200, group);
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"pa"})");
  service_->answer(200, face);
  int faces = 0;
  service_->on_request = [&](const SentRequest &request) {
    if (request.line.find("persistedfaces") != std::string::npos && ++faces == 2)
      stop_.request_stop();
  };
  EXPECT_EQ(enroll(), 130);
  EXPECT_EQ(service_->lines().back(), "DELETE /largepersongroups/staff/persons/pa");
  EXPECT_THAT(err(), HasSubstr("facerec: Interrupted.\n"));
}

TEST_F(Enroll, AFaultOfTheAccountEndsIt) {
  service_->answer(200, group);
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"pa"})");
  service_->refuse(403, "QuotaExceeded", "Persisted face number reached limit.");
  service_->answer(200);
  EXPECT_EQ(enroll(), 2);
  EXPECT_THAT(err(), HasSubstr("Persisted face number reached limit. (QuotaExceeded)"));
  EXPECT_EQ(service_->lines().size(), 5u);
}

TEST_F(Enroll, AFolderWithoutPicturesIsAPersonNotEnrolled) {
  std::filesystem::create_directory(directory_.path() / "people/carl");
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"pa","name":"anna","persistedFaceIds":["1","2"]},
                            {"personId":"pb","name":"bob","persistedFaceIds":["3"]}])");
  EXPECT_EQ(enroll({"--no-train"}), 4);
  EXPECT_THAT(err(), HasSubstr("Not enrolled: \"carl\". The folder holds no pictures.\n"));
}

TEST_F(Enroll, NothingIsSentForAFolderThatBreaksARule) {
  write_file("people/bob/person.json", "{");
  EXPECT_EQ(enroll(), 1);
  EXPECT_TRUE(service_->requests().empty());
}

} // namespace
} // namespace facerec::tool::test
