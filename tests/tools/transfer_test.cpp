// `facerec export` and `facerec import`.
#include "facerec/group_file.h"
#include "facerec/picture.h"
#include "facerec/picture_note.h"
#include "tests/support/program.h"
#include "tests/tools/tool_fixture.h"

#include <nlohmann/json.hpp>

namespace facerec::tool::test {
namespace {

using ::facerec::test::content_of;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char *group =
    R"({"largePersonGroupId":"staff","name":"All","userData":"u","recognitionModel":"recognition_04"})";
constexpr const char *group_line = R"({"type":"group","version":1,"id":"staff","name":"All","userData":"u",)"
                                   R"("recognitionModel":"recognition_04"})"
                                   "\n";

class Transfer : public ToolTest {
protected:
  std::string in(const std::string &name) const { return (directory_.path() / name).string(); }
  std::string note_of(const std::string &file) const {
    return json{{"sha256", picture_hash(*read_picture(file))}}.dump();
  }
  // A file of one person with one face from `picture`.
  std::string file_with_face(const std::string &picture) const {
    return write_file("g.jsonl", group_line +
                                     json{{"type", "person"},
                                          {"name", "Ada"},
                                          {"userData", "{}"},
                                          {"faces", json::array({json{{"userData", note_of(picture)}}})}}
                                         .dump() +
                                     "\n")
        .string();
  }
};

TEST_F(Transfer, ExportWritesPeopleAndFacesAsLines) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"p1","name":"Ada","userData":"{}","persistedFaceIds":["f1","f2"]},
                            {"personId":"p2","name":"Eva"}])");
  service_->answer(200, R"({"persistedFaceId":"f1","userData":"n"})");
  service_->answer(200, R"({"persistedFaceId":"f2"})");
  EXPECT_EQ(facerec_at_service({"export", in("g.jsonl")}), 0) << err();
  EXPECT_EQ(out(), "Wrote 2 people with 2 faces to \"" + in("g.jsonl") + "\".\n");
  EXPECT_EQ(
      content_of(in("g.jsonl")),
      group_line +
          std::string(R"({"type":"person","name":"Ada","userData":"{}","faces":[{"userData":"n"},{"userData":""}]})"
                      "\n"
                      R"({"type":"person","name":"Eva","userData":"","faces":[]})"
                      "\n"));
}

TEST_F(Transfer, ExportToTheOutputWithoutFaces) {
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"p1","name":"Ada","persistedFaceIds":["f1"]}])");
  EXPECT_EQ(facerec_at_service({"export", "-", "--no-faces"}), 0);
  EXPECT_EQ(out(), group_line + std::string(R"({"type":"person","name":"Ada","userData":"","faces":[]})"
                                            "\n"));
}

TEST_F(Transfer, AnExportThatFailsLeavesTheOldFile) {
  write_file("g.jsonl", "old");
  service_->answer(200, group);
  service_->refuse(401, "401", "Access denied.");
  EXPECT_EQ(facerec_at_service({"export", in("g.jsonl")}), 2);
  EXPECT_EQ(content_of(in("g.jsonl")), "old");
  EXPECT_FALSE(std::filesystem::exists(in("g.jsonl.part")));
  EXPECT_EQ(facerec_at_service({"export", in("no/such/folder")}), 5);
  EXPECT_THAT(err(), HasSubstr("cannot be written: No such file or directory."));
}

TEST_F(Transfer, ExportAsJsonCounts) {
  service_->answer(200, group);
  service_->answer(200, "[]");
  EXPECT_EQ(facerec_at_service({"export", in("g.jsonl"), "--json"}), 0);
  EXPECT_EQ(json::parse(out()), (json{{"file", in("g.jsonl")}, {"people", 0}, {"faces", 0}}));
}

TEST_F(Transfer, ImportMakesGroupPeopleAndFacesAndTrains) {
  const std::string picture = write_picture("pictures/a/1.jpg").string();
  service_->refuse(404, "LargePersonGroupNotFound", "Large person group is not found.");
  service_->answer(200);
  service_->answer(200, "[]");
  service_->answer(200, R"({"personId":"p1"})");
  service_->answer(200, R"({"persistedFaceId":"f1"})");
  service_->answer(202);
  service_->answer(200, R"({"status":"succeeded"})");
  EXPECT_EQ(
      facerec({"import", file_with_face(picture), "--pictures", in("pictures"), "--endpoint", "https://x.example"}), 0)
      << err();
  EXPECT_EQ(json::parse(service_->requests()[1].body),
            (json{{"name", "All"}, {"userData", "u"}, {"recognitionModel", "recognition_04"}}));
  EXPECT_EQ(json::parse(service_->requests()[3].body), (json{{"name", "Ada"}, {"userData", "{}"}}));
  EXPECT_EQ(service_->requests()[4].body, content_of(picture));
  EXPECT_THAT(service_->lines()[4], HasSubstr("userData=%7B%22sha256%22"));
  EXPECT_EQ(service_->lines()[5], "POST /largepersongroups/staff/train");
  EXPECT_EQ(out(), "NAME  STATE    FACES  MISSING  PERSON ID\n"
                   "Ada   created  1      0        p1\n");
}

TEST_F(Transfer, ASecondImportChangesNothing) {
  const std::string picture = write_picture("pictures/a/1.jpg").string();
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"p1","name":"Ada","userData":"{}","persistedFaceIds":["f1"]}])");
  EXPECT_EQ(facerec_at_service({"import", file_with_face(picture), "--pictures", in("pictures"), "--json"}), 0);
  EXPECT_EQ(service_->requests().size(), 2u);
  EXPECT_EQ(json::parse(out()), json::parse(R"({"group":"staff","people":[{"name":"Ada","personId":"p1",
      "state":"unchanged","faces":1,"missing":0,"pictures":[]}],"trained":false})"));
}

