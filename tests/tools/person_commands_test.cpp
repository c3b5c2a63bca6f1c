#include "facerec/picture.h"
#include "facerec/picture_note.h"
#include "tests/support/program.h"
#include "tests/tools/tool_fixture.h"

#include <nlohmann/json.hpp>

namespace facerec::tool::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PersonCommands : public ToolTest {
protected:
  // What keeps the picture's hash with its face.
  static std::string note_of(const std::string &file) {
    const auto bytes = read_picture(file);
    return "&userData=%7B%22sha256%22%3A%22" + picture_hash(*bytes) + "%22%7D";
  }

  PersonCommands() : first_(write_picture("1.jpg").string()), second_(write_picture("2.jpg").string()) {}

  std::string first_;
  std::string second_;
};

TEST_F(PersonCommands, AddMakesThePersonAndAddsEachPicture) {
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"p1"})");
  service_->answer(200, R"({"persistedFaceId":"f1"})");
  service_->answer(200, R"({"persistedFaceId":"f2"})");
  EXPECT_EQ(facerec_at_service({"person", "add", "Åsa", first_, second_, "--user-data", R"({"color":"00ffff"})"}), 0);
  EXPECT_THAT(
      service_->lines(),
      ElementsAre(
          "GET /largepersongroups/staff/persons?top=1000", "POST /largepersongroups/staff/persons",
          "POST /largepersongroups/staff/persons/p1/persistedfaces?detectionModel=detection_03" + note_of(first_),
          "POST /largepersongroups/staff/persons/p1/persistedfaces?detectionModel=detection_03" + note_of(second_)));
  EXPECT_EQ(json::parse(service_->requests()[1].body), (json{{"name", "Åsa"}, {"userData", R"({"color":"00ffff"})"}}));
  EXPECT_EQ(service_->requests()[2].body, ::facerec::test::content_of(first_));
  EXPECT_EQ(err(), first_ + ": added\n" + second_ + ": added\n");
  EXPECT_EQ(out(), "Åsa (p1): 2 of 2 pictures added. They count after `facerec group train`.\n");
}

TEST_F(PersonCommands, AddGoesOnBehindABadPictureAndIsPartlyDone) {
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"p1"})");
  service_->refuse(400, "InvalidImage", "No face detected in the image.");
  service_->answer(200, R"({"persistedFaceId":"f2"})");
  EXPECT_EQ(facerec_at_service({"person", "add", "Eva", first_, second_, "--json"}), 4);
  EXPECT_EQ(err(), first_ + ": left out. No face detected in the image. (InvalidImage)\n" + second_ + ": added\n");
  EXPECT_EQ(json::parse(out())["pictures"][0]["reason"], "No face detected in the image. (InvalidImage)");
  EXPECT_EQ(json::parse(out())["pictures"][1]["persistedFaceId"], "f2");
}

TEST_F(PersonCommands, AddTakesANewPersonBackWhoGotNoFace) {
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"p1"})");
  service_->refuse(400, "InvalidImage", "No face detected in the image.");
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"person", "add", "Zoe", first_}), 4);
  EXPECT_EQ(service_->lines().back(), "DELETE /largepersongroups/staff/persons/p1");
  EXPECT_EQ(out(), "Zoe was not added: none of the pictures could be used.\n");
}

TEST_F(PersonCommands, AddTakesANewPersonBackWhenInterruptedBeforeTheFirstFace) {
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"p1"})");
  service_->on_request = [this](const SentRequest &request) {
    if (request.line.find("persistedfaces") != std::string::npos)
      stop_.request_stop();
  };
  EXPECT_EQ(facerec_at_service({"person", "add", "Zoe", first_, "--json"}), 130);
  EXPECT_EQ(service_->lines().back(), "DELETE /largepersongroups/staff/persons/p1");
  EXPECT_EQ(json::parse(out())["personId"], "");
}

