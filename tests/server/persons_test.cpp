#include "tests/server/fixture.h"

namespace facerec::server {
namespace {

using PersonsTest = ServerFixture;
constexpr const char *nobody = "00000000-0000-0000-0000-000000000000";

TEST_F(PersonsTest, AreMadeReadChangedAndDeleted) {
  make_group();
  const auto made = json(send("POST", group + "/persons", R"({"name":"Zoë","userData":"{\"color\":\"00ffff\"}"})"));
  const std::string path = group + "/persons/" + made.at("personId").get<std::string>();
  EXPECT_EQ(json(send("GET", path)), (nlohmann::json{{"personId", made.at("personId")},
                                                     {"name", "Zoë"},
                                                     {"userData", R"({"color":"00ffff"})"},
                                                     {"persistedFaceIds", nlohmann::json::array()}}));
  EXPECT_EQ(send("PATCH", path, R"({"userData":"x"})").status, 200);
  EXPECT_EQ(json(send("GET", path)).at("userData"), "x");
  EXPECT_EQ(json(send("GET", path)).at("name"), "Zoë");
  EXPECT_EQ(send("DELETE", path).status, 200);
  EXPECT_EQ(send("GET", path).status, 404);
}

TEST_F(PersonsTest, AreListedByIdPageByPage) {
  make_group();
  for (int i = 0; i < 5; ++i)
    make_person("p" + std::to_string(i));
  const auto first = json(send("GET", group + "/persons", "", {{"top", "2"}}));
  ASSERT_EQ(first.size(), 2U);
  EXPECT_LT(first[0].at("personId"), first[1].at("personId"));
  const auto rest = json(send("GET", group + "/persons", "", {{"start", first[1].at("personId")}}));
  ASSERT_EQ(rest.size(), 3U);
  EXPECT_GT(rest[0].at("personId"), first[1].at("personId"));
}

TEST_F(PersonsTest, AreNotFoundByAStrangeId) {
  EXPECT_THAT(send("POST", group + "/persons", R"({"name":"n"})"),
              IsError(404, "LargePersonGroupNotFound", "Large person group is not found."));
  make_group();
  const std::string persons = group + "/persons/";
  EXPECT_THAT(send("GET", persons + "me"), IsError(404, "PersonNotFound", "Person ID is invalid."));
  const std::string not_found = "Person `" + std::string(nobody) + "` is not found.";
  EXPECT_THAT(send("GET", persons + nobody), IsError(404, "PersonNotFound", not_found));
  EXPECT_THAT(send("PATCH", persons + nobody, R"({"name":"n"})"), IsError(404, "PersonNotFound", not_found));
  EXPECT_THAT(send("DELETE", persons + nobody), IsError(404, "PersonNotFound", not_found));
}

TEST_F(PersonsTest, BelongToTheirGroupOnly) {
  make_group();
  const std::string person = make_person("Ada");
  ASSERT_EQ(send("PUT", "/face/v1.2/largepersongroups/other", R"({"name":"O"})").status, 200);
  EXPECT_EQ(send("GET", "/face/v1.2/largepersongroups/other/persons/" + person).status, 404);
}

TEST_F(PersonsTest, HaveFacesThatCanBeReadAndDeleted) {
  make_group();
  const std::string person = group + "/persons/" + make_person("Ada");
  const auto added = json(send_picture(person + "/persistedfaces", {7}, {{"userData", "left door"}}));
  const std::string face = person + "/persistedfaces/" + added.at("persistedFaceId").get<std::string>();
  EXPECT_EQ(json(send("GET", face)),
            (nlohmann::json{{"persistedFaceId", added.at("persistedFaceId")}, {"userData", "left door"}}));
  EXPECT_EQ(json(send("GET", person)).at("persistedFaceIds"), (nlohmann::json{added.at("persistedFaceId")}));
  EXPECT_EQ(send("DELETE", face).status, 200);
  EXPECT_THAT(send("GET", face),
              IsError(404, "PersistedFaceNotFound",
                      "Persisted face `" + added.at("persistedFaceId").get<std::string>() + "` is not found."));
}

TEST_F(PersonsTest, HaveFacesWhoseUserDataCanBeChanged) {
  make_group();
  const std::string person = make_person("Ada");
  const std::string id = add_face(person, 7);
  const std::string face = group + "/persons/" + person + "/persistedfaces/" + id;
  EXPECT_EQ(send("PATCH", face, R"({"userData":"left door"})").status, 200);
  EXPECT_EQ(json(send("GET", face)), (nlohmann::json{{"persistedFaceId", id}, {"userData", "left door"}}));
  EXPECT_EQ(send("PATCH", face, "{}").status, 200);
  EXPECT_EQ(json(send("GET", face)).at("userData"), "left door");
  EXPECT_EQ(send("PATCH", face, R"({"userData":""})").status, 200);
  EXPECT_EQ(json(send("GET", face)), (nlohmann::json{{"persistedFaceId", id}}));
  EXPECT_THAT(send("PATCH", face, R"({"userData":1})"), IsError(400, "BadArgument", "Request body is invalid."));
  const std::string missing = group + "/persons/" + person + "/persistedfaces/" + nobody;
  EXPECT_THAT(send("PATCH", missing, "{}"),
              IsError(404, "PersistedFaceNotFound", "Persisted face `" + std::string(nobody) + "` is not found."));
}

TEST_F(PersonsTest, HaveFacesWithUserDataOf1024Characters) {
  make_group();
  const std::string faces = group + "/persons/" + make_person("Ada") + "/persistedfaces";
  std::string text;
  for (int i = 0; i < 1024; ++i)
    text += "ü";
  const auto added = json(send_picture(faces, {7}, {{"userData", text}}));
  const std::string face = faces + "/" + added.at("persistedFaceId").get<std::string>();
  EXPECT_EQ(json(send("GET", face)).at("userData"), text);
  EXPECT_EQ(send("PATCH", face, nlohmann::json{{"userData", text}}.dump()).status, 200);
  EXPECT_THAT(send_picture(faces, {7}, {{"userData", text + "x"}}),
              IsError(400, "BadArgument", "'userData' is too long."));
  EXPECT_THAT(send_picture(faces, {7}, {{"userData", "\xff"}}), IsError(400, "BadArgument", "'userData' is invalid."));
}

TEST_F(PersonsTest, TakePicturesOfExactlyOneFace) {
  make_group();
  const std::string faces = group + "/persons/" + make_person("Ada") + "/persistedfaces";
  EXPECT_THAT(send_picture(faces, {}), IsError(400, "InvalidImage", "No face detected in the image."));
  EXPECT_THAT(send_picture(faces, {1, 2}), IsError(400, "InvalidImage", "There is more than 1 face in the image."));
  EXPECT_EQ(send_picture(faces, {1, 2}, {{"targetFace", "100,0,100,100"}}).status, 200);
  EXPECT_THAT(send_picture(faces, {1, 2}, {{"targetFace", "200,0,100,100"}}),
              IsError(400, "InvalidImage", "No face detected in the image."));
}

TEST_F(PersonsTest, RefuseATargetFaceThatIsNone) {
  make_group();
  const std::string faces = group + "/persons/" + make_person("Ada") + "/persistedfaces";
  for (const char *wrong : {"1,2,3", "1,2,3,x", "1,2,3,4,5", "-1,0,10,10", "0,0,0,10", "99999999999,0,1,1", ",,,"})
    EXPECT_THAT(send_picture(faces, {1}, {{"targetFace", wrong}}),
                IsError(400, "BadArgument", "Invalid argument targetFace."))
        << wrong;
  for (const char *outside : {"300,0,100,100", "0,0,2147483647,10", "2147483647,0,2147483647,10"})
    EXPECT_THAT(send_picture(faces, {1}, {{"targetFace", outside}}),
                IsError(400, "BadArgument", "Argument targetFace out of range."))
        << outside;
}

TEST_F(PersonsTest, RefuseMoreThan248Faces) {
  make_group();
  const std::string person = make_person("Ada");
  for (int i = 0; i < max_faces_per_person; ++i)
    ASSERT_TRUE(store_->add_face(g, person, {"face" + std::to_string(i), "", "fake-1", {1.0F}}));
  EXPECT_THAT(send_picture(group + "/persons/" + person + "/persistedfaces", {1}),
              IsError(403, "QuotaExceeded", "Persisted face number reached limit."));
}

TEST_F(PersonsTest, AndFacesAreThereAfterARestart) {
  make_group();
  const std::string person = make_person("Ada");
  const std::string face = add_face(person, 7);
  restart();
  EXPECT_EQ(json(send("GET", group + "/persons/" + person)).at("persistedFaceIds"), (nlohmann::json{face}));
}

} // namespace
} // namespace facerec::server
