#include "facerec/picture.h"
#include "facerec/picture_note.h"
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
constexpr const char *portrait =
    R"([{"faceRectangle":{"top":1,"left":2,"width":240,"height":240},"faceAttributes":{"qualityForRecognition":"high"}}])";

class Enroll : public ToolTest {
protected:
  Enroll() {
    write_picture("people/anna/1.jpg");
    write_picture("people/anna/2.jpg");
    write_picture("people/bob/1.jpg");
  }

  // The service likes a picture and takes it.
  void take_face() {
    service_->answer(200, portrait);
    service_->answer(200, R"({"persistedFaceId":"f"})");
  }
  // The same under an id of its own, so that it counts.
  void take_face(const std::string &id) {
    service_->answer(200, portrait);
    service_->answer(200, json{{"persistedFaceId", id}}.dump());
  }
  std::string hash_of(const std::string &picture) const {
    return picture_hash(*read_picture(directory_.path() / "people" / picture));
  }
  // What keeps the picture's hash with its face.
  std::string note_of(const std::string &picture) const {
    return "&userData=%7B%22sha256%22%3A%22" + hash_of(picture) + "%22%7D";
  }
  std::string noted_face(const std::string &id, const std::string &picture) const {
    return json{{"persistedFaceId", id}, {"userData", json{{"sha256", hash_of(picture)}}.dump()}}.dump();
  }
  std::vector<std::string> additions() const {
    std::vector<std::string> lines = service_->lines();
    std::erase_if(lines, [](const std::string &line) {
      return !line.starts_with("POST") || line.find("persistedfaces") == std::string::npos;
    });
    return lines;
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
  take_face("f1");
  take_face("f2");
  service_->answer(200, R"({"personId":"pb"})");
  take_face("f3");
  service_->answer(202);
  service_->answer(200, succeeded);
  EXPECT_EQ(enroll(), 0);
  const std::string root = "/largepersongroups/staff";
  const std::string asked =
      "POST /detect?detectionModel=detection_03&recognitionModel=recognition_04&returnFaceId=false"
      "&returnFaceAttributes=qualityForRecognition%2Cblur";
  const std::string added = "/persistedfaces?detectionModel=detection_03";
  EXPECT_THAT(service_->lines(),
              ElementsAre("GET " + root + "?returnRecognitionModel=true", "PUT " + root, "POST " + root + "/persons",
                          asked, "POST " + root + "/persons/pa" + added + note_of("anna/1.jpg"), asked,
                          "POST " + root + "/persons/pa" + added + note_of("anna/2.jpg"), "POST " + root + "/persons",
                          asked, "POST " + root + "/persons/pb" + added + note_of("bob/1.jpg"),
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
  service_->answer(200, portrait);
  service_->refuse(400, "InvalidImage", "No face detected in the image.");
  take_face();
  service_->answer(200, R"({"personId":"pb"})");
  take_face();
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
  service_->answer(200, portrait);
  service_->refuse(400, "InvalidImage", "No face detected in the image.");
  service_->answer(200, portrait);
  service_->refuse(400, "InvalidImage", "There is more than 1 face in the image.");
  service_->answer(200);
  service_->answer(200, R"({"personId":"pb"})");
  take_face();
  EXPECT_EQ(enroll({"--no-train"}), 4);
  EXPECT_EQ(service_->lines().at(7), "DELETE /largepersongroups/staff/persons/pa");
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
  take_face("f1");
  take_face("f2");
  EXPECT_EQ(enroll({"--no-train"}), 0);
  EXPECT_THAT(service_->lines().back(), HasSubstr("/persons/pa/persistedfaces"));
}

TEST_F(Enroll, ReplaceEnrolsAnew) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"old","name":"anna","persistedFaceIds":["1"]}])");
  service_->answer(200);
  service_->answer(200, R"({"personId":"pa"})");
  take_face("f1");
  take_face("f2");
  service_->answer(200, R"({"personId":"pb"})");
  take_face("f3");
  EXPECT_EQ(enroll({"--no-train", "--replace"}), 0);
  EXPECT_EQ(service_->lines().at(2), "DELETE /largepersongroups/staff/persons/old");
  EXPECT_THAT(out(), HasSubstr("anna  enrolled  2      pa\n"));
}