TEST_F(PersonCommands, AddLeavesSomebodyWhoWasThereBeforeThoughNoFaceCame) {
  service_->answer(200, R"([{"personId":"p7","name":"Eva","persistedFaceIds":[]}])");
  service_->refuse(400, "InvalidImage", "No face detected in the image.");
  EXPECT_EQ(facerec_at_service({"person", "add", "Eva", first_}), 4);
  EXPECT_EQ(service_->lines().size(), 2u);
}

TEST_F(PersonCommands, AddToSomebodyOfThatNameMakesNoSecondPerson) {
  service_->answer(200, R"([{"personId":"p7","name":"Eva","persistedFaceIds":["f"]}])");
  service_->answer(200, R"({"persistedFaceId":"f1"})");
  EXPECT_EQ(facerec_at_service({"person", "add", "Eva", first_}), 0);
  EXPECT_THAT(service_->lines().back(), HasSubstr("/persons/p7/persistedfaces"));
}

TEST_F(PersonCommands, AddToOneOfTwoPeopleOfANameIsRefused) {
  service_->answer(200, R"([{"personId":"p7","name":"Eva","persistedFaceIds":[]},
                            {"personId":"p8","name":"Eva","persistedFaceIds":[]}])");
  EXPECT_EQ(facerec_at_service({"person", "add", "Eva", first_}), 1);
  EXPECT_THAT(err(), HasSubstr("several people named \"Eva\""));
}

TEST_F(PersonCommands, OtherUserDataForSomebodyWhoIsThereIsRefused) {
  service_->answer(200, R"([{"personId":"p7","name":"Eva","userData":"{\"a\":1}","persistedFaceIds":[]}])");
  EXPECT_EQ(facerec_at_service({"person", "add", "Eva", first_, "--user-data", R"({"a":2})"}), 1);
  EXPECT_EQ(service_->requests().size(), 1u);
}

TEST_F(PersonCommands, RulesAreCheckedBeforeAnythingIsSent) {
  EXPECT_EQ(facerec_at_service({"person", "add", "Eva", first_, "--user-data", "{color:1}"}), 1);
  EXPECT_EQ(err(), "facerec: This person cannot be added: userData is not JSON: {color:1}\n");
  EXPECT_EQ(facerec_at_service({"person", "add", std::string(129, 'a'), first_}), 1);
  EXPECT_EQ(facerec_at_service({"person", "add", "Eva", "/no/such/file.jpg"}), 1);
  EXPECT_EQ(facerec_at_service({"person", "add", "Eva"}), 1);
  EXPECT_TRUE(service_->requests().empty());
}

TEST_F(PersonCommands, ATimeoutDoesNotMakeASecondPerson) {
  service_->answer(200, "[]");
  service_->fail(azure::HttpFailure::Timeout, "timed out");
  EXPECT_EQ(facerec_at_service({"person", "add", "Eva", first_}), 3);
  EXPECT_EQ(service_->requests().size(), 2u);
}

TEST_F(PersonCommands, ListIsATableOrJson) {
  const char *persons = R"([{"personId":"p1","name":"Eva","userData":"u","persistedFaceIds":["a","b"]}])";
  service_->answer(200, persons);
  EXPECT_EQ(facerec_at_service({"person", "list"}), 0);
  EXPECT_EQ(out(), "NAME  FACES  PERSON ID  USER DATA\n"
                   "Eva   2      p1         u\n");
  service_->answer(200, persons);
  EXPECT_EQ(facerec_at_service({"person", "list", "--json"}), 0);
  EXPECT_EQ(json::parse(out()), json::parse(persons));
}

constexpr const char *uuid = "25985303-c537-4467-b41d-bdb45cd95ca1";

