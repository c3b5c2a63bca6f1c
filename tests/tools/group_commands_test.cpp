#include "tests/tools/tool_fixture.h"

#include <nlohmann/json.hpp>

namespace facerec::tool::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class GroupCommands : public ToolTest {};

TEST_F(GroupCommands, CreateSendsNameModelAndUserData) {
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"group", "create", "--name", "All staff", "--user-data", "x"}), 0);
  EXPECT_THAT(service_->lines(), ElementsAre("PUT /largepersongroups/staff"));
  EXPECT_EQ(json::parse(service_->requests()[0].body),
            (json{{"name", "All staff"}, {"userData", "x"}, {"recognitionModel", "recognition_04"}}));
  EXPECT_EQ(out(), "Created the group \"staff\".\n");
}

TEST_F(GroupCommands, CreateUsesTheIdAsNameAndTheOlderKindOfGroupWhenTold) {
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"group", "create", "--group-type", "standard", "--recognition-model", "recognition_03",
                                "--api-version", "v1.0", "--json"}),
            0);
  EXPECT_EQ(service_->requests()[0].url, "https://example.cognitiveservices.azure.com/face/v1.0/persongroups/staff");
  EXPECT_EQ(json::parse(out()),
            (json{{"id", "staff"}, {"name", "staff"}, {"userData", ""}, {"recognitionModel", "recognition_03"}}));
}

TEST_F(GroupCommands, CreateOfAGroupThatExistsIsRefused) {
  service_->refuse(409, "LargePersonGroupExists", "Large person group already exists.");
  EXPECT_EQ(facerec_at_service({"group", "create"}), 2);
  EXPECT_EQ(err(), "facerec: Cannot create the group \"staff\": Large person group already exists. "
                   "(LargePersonGroupExists)\n");
}

TEST_F(GroupCommands, ListFollowsThePages) {
  std::string page = "[";
  for (int i = 1000; i < 2000; ++i)
    page += (i > 1000 ? "," : "") + json{{"largePersonGroupId", "g" + std::to_string(i)}, {"name", "n"}}.dump();
  service_->answer(200, page + "]");
  service_->answer(200, R"([{"largePersonGroupId":"h","name":"Last","recognitionModel":"recognition_04"}])");
  EXPECT_EQ(facerec_at_service({"group", "list", "--json"}), 0);
  EXPECT_THAT(service_->requests().at(1).line, HasSubstr("start=g1999"));
  const json list = json::parse(out());
  ASSERT_EQ(list.size(), 1001u);
  EXPECT_EQ(list[1000],
            (json{{"id", "h"}, {"name", "Last"}, {"userData", ""}, {"recognitionModel", "recognition_04"}}));
}

TEST_F(GroupCommands, ListIsATable) {
  service_->answer(200,
                   R"([{"largePersonGroupId":"a","name":"Alpha","recognitionModel":"recognition_04","userData":"u"}])");
  EXPECT_EQ(facerec_at_service({"group", "list"}), 0);
  EXPECT_EQ(out(), "ID  NAME   RECOGNITION MODEL  USER DATA\n"
                   "a   Alpha  recognition_04     u\n");
}

TEST_F(GroupCommands, DeleteDeletes) {
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"group", "delete"}), 0);
  EXPECT_THAT(service_->lines(), ElementsAre("DELETE /largepersongroups/staff"));
}

TEST_F(GroupCommands, TrainReturnsAtOnceUnlessToldToWait) {
  service_->answer(202);
  EXPECT_EQ(facerec_at_service({"group", "train"}), 0);
  EXPECT_THAT(service_->lines(), ElementsAre("POST /largepersongroups/staff/train"));
  EXPECT_EQ(out(), "Training has begun for the group \"staff\".\n");
}

TEST_F(GroupCommands, TrainWaitAsksEverMoreSeldomUntilItIsDone) {
  service_->answer(202);
  service_->answer(200, R"({"status":"notStarted"})");
  service_->answer(200, R"({"status":"running"})");
  service_->answer(200, R"({"status":"succeeded"})");
  EXPECT_EQ(facerec_at_service({"group", "train", "--wait"}), 0);
  EXPECT_EQ(waits_, (std::vector<int>{1000, 1500, 2250}));
  EXPECT_EQ(service_->lines().back(), "GET /largepersongroups/staff/training");
  EXPECT_EQ(out(), "Trained the group \"staff\".\n");
}

TEST_F(GroupCommands, AFailedTrainingIsRefusalWithTheServicesWords) {
  service_->answer(202);
  service_->answer(200, R"({"status":"failed","message":"There is no person in the group."})");
  EXPECT_EQ(facerec_at_service({"group", "train", "--wait"}), 2);
  EXPECT_EQ(err(), "facerec: Training of the group \"staff\" failed: There is no person in the group. A group needs at "
                   "least one person with a face.\n");
}

