// Verify, Find Similar and Group.
#include "tests/server/fixture.h"

namespace facerec::server {
namespace {

using ::testing::ElementsAre;

class ComparisonsTest : public ServerFixture {
protected:
  Response post(const std::string &operation, const nlohmann::json &body) {
    return send("POST", "/face/v1.2/" + operation, body.dump());
  }

  // Whether Verify takes the two for one person; the confidence has to say the same.
  bool identical(const nlohmann::json &body) {
    const auto answer = json(post("verify", body));
    EXPECT_EQ(answer.size(), 2U) << answer;
    EXPECT_EQ(answer.at("isIdentical").get<bool>(), answer.at("confidence").get<double>() >= 0.5);
    return answer.at("isIdentical");
  }

  static nlohmann::json ids(const std::vector<std::string> &list) { return list; }

  std::vector<std::string> similar(const nlohmann::json &body) {
    std::vector<std::string> found;
    for (const auto &face : json(post("findsimilars", body)))
      found.push_back(face.at("faceId"));
    return found;
  }
};

TEST_F(ComparisonsTest, VerifyTellsTwoFacesOfOnePersonFromThoseOfTwo) {
  EXPECT_TRUE(identical({{"faceId1", face_id(7)}, {"faceId2", face_id(7)}}));
  EXPECT_FALSE(identical({{"faceId1", face_id(7)}, {"faceId2", face_id(8)}}));
}

TEST_F(ComparisonsTest, VerifyHoldsAFaceAgainstAPersonOfEitherKindOfGroup) {
  for (const GroupType type : {GroupType::Large, GroupType::Standard}) {
    const GroupWords words = words_of(type);
    group = "/face/v1.2/" + std::string(words.collection) + "/g";
    make_group();
    const std::string ada = make_person("Ada");
    add_face(ada, 6);
    add_face(ada, 7);
    EXPECT_TRUE(identical({{"faceId", face_id(7)}, {"personId", ada}, {words.id_member, "g"}})) << words.code;
    EXPECT_FALSE(identical({{"faceId", face_id(8)}, {"personId", ada}, {words.id_member, "g"}})) << words.code;
  }
}

TEST_F(ComparisonsTest, VerifyNeedsNoTrainingAndForgetsWhatWasDeleted) {
  make_group();
  const std::string ada = make_person("Ada");
  const std::string face = add_face(ada, 7);
  const nlohmann::json body{{"faceId", face_id(7)}, {"personId", ada}, {"largePersonGroupId", "g"}};
  EXPECT_TRUE(identical(body));
  ASSERT_EQ(send("DELETE", group + "/persons/" + ada + "/persistedfaces/" + face).status, 200);
  EXPECT_THAT(post("verify", body), IsError(404, "PersistedFaceNotFound", "No persisted face of the person is found."));
  ASSERT_EQ(send("DELETE", group + "/persons/" + ada).status, 200);
  EXPECT_THAT(post("verify", body), IsError(404, "PersonNotFound", "Person is not found."));
}

TEST_F(ComparisonsTest, VerifyNeedsOneGroupAndNotTwo) {
  make_group();
  EXPECT_THAT(post("verify", {{"faceId", face_id(7)},
                              {"personId", make_person("Ada")},
                              {"largePersonGroupId", "g"},
                              {"personGroupId", "g"}}),
              IsError(400, "BadArgument", "Request body is invalid."));
}

TEST_F(ComparisonsTest, VerifyDoesNotCompareFacesOfAnotherRecognizer) {
  make_group();
  const std::string ada = make_person("Ada");
  add_face(ada, 7);
  engine_.encoder_name = "fake-2";
  EXPECT_THAT(post("verify", {{"faceId", face_id(7)}, {"personId", ada}, {"largePersonGroupId", "g"}}),
              IsError(404, "PersistedFaceNotFound", "No persisted face of the person is found."));
}

TEST_F(ComparisonsTest, FindSimilarReturnsTheFacesOfThePerson) {
  const std::string one = face_id(7);
  const std::string stranger = face_id(8);
  const std::string two = face_id(7);
  const nlohmann::json body{{"faceId", face_id(7)}, {"faceIds", {one, stranger, two}}};
  EXPECT_THAT(similar(body), ElementsAre(one, two));
  EXPECT_GT(json(post("findsimilars", body))[0].at("confidence"), 0.9);
  EXPECT_THAT(similar({{"faceId", face_id(9)}, {"faceIds", {one, stranger}}, {"mode", "matchPerson"}}), ElementsAre());
}

TEST_F(ComparisonsTest, FindSimilarRanksAllFacesWhereFacesAreToMatch) {
  const std::string one = face_id(7);
  const std::string other = face_id(8);
  const nlohmann::json body{{"faceId", face_id(8)}, {"faceIds", {one, other}}, {"mode", "matchFace"}};
  EXPECT_THAT(similar(body), ElementsAre(other, one));
}

TEST_F(ComparisonsTest, FindSimilarReturnsTwentyFacesOrAsManyAsAskedFor) {
  std::vector<std::string> faces;
  for (int i = 0; i < 25; ++i)
    faces.push_back(face_id(7));
  nlohmann::json body{{"faceId", face_id(7)}, {"faceIds", faces}};
  EXPECT_EQ(similar(body), std::vector<std::string>(faces.begin(), faces.begin() + 20));
  body["maxNumOfCandidatesReturned"] = 3;
  EXPECT_EQ(similar(body), std::vector<std::string>(faces.begin(), faces.begin() + 3));
}

TEST_F(ComparisonsTest, GroupPutsFacesOfAPersonTogetherAndTheRestIntoTheMessyGroup) {
  std::vector<std::string> face;
  for (const int who : {5, 7, 8, 7, 9, 8, 8})
    face.push_back(face_id(who));
  EXPECT_EQ(
      json(post("group", {{"faceIds", face}})),
      (nlohmann::json{{"groups", nlohmann::json::array({ids({face[2], face[5], face[6]}), ids({face[1], face[3]})})},
                      {"messyGroup", ids({face[0], face[4]})}}));
}

TEST_F(ComparisonsTest, GroupSaysSoWhereNobodyIsMessyOrAllAre) {
  const std::string one = face_id(7);
  const std::string two = face_id(7);
  const std::string stranger = face_id(8);
  EXPECT_EQ(json(post("group", {{"faceIds", {one, two}}})),
            (nlohmann::json{{"groups", nlohmann::json::array({ids({one, two})})}, {"messyGroup", ids({})}}));
  EXPECT_EQ(json(post("group", {{"faceIds", {one, stranger}}})),
            (nlohmann::json{{"groups", ids({})}, {"messyGroup", ids({one, stranger})}}));
}

TEST_F(ComparisonsTest, FacesAreForgottenWhenTheirTimeIsOver) {
  const std::vector<std::string> old{face_id(7), face_id(7)};
  now += std::chrono::hours(24);
  const auto gone = [](int status) { return IsError(status, "FaceNotFound", "Face is not found."); };
  EXPECT_THAT(post("verify", {{"faceId1", old[0]}, {"faceId2", old[1]}}), gone(404));
  EXPECT_THAT(post("group", {{"faceIds", old}}), gone(400));
  const std::string fresh = face_id(7);
  EXPECT_THAT(post("findsimilars", {{"faceId", fresh}, {"faceIds", old}}), gone(400));
  EXPECT_THAT(post("findsimilars", {{"faceId", old[0]}, {"faceIds", nlohmann::json::array({fresh})}}), gone(400));
}

} // namespace
} // namespace facerec::server