TEST_F(Enroll, AnInterruptionTakesTheUnfinishedPersonBack) {
  service_->answer(200, group);
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"pa"})");
  take_face();
  service_->answer(200, portrait);
  int faces = 0;
  service_->on_request = [&](const SentRequest &request) {
    if (request.line.find("persistedfaces") != std::string::npos && ++faces == 2)
      stop_.request_stop();
  };
  EXPECT_EQ(enroll(), 130);
  EXPECT_EQ(service_->lines().back(), "DELETE /largepersongroups/staff/persons/pa");
  EXPECT_THAT(err(), HasSubstr("0 of 2 people are done, and nobody is half enrolled. The same command goes on from "
                               "there; it trains the group at its end.\nfacerec: Interrupted.\n"));
}

TEST_F(Enroll, AFaultOfTheAccountEndsIt) {
  service_->answer(200, group);
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"pa"})");
  service_->answer(200, portrait);
  service_->refuse(403, "QuotaExceeded", "Persisted face number reached limit.");
  service_->answer(200);
  EXPECT_EQ(enroll(), 2);
  EXPECT_THAT(err(), HasSubstr("Persisted face number reached limit. (QuotaExceeded)"));
  EXPECT_EQ(service_->lines().size(), 6u);
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

// Everybody but anna, whose faces are as the test says, is there whole.
std::string people_with(const std::string &faces_of_anna) {
  return R"([{"personId":"pa","name":"anna","persistedFaceIds":)" + faces_of_anna +
         R"(},{"personId":"pb","name":"bob","persistedFaceIds":["3"]}])";
}

TEST_F(Enroll, AMissingPictureIsAddedAndTheOthersAreNot) {
  service_->answer(200, group);
  service_->answer(200, people_with(R"(["f1"])"));
  service_->answer(200, noted_face("f1", "anna/1.jpg"));
  take_face("f2");
  EXPECT_EQ(enroll({"--no-train"}), 0);
  EXPECT_EQ(service_->lines().at(2), "GET /largepersongroups/staff/persons/pa/persistedfaces/f1");
  EXPECT_THAT(additions(), ElementsAre("POST /largepersongroups/staff/persons/pa/persistedfaces?detectionModel="
                                       "detection_03" +
                                       note_of("anna/2.jpg")));
  EXPECT_EQ(err(), "[1/3] anna/1.jpg: already there\n"
                   "[2/3] anna/2.jpg: added\n");
  EXPECT_THAT(out(), HasSubstr("anna  completed      2      pa\n"));
}

TEST_F(Enroll, CompareFindsAPictureThatWasExchanged) {
  service_->answer(200, group);
  service_->answer(200, people_with(R"(["f1","f2"])"));
  service_->answer(200, noted_face("f1", "anna/1.jpg"));
  service_->answer(200,
                   json{{"persistedFaceId", "f2"}, {"userData", json{{"sha256", std::string(64, '0')}}.dump()}}.dump());
  take_face("f3");
  service_->answer(200, noted_face("3", "bob/1.jpg"));
  EXPECT_EQ(enroll({"--no-train", "--compare"}), 0);
  EXPECT_EQ(additions().size(), 1u);
  EXPECT_THAT(out(), HasSubstr("anna  completed      3      pa\n"));
  EXPECT_THAT(out(), HasSubstr("bob   already there  1      pb\n"));
}

TEST_F(Enroll, FacesThatSayNotWhereTheyCameFromAreLeftAsTheyAre) {
  service_->answer(200, group);
  service_->answer(200, people_with(R"(["f1"])"));
  service_->answer(200, R"({"persistedFaceId":"f1","userData":"by hand"})");
  EXPECT_EQ(enroll({"--no-train"}), 0);
  EXPECT_THAT(additions(), ::testing::IsEmpty());
  EXPECT_EQ(err(), "Left as it is: \"anna\". Some of the faces do not say which picture they came from, so nothing was "
                   "added; --replace enrols this person anew.\n");
}

TEST_F(Enroll, TheSamePictureTwiceIsOneFace) {
  std::filesystem::copy_file(directory_.path() / "people/anna/1.jpg", directory_.path() / "people/anna/3.jpg");
  service_->answer(200, group);
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"pa"})");
  take_face("f1");
  take_face("f2");
  service_->answer(200, R"({"personId":"pb"})");
  take_face("f3");
  EXPECT_EQ(enroll({"--no-train"}), 0);
  EXPECT_THAT(err(), HasSubstr("[3/4] anna/3.jpg: already there\n"));
  EXPECT_EQ(additions().size(), 3u);
}

