#include "facerec/picture.h"
#include "facerec/picture_note.h"
#include "tests/tools/tool_fixture.h"

#include <nlohmann/json.hpp>

namespace facerec::tool::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char *portrait = R"([{"faceRectangle":{"top":1,"left":2,"width":240,"height":240}}])";
constexpr const char *group = R"({"largePersonGroupId":"staff","name":"staff","recognitionModel":"recognition_03"})";
const std::string root = "/largepersongroups/staff/persons/p7/persistedfaces";

class FaceCommands : public ToolTest {
protected:
  FaceCommands() : picture_(write_picture("1.jpg").string()) {}

  void let_eva_have(const std::string &faces) {
    service_->answer(200, R"([{"personId":"p7","name":"Eva","persistedFaceIds":)" + faces + "}]");
  }

  std::string picture_;
};

TEST_F(FaceCommands, ListAsksForEachFace) {
  let_eva_have(R"(["f1","f2"])");
  service_->answer(200, R"({"persistedFaceId":"f1","userData":"u"})");
  service_->answer(200, R"({"persistedFaceId":"f2"})");
  EXPECT_EQ(facerec_at_service({"face", "list", "Eva"}), 0);
  EXPECT_EQ(out(), "FACE ID  USER DATA\n"
                   "f1       u\n"
                   "f2       \n");
  EXPECT_THAT(service_->lines(), ElementsAre("GET /largepersongroups/staff/persons?top=1000", "GET " + root + "/f1",
                                             "GET " + root + "/f2"));
}

TEST_F(FaceCommands, ListAsJson) {
  let_eva_have(R"(["f1"])");
  service_->answer(200, R"({"persistedFaceId":"f1","userData":"u"})");
  EXPECT_EQ(facerec_at_service({"face", "list", "Eva", "--json"}), 0);
  EXPECT_EQ(json::parse(out()), json::parse(R"([{"persistedFaceId":"f1","userData":"u"}])"));
}

TEST_F(FaceCommands, AddAsksForThePortraitAndKeepsUserDataWithTheHash) {
  let_eva_have("[]");
  service_->answer(200, group);
  service_->answer(200, portrait);
  service_->answer(200, R"({"persistedFaceId":"f1"})");
  EXPECT_EQ(facerec_at_service({"face", "add", "Eva", picture_, "--user-data", R"({"camera":2})"}), 0) << err();
  EXPECT_THAT(service_->lines().at(2), HasSubstr("recognitionModel=recognition_03"));
  EXPECT_EQ(service_->lines().at(3),
            "POST " + root + "?detectionModel=detection_03&userData=%7B%22camera%22%3A2%2C%22sha256%22%3A%22" +
                picture_hash(*read_picture(picture_)) + "%22%7D");
  EXPECT_EQ(err(), picture_ + ": added\n");
  EXPECT_EQ(out(), "Eva (p7): 1 of 1 pictures added. They count after `facerec group train`.\n");
}

TEST_F(FaceCommands, AddLeavesOutAPoorPictureAndAddsNoPictureTwice) {
  let_eva_have(R"(["f1"])");
  service_->answer(200, group);
  service_->answer(
      200, json{{"persistedFaceId", "f1"}, {"userData", json{{"sha256", picture_hash(*read_picture(picture_))}}.dump()}}
               .dump());
  service_->answer(200, "[]");
  const std::string poor = write_picture("poor.jpg").string();
  EXPECT_EQ(facerec_at_service({"face", "add", "Eva", picture_, poor, "--json"}), 4);
  EXPECT_EQ(json::parse(out()),
            (json{{"name", "Eva"},
                  {"personId", "p7"},
                  {"pictures",
                   {{{"file", picture_}, {"state", "already there"}, {"persistedFaceId", "f1"}, {"reason", ""}},
                    {{"file", poor},
                     {"state", "left out"},
                     {"persistedFaceId", ""},
                     {"reason", "No face was found in it."}}}}}));
}

TEST_F(FaceCommands, AddRefusesUserDataThatCannotHoldTheHash) {
  let_eva_have("[]");
  service_->answer(200, group);
  EXPECT_EQ(facerec_at_service({"face", "add", "Eva", picture_, "--user-data", "text", "--force"}), 1);
  EXPECT_THAT(err(), HasSubstr("\"text\" is none."));
  EXPECT_EQ(service_->requests().size(), 2u);
}

TEST_F(FaceCommands, ThePersonMustBeThere) {
  service_->answer(200, "[]");
  EXPECT_EQ(facerec_at_service({"face", "add", "Eva", picture_}), 2);
  EXPECT_THAT(err(), HasSubstr("nobody named \"Eva\""));
}

TEST_F(FaceCommands, UpdateKeepsThePicturesHash) {
  const std::string hash(64, 'a');
  let_eva_have(R"(["f1"])");
  service_->answer(200, json{{"persistedFaceId", "f1"}, {"userData", json{{"sha256", hash}}.dump()}}.dump());
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"face", "update", "Eva", "f1", "--user-data", R"({"camera":2})", "--json"}), 0)
      << err();
  EXPECT_EQ(service_->lines().back(), "PATCH " + root + "/f1");
  const std::string kept = R"({"camera":2,"sha256":")" + hash + "\"}";
  EXPECT_EQ(json::parse(service_->requests().back().body), (json{{"userData", kept}}));
  EXPECT_EQ(json::parse(out()), (json{{"persistedFaceId", "f1"}, {"userData", kept}}));
}

TEST_F(FaceCommands, UpdateTakesAnyTextWhereThereIsNoHash) {
  let_eva_have(R"(["f1"])");
  service_->answer(200, R"({"persistedFaceId":"f1"})");
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"face", "update", "Eva", "f1", "--user-data", "text"}), 0);
  EXPECT_EQ(service_->requests().back().body, R"({"userData":"text"})");
  EXPECT_EQ(out(), "Updated the face f1.\n");
}

TEST_F(FaceCommands, DeleteDeletesEachAndStopsAtTheFirstThatFails) {
  let_eva_have(R"(["f1","f2"])");
  service_->answer(200);
  service_->refuse(404, "PersistedFaceNotFound", "Persisted face is not found.");
  EXPECT_EQ(facerec_at_service({"face", "delete", "Eva", "f1", "f9", "f2"}), 2);
  EXPECT_EQ(out(), "Deleted the face f1.\n");
  EXPECT_THAT(err(), HasSubstr("Cannot delete the face \"f9\": Persisted face is not found."));
  EXPECT_EQ(service_->lines().back(), "DELETE " + root + "/f9");
}

TEST_F(FaceCommands, DeleteAsJson) {
  let_eva_have(R"(["f1"])");
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"face", "delete", "Eva", "f1", "--json"}), 0);
  EXPECT_EQ(json::parse(out()), json::parse(R"({"deleted":["f1"]})"));
}

} // namespace
} // namespace facerec::tool::test