TEST_F(GroupCommands, AnInterruptedWaitSaysThatTrainingGoesOn) {
  service_->answer(202);
  service_->on_request = [this](const SentRequest &request) {
    if (request.line.ends_with("/training"))
      stop_.request_stop();
  };
  EXPECT_EQ(facerec_at_service({"group", "train", "--wait"}), 130);
}

TEST_F(GroupCommands, TheGroupMayStandBehindTheCommand) {
  const std::vector<std::string> at{"--endpoint", "https://example.cognitiveservices.azure.com/"};
  for (const char *command : {"create", "train", "delete"}) {
    service_->answer(200);
    EXPECT_EQ(facerec({"group", command, "g3", at[0], at[1]}), 0) << err();
  }
  EXPECT_THAT(service_->lines(), ElementsAre("PUT /largepersongroups/g3", "POST /largepersongroups/g3/train",
                                             "DELETE /largepersongroups/g3"));
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"group", "delete", "staff"}), 0) << err();
}

TEST_F(GroupCommands, TwoDifferentGroupsAreAUsageError) {
  EXPECT_EQ(facerec_at_service({"group", "delete", "guests"}), 1);
  EXPECT_EQ(err(), "facerec: Two person groups: the argument is \"guests\", but --group is \"staff\". Give one of "
                   "them.\n");
  EXPECT_EQ(facerec({"group", "train", "a/b", "--endpoint", "https://x.example"}), 1);
  EXPECT_THAT(err(), HasSubstr("\"a/b\" is no id of a person group"));
  EXPECT_THAT(service_->lines(), ::testing::IsEmpty());
}

TEST_F(GroupCommands, AMissingGroupComesWithAdvice) {
  service_->refuse(404, "LargePersonGroupNotFound", "Large person group is not found.");
  EXPECT_EQ(facerec_at_service({"group", "train"}), 2);
  EXPECT_THAT(err(), HasSubstr("Make the group with `facerec group create`"));
}

constexpr const char *staff = R"({"largePersonGroupId":"staff","name":"All","recognitionModel":"recognition_04"})";

TEST_F(GroupCommands, GetShowsTheGroupAndItsTraining) {
  for (const auto &[training, word] : {std::pair(R"({"status":"succeeded"})", "succeeded"),
                                       {R"({"status":"running"})", "running"},
                                       {R"({"status":"failed"})", "failed"},
                                       {R"({"status":"notStarted"})", "not started"}}) {
    service_->answer(200, staff);
    service_->answer(200, training);
    EXPECT_EQ(facerec_at_service({"group", "get", "--json"}), 0) << err();
    EXPECT_EQ(json::parse(out()), (json{{"id", "staff"},
                                        {"name", "All"},
                                        {"userData", ""},
                                        {"recognitionModel", "recognition_04"},
                                        {"training", word}}));
  }
  service_->answer(200, staff);
  service_->refuse(404, "LargePersonGroupNotTrained", "Large person group not trained.");
  EXPECT_EQ(facerec_at_service({"group", "get"}), 0) << err();
  EXPECT_EQ(out(), "ID     NAME  RECOGNITION MODEL  TRAINING     USER DATA\n"
                   "staff  All   recognition_04     not started  \n");
}

TEST_F(GroupCommands, UpdateSendsWhatIsGiven) {
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"group", "update", "--name", "All staff"}), 0);
  EXPECT_EQ(service_->lines().back(), "PATCH /largepersongroups/staff");
  EXPECT_EQ(service_->requests().back().body, R"({"name":"All staff"})");
  service_->answer(200);
  EXPECT_EQ(facerec_at_service({"group", "update", "--user-data", "", "--group-type", "standard", "--json"}), 0);
  EXPECT_EQ(service_->lines().back(), "PATCH /persongroups/staff");
  EXPECT_EQ(service_->requests().back().body, R"({"userData":""})");
  EXPECT_EQ(json::parse(out()), (json{{"updated", "staff"}}));
  EXPECT_EQ(facerec_at_service({"group", "update"}), 1);
  EXPECT_EQ(err(), "facerec: Nothing to change: give --name or --user-data.\n");
}

TEST_F(GroupCommands, TrainIsACommandOfItsOwn) {
  service_->answer(202);
  service_->answer(200, R"({"status":"succeeded"})");
  EXPECT_EQ(facerec_at_service({"train", "--wait", "--json"}), 0);
  EXPECT_THAT(service_->lines(),
              ElementsAre("POST /largepersongroups/staff/train", "GET /largepersongroups/staff/training"));
  EXPECT_EQ(json::parse(out()), (json{{"training", "succeeded"}}));
}

} // namespace
} // namespace facerec::tool::test