TEST_F(PersonCommands, TheSamePictureIsAddedOnce) {
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"p1"})");
  service_->answer(200, R"({"persistedFaceId":"f1"})");
  EXPECT_EQ(facerec_at_service({"person", "add", "Eva", first_, first_, "--json"}), 0);
  EXPECT_EQ(json::parse(out())["pictures"][1]["state"], "already there");
  EXPECT_EQ(json::parse(out())["pictures"][1]["persistedFaceId"], "f1");
  EXPECT_EQ(service_->requests().size(), 3u);
}

TEST_F(PersonCommands, GetTakesANameOrAnId) {
  const std::string person = R"({"personId":")" + std::string(uuid) + R"(","name":"Eva","persistedFaceIds":["a"]})";
  service_->answer(200, "[" + person + "]");
  EXPECT_EQ(facerec_at_service({"person", "get", "Eva"}), 0);
  EXPECT_EQ(out(), "NAME  FACES  PERSON ID                             USER DATA\n"
                   "Eva   1      " +
                       std::string(uuid) + "  \n");
  service_->answer(200, person);
  EXPECT_EQ(facerec_at_service({"person", "get", uuid, "--json"}), 0);
  EXPECT_EQ(json::parse(out())["name"], "Eva");
  EXPECT_EQ(service_->lines(), (std::vector<std::string>{"GET /largepersongroups/staff/persons?top=1000",
                                                         "GET /largepersongroups/staff/persons/" + std::string(uuid)}));
}

TEST_F(PersonCommands, SomebodyWhoIsNotThereIsNamed) {
  service_->answer(200, "[]");
  EXPECT_EQ(facerec_at_service({"person", "get", "Eva"}), 2);
  EXPECT_EQ(err(),
            "facerec: There is nobody named \"Eva\" in the group \"staff\". `facerec person list` shows who is.\n");
  service_->refuse(404, "PersonNotFound", "Person is not found.");
  EXPECT_EQ(facerec_at_service({"person", "delete", uuid}), 2);
  EXPECT_THAT(err(), HasSubstr("(PersonNotFound)"));
}

TEST_F(PersonCommands, UpdateSendsWhatIsGiven) {
  service_->answer(200, R"([{"personId":"p7","name":"Eva"}])");
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"person", "update", "Eva", "--user-data", ""}), 0);
  EXPECT_EQ(out(), "Updated Eva (p7).\n");
  EXPECT_EQ(service_->lines().back(), "PATCH /largepersongroups/staff/persons/p7");
  EXPECT_EQ(service_->requests().back().body, R"({"userData":""})");
  service_->answer(200, R"([{"personId":"p7","name":"Eva"}])");
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"person", "update", "Eva", "--name", "Ada", "--json"}), 0);
  EXPECT_EQ(json::parse(out()), (json{{"updated", "p7"}}));
  EXPECT_EQ(service_->requests().back().body, R"({"name":"Ada"})");
}

TEST_F(PersonCommands, UpdateRefusesNothingAndBadValuesBeforeAnythingIsSent) {
  EXPECT_EQ(facerec_at_service({"person", "update", "Eva"}), 1);
  EXPECT_EQ(err(), "facerec: Nothing to change: give --name or --user-data.\n");
  EXPECT_EQ(facerec_at_service({"person", "update", "Eva", "--user-data", "{color"}), 1);
  EXPECT_EQ(err(), "facerec: The person cannot be changed: userData is not JSON: {color\n");
  EXPECT_EQ(facerec_at_service({"person", "update", "Eva", "--name", " "}), 1);
  EXPECT_TRUE(service_->requests().empty());
}

TEST_F(PersonCommands, DeleteDeletesThePerson) {
  service_->answer(200, R"([{"personId":"p7","name":"Eva"}])");
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"person", "delete", "Eva", "--group-type", "standard"}), 0);
  EXPECT_EQ(out(), "Deleted Eva (p7).\n");
  EXPECT_EQ(service_->lines().back(), "DELETE /persongroups/staff/persons/p7");
}

} // namespace
} // namespace facerec::tool::test