TEST_F(Enroll, PoorPicturesAreLeftOutWithTheReason) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"pb","name":"bob","persistedFaceIds":["3"]}])");
  service_->answer(200, R"({"personId":"pa"})");
  service_->answer(200, R"([{"faceRectangle":{"top":1,"left":2,"width":200,"height":200},
                            "faceAttributes":{"qualityForRecognition":"medium"}}])");
  take_face();
  EXPECT_EQ(enroll({"--no-train", "--min-quality", "high"}), 4);
  EXPECT_THAT(err(), HasSubstr("[1/3] anna/1.jpg: left out. Its quality for recognition is medium, at least high is "
                               "asked for.\n"));
  EXPECT_EQ(additions().size(), 1u);
}

TEST_F(Enroll, ForceAsksNothingOfThePictures) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"pb","name":"bob","persistedFaceIds":["3"]}])");
  service_->answer(200, R"({"personId":"pa"})");
  service_->answer(200, R"({"persistedFaceId":"f1"})");
  service_->answer(200, R"({"persistedFaceId":"f2"})");
  EXPECT_EQ(enroll({"--no-train", "--force"}), 0);
  EXPECT_THAT(service_->lines(), Not(Contains(HasSubstr("/detect"))));
}

TEST_F(Enroll, TheQuestionIsWhatTheModelsCanAnswer) {
  service_->answer(200, R"({"largePersonGroupId":"staff","name":"s","recognitionModel":"recognition_02"})");
  service_->answer(200, R"([{"personId":"pa","name":"anna","persistedFaceIds":["1","2"]}])");
  service_->answer(200, R"({"personId":"pb"})");
  take_face();
  EXPECT_EQ(enroll({"--no-train"}), 0);
  EXPECT_EQ(service_->lines().at(3), "POST /detect?detectionModel=detection_03&recognitionModel=recognition_02"
                                     "&returnFaceId=false&returnFaceAttributes=blur");
}

TEST_F(Enroll, APictureWhoseAnswerWasLostIsNotAddedTwice) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"pa","name":"anna","persistedFaceIds":["1","2"]}])");
  service_->answer(200, R"({"personId":"pb"})");
  service_->answer(200, portrait);
  service_->fail(azure::HttpFailure::Timeout, "timed out");
  service_->answer(200, R"({"personId":"pb","name":"bob","persistedFaceIds":["f9"]})");
  service_->answer(200, noted_face("f9", "bob/1.jpg"));
  EXPECT_EQ(enroll({"--no-train", "--json"}), 0);
  EXPECT_EQ(additions().size(), 1u);
  EXPECT_EQ(json::parse(out())["people"][1]["pictures"][0]["persistedFaceId"], "f9");
}

TEST_F(Enroll, APictureThatDidNotArriveIsSentAgain) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"pa","name":"anna","persistedFaceIds":["1","2"]}])");
  service_->answer(200, R"({"personId":"pb"})");
  service_->answer(200, portrait);
  service_->fail(azure::HttpFailure::Timeout, "timed out");
  service_->answer(200, R"({"personId":"pb","name":"bob","persistedFaceIds":[]})");
  service_->answer(200, R"({"persistedFaceId":"f"})");
  EXPECT_EQ(enroll({"--no-train"}), 0);
  EXPECT_EQ(additions().size(), 2u);
}

TEST_F(Enroll, OnATerminalTheProgressIsOneLine) {
  err_is_terminal_ = true;
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"pb","name":"bob","persistedFaceIds":["3"]}])");
  service_->answer(200, R"({"personId":"pa"})");
  take_face("f1");
  service_->answer(200, "[]");
  EXPECT_EQ(enroll({"--no-train"}), 4);
  EXPECT_THAT(err(), ::testing::StartsWith("[1/3] anna/1.jpg: added\r\x1b[K[2/3] anna/2.jpg: left out. No face was "
                                           "found in it.\nLeft out: "));
}

} // namespace
} // namespace facerec::tool::test
