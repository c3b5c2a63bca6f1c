#include "tests/tools/tool_fixture.h"

#include <nlohmann/json.hpp>

namespace facerec::tool::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char *group = R"({"largePersonGroupId":"staff","name":"staff","recognitionModel":"recognition_03"})";

// Faces "f0" to "f<count-1>", the first the largest.
std::string faces(int count) {
  json list = json::array();
  for (int i = 0; i < count; ++i)
    list.push_back({{"faceId", "f" + std::to_string(i)},
                    {"faceRectangle", {{"top", 5}, {"left", 10 * i}, {"width", 90 - i}, {"height", 90 - i}}}});
  return list.dump();
}

// What Identify says of the faces from `first` on: nobody.
std::string nobody(int first, int count) {
  json list = json::array();
  for (int i = first; i < first + count; ++i)
    list.push_back({{"faceId", "f" + std::to_string(i)}, {"candidates", json::array()}});
  return list.dump();
}

class Identify : public ToolTest {
protected:
  Identify() : picture_(write_picture("1.jpg").string()), other_(write_picture("2.jpg").string()) {}

  int identify(std::vector<std::string> words) {
    words.insert(words.begin(), "identify");
    return facerec_at_service(std::move(words));
  }

  std::string picture_;
  std::string other_;
};

TEST_F(Identify, NamesEachFaceAndAsksForANameOnce) {
  service_->answer(200, group);
  service_->answer(200, faces(2));
  service_->answer(200, R"([{"faceId":"f0","candidates":[{"personId":"p1","confidence":0.876}]},
                            {"faceId":"f1","candidates":[]}])");
  service_->answer(200, R"({"personId":"p1","name":"Ada"})");
  service_->answer(200, faces(1));
  service_->answer(200, R"([{"faceId":"f0","candidates":[{"personId":"p1","confidence":0.6}]}])");
  EXPECT_EQ(identify({picture_, other_}), 0) << err();
  const std::string pad(picture_.size() - 5, ' ');
  EXPECT_EQ(out(), "IMAGE" + pad + "  BOX         NAME                   CONFIDENCE  PERSON ID\n" + //
                       picture_ + "  90x90+0+5   Ada                    0.88        p1\n" +         //
                       picture_ + "  89x89+10+5  (nobody of the group)  -           -\n" +          //
                       other_ + "  90x90+0+5   Ada                    0.60        p1\n");
  const std::string detect = "POST /detect?detectionModel=detection_03&recognitionModel=recognition_03"
                             "&returnFaceId=true&faceIdTimeToLive=60";
  EXPECT_THAT(service_->lines(),
              ElementsAre("GET /largepersongroups/staff?returnRecognitionModel=true", detect, "POST /identify",
                          "GET /largepersongroups/staff/persons/p1", detect, "POST /identify"));
}

TEST_F(Identify, ThresholdAndCandidatesAreSentAndJsonSaysAll) {
  service_->answer(200, group);
  service_->answer(200, faces(1));
  service_->answer(200, R"([{"faceId":"f0","candidates":[{"personId":"p1","confidence":0.75},
                                                         {"personId":"p2","confidence":0.5}]}])");
  service_->answer(200, R"({"personId":"p1","name":"Ada"})");
  service_->refuse(404, "PersonNotFound", "Person is not found.");
  EXPECT_EQ(identify({picture_, "--threshold", "0.25", "--candidates", "2", "--json"}), 0) << err();
  const json body = json::parse(service_->requests()[2].body);
  EXPECT_EQ(body["confidenceThreshold"], 0.25);
  EXPECT_EQ(body["maxNumOfCandidatesReturned"], 2);
  EXPECT_EQ(json::parse(out()), json::parse(R"([{"image":")" + picture_ + R"(","reason":"","faces":[
      {"box":{"left":0,"top":5,"width":90,"height":90},
       "matches":[{"name":"Ada","personId":"p1","confidence":0.75},{"name":"","personId":"p2","confidence":0.5}]}]}])"));
}

TEST_F(Identify, MoreThanTenFacesAreAskedTenByTen) {
  service_->answer(200, group);
  service_->answer(200, faces(12));
  service_->answer(200, nobody(0, 10));
  service_->answer(200, nobody(10, 2));
  EXPECT_EQ(identify({picture_, "--json"}), 0) << err();
  EXPECT_EQ(json::parse(service_->requests()[3].body)["faceIds"], (json{"f10", "f11"}));
  EXPECT_EQ(json::parse(out())[0]["faces"].size(), 12u);
}

TEST_F(Identify, APictureThatCannotBeUsedIsNamedAndTheOthersAreDone) {
  const std::string small = write_file("small.jpg", "x").string();
  service_->answer(200, group);
  service_->refuse(400, "InvalidImage", "Decoding error, image format unsupported.");
  service_->answer(200, "[]");
  EXPECT_EQ(identify({small, picture_, other_}), 4);
  EXPECT_THAT(err(), HasSubstr(small + ": It is smaller than 1 KB"));
  EXPECT_THAT(err(), HasSubstr(picture_ + ": Decoding error, image format unsupported. (InvalidImage)\n"));
  EXPECT_THAT(out(), HasSubstr("(not used)"));
  EXPECT_THAT(out(), HasSubstr("(no face)"));
}

TEST_F(Identify, AnAccountThatMayNotIsToldWhatToDo) {
  service_->answer(200, group);
  service_->answer(200, R"([{"faceRectangle":{"top":1,"left":2,"width":100,"height":100}}])");
  EXPECT_EQ(identify({picture_}), 2);
  EXPECT_THAT(err(), HasSubstr("The service gives this account no faceIds."));
  EXPECT_THAT(err(), HasSubstr("https://aka.ms/facerecognition"));
}

TEST_F(Identify, AnUntrainedGroupComesWithAdvice) {
  service_->answer(200, group);
  service_->answer(200, faces(1));
  service_->refuse(400, "LargePersonGroupNotTrained", "Large person group not trained.");
  EXPECT_EQ(identify({picture_, "--group-type", "large"}), 2);
  EXPECT_THAT(err(), HasSubstr("Train it with `facerec group train --wait`."));
}

TEST_F(Identify, BadValuesAreUsageErrors) {
  EXPECT_EQ(identify({picture_, "--threshold", "1.5"}), 1);
  EXPECT_EQ(identify({picture_, "--candidates", "0"}), 1);
  EXPECT_EQ(identify({"/no/such/file.jpg"}), 1);
  EXPECT_TRUE(service_->requests().empty());
}

} // namespace
} // namespace facerec::tool::test