TEST_F(Transfer, ImportBringsUserDataUpToDate) {
  const auto file =
      write_file("g.jsonl", group_line + std::string(R"({"type":"person","name":"Ada","userData":"new"})"));
  service_->answer(200, group);
  service_->answer(200, R"([{"personId":"p1","name":"Ada","userData":"old"}])");
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"import", file.string()}), 0) << err();
  EXPECT_EQ(service_->lines().back(), "PATCH /largepersongroups/staff/persons/p1");
  EXPECT_EQ(service_->requests().back().body, R"({"userData":"new"})");
  EXPECT_THAT(out(), HasSubstr("Ada   updated  0      0        p1\n"));
}

TEST_F(Transfer, AFaceWithoutItsPictureIsMissing) {
  const std::string picture = write_picture("1.jpg").string();
  const std::string file = file_with_face(picture);
  std::filesystem::create_directory(in("pictures"));
  const auto play = [&] {
    service_->answer(200, group);
    service_->answer(200, R"([{"personId":"p1","name":"Ada","userData":"{}"}])");
  };
  play();
  EXPECT_EQ(facerec_at_service({"import", file, "--pictures", in("pictures")}), 4);
  EXPECT_THAT(out(), HasSubstr("Ada   unchanged  0      1        p1\n"));
  play();
  EXPECT_EQ(facerec_at_service({"import", file}), 0); // nobody was promised a face
}

TEST_F(Transfer, AnImportThatIsInterruptedSaysHowToGoOn) {
  const auto file = write_file("g.jsonl", group_line + std::string(R"({"type":"person","name":"Ada"})"));
  service_->answer(200, group);
  service_->answer(200, "[]");
  service_->on_request = [this](const SentRequest &request) {
    if (request.line.ends_with("/persons"))
      stop_.request_stop();
  };
  EXPECT_EQ(facerec_at_service({"import", file.string()}), 130);
  EXPECT_EQ(err(), "The same command goes on from there.\nfacerec: Interrupted.\n");
}

TEST_F(Transfer, NothingIsSentForAFileThatBreaksARule) {
  const auto file = write_file("g.jsonl", "{}\n");
  EXPECT_EQ(facerec_at_service({"import", file.string()}), 1);
  EXPECT_TRUE(service_->requests().empty());
}

// The Failure's words.
std::string refusal(const std::string &text) {
  std::istringstream in(text);
  const auto filed = read_group_file(in, "f");
  return filed ? "accepted" : filed.error().message;
}

TEST(GroupFile, NamesTheLineAndTheRule) {
  const std::string head = group_line;
  EXPECT_EQ(refusal(""), "\"f\" is empty or cannot be read.");
  EXPECT_EQ(refusal("[]"), "\"f\", line 1: it is no JSON object.");
  EXPECT_EQ(refusal("{}"),
            "\"f\", line 1: the first line is no {\"type\": \"group\", …}, as `facerec export` writes it.");
  EXPECT_EQ(refusal(R"({"type":"group","version":2})"),
            "\"f\", line 1: \"version\" is not 1, the only one that is known.");
  EXPECT_EQ(refusal(R"({"type":"group","version":1,"id":"A"})"), "\"f\", line 1: \"id\" is no id of a person group.");
  EXPECT_EQ(refusal(head + "{\"type\":"), "\"f\", line 2: it is no JSON object.");
  EXPECT_EQ(refusal(head + head), "\"f\", line 2: it is no {\"type\": \"person\", …}.");
  EXPECT_EQ(refusal(head + R"({"type":"person"})"), "\"f\", line 2: a name has 1 to 128 characters, \"\" has 0.");
  const std::string ada = R"({"type":"person","name":"Ada"})";
  EXPECT_EQ(refusal(head + ada + "\n" + ada),
            "\"f\", line 3: a second person has the name \"Ada\"; people are told apart by name. Rename one.");
  EXPECT_EQ(refusal(head + R"({"type":"person","name":"Ada","faces":{}})"), "\"f\", line 2: \"faces\" is no list.");
  EXPECT_EQ(refusal(head + R"({"type":"person","name":"Ada","faces":["x"]})"),
            "\"f\", line 2: \"faces\" holds something else than {\"userData\": …}.");
  EXPECT_EQ(refusal(head + json{{"type", "person"}, {"name", "Ada"}, {"userData", std::string(16385, 'x')}}.dump()),
            "\"f\", line 2: userData has more than 16384 characters.");
}

TEST(GroupFile, ReadsWhatItWrote) {
  std::stringstream file;
  write_group_line(file, {"staff", "All", "u", "recognition_04"});
  write_person_line(file, {"Åsa", "\"quoted\"\n", {"", "note"}});
  const auto filed = read_group_file(file, "f");
  ASSERT_TRUE(filed) << filed.error().message;
  EXPECT_EQ(filed->group.name, "All");
  EXPECT_EQ(filed->group.recognition_model, "recognition_04");
  ASSERT_EQ(filed->people.size(), 1u);
  EXPECT_EQ(filed->people[0].name, "Åsa");
  EXPECT_EQ(filed->people[0].user_data, "\"quoted\"\n");
  EXPECT_THAT(filed->people[0].faces, ElementsAre("", "note"));
}

} // namespace
} // namespace facerec::tool::test
