// What holds for large person groups and for person groups alike, and what keeps them apart.
#include "tests/server/fixture.h"

namespace facerec::server {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class GroupKindsTest : public ServerFixture, public ::testing::WithParamInterface<GroupType> {
protected:
  GroupKindsTest() : words(words_of(GetParam())) { group = path_of(GetParam()); }

  static std::string path_of(GroupType type) { return "/face/v1.2/" + std::string(words_of(type).collection) + "/g"; }

  std::string code(const std::string &what) const { return std::string(words.code) + what; }
  std::string message(const std::string &what) const { return std::string(words.name) + " " + what; }

  Response identify_here(const std::string &face) {
    return send("POST", "/face/v1.2/identify",
                nlohmann::json{{words.id_member, "g"}, {"faceIds", nlohmann::json::array({face})}}.dump());
  }

  const GroupWords words;
};

TEST_P(GroupKindsTest, GroupsAreMadeReadListedChangedAndDeleted) {
  make_group();
  const std::string member(words.id_member);
  EXPECT_EQ(json(send("GET", group)), (nlohmann::json{{member, "g"}, {"name", "G"}}));
  EXPECT_EQ(send("PATCH", group, R"({"userData":"day"})").status, 200);
  EXPECT_EQ(json(send("GET", "/face/v1.0/" + std::string(words.collection))),
            (nlohmann::json{{{member, "g"}, {"name", "G"}, {"userData", "day"}}}));
  EXPECT_THAT(send("PUT", group, R"({"name":"G"})"), IsError(409, code("Exists"), message("already exists.")));
  EXPECT_EQ(send("DELETE", group).status, 200);
  for (const char *method : {"GET", "DELETE"})
    EXPECT_THAT(send(method, group), IsError(404, code("NotFound"), message("is not found.")));
  EXPECT_THAT(send("PATCH", group, R"({"name":"G"})"), IsError(404, code("NotFound"), message("is not found.")));
}

TEST_P(GroupKindsTest, IdsThatCannotBeAreRefused) {
  const std::string wrong = "/face/v1.2/" + std::string(words.collection) + "/Big";
  EXPECT_THAT(send("PUT", wrong, R"({"name":"n"})"), IsError(400, "BadArgument", message("ID is invalid.")));
  EXPECT_THAT(send("GET", wrong), IsError(404, code("NotFound"), message("ID is invalid.")));
}

TEST_P(GroupKindsTest, PersonsAndFacesLiveInThem) {
  make_group();
  const std::string person = make_person("Ada");
  const std::string face = add_face(person, 7);
  EXPECT_EQ(json(send("GET", group + "/persons"))[0].at("persistedFaceIds"), (nlohmann::json{face}));
  const std::string path = group + "/persons/" + person;
  EXPECT_EQ(send("PATCH", path, R"({"name":"Bob"})").status, 200);
  EXPECT_EQ(json(send("GET", path)).at("name"), "Bob");
  EXPECT_EQ(json(send("GET", path + "/persistedfaces/" + face)).at("persistedFaceId"), face);
  EXPECT_EQ(send("DELETE", path + "/persistedfaces/" + face).status, 200);
  EXPECT_EQ(send("DELETE", path).status, 200);
  EXPECT_EQ(json(send("GET", group + "/persons")), nlohmann::json::array());
}

TEST_P(GroupKindsTest, TrainingIsFoundWhereItsAnswerSays) {
  make_group();
  EXPECT_THAT(send("GET", group + "/training"), IsError(404, code("NotTrained"), message("not trained.")));
  const std::string url = "http://127.0.0.1:1";
  const Response begun = send("POST", group + "/train");
  EXPECT_EQ(begun.status, 202);
  EXPECT_THAT(begun.headers, ElementsAre(Pair("operation-Location", url + group + "/training")));
  EXPECT_EQ(send("GET", begun.headers[0].second.substr(url.size())).status, 200);
}

TEST_P(GroupKindsTest, FacesAreIdentifiedInThem) {
  const std::string face = face_id(7);
  EXPECT_THAT(identify_here(face), IsError(400, code("NotFound"), message("is not found.")));
  make_group();
  EXPECT_THAT(identify_here(face), IsError(400, code("NotTrained"), message("not trained.")));
  const std::string person = make_person("Ada");
  add_face(person, 7);
  ASSERT_EQ(train(), "succeeded");
  EXPECT_EQ(json(identify_here(face))[0].at("candidates")[0].at("personId"), person);
}

TEST_P(GroupKindsTest, TheSameIdInTheOtherKindIsAnotherGroup) {
  make_group();
  const std::string person = make_person("Ada");
  add_face(person, 7);
  ASSERT_EQ(train(), "succeeded");
  group = path_of(GetParam() == GroupType::Large ? GroupType::Standard : GroupType::Large);
  EXPECT_EQ(send("GET", group).status, 404);
  make_group("recognition_03");
  EXPECT_EQ(json(send("GET", group + "/persons")), nlohmann::json::array());
  EXPECT_EQ(send("GET", group + "/persons/" + person).status, 404);
  EXPECT_EQ(send("GET", group + "/training").status, 404);
  EXPECT_EQ(send("DELETE", group).status, 200);
  EXPECT_EQ(json(identify_here(face_id(7)))[0].at("candidates")[0].at("personId"), person);
}

INSTANTIATE_TEST_SUITE_P(Kind, GroupKindsTest, ::testing::Values(GroupType::Large, GroupType::Standard),
                         [](const auto &kind) { return std::string(words_of(kind.param).code); });

} // namespace
} // namespace facerec::server
