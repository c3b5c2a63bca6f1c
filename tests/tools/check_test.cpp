// `facerec check` against scripted services, and each judgement by itself.
#include "facerec/check_findings.h"
#include "tests/tools/tool_fixture.h"

#include <nlohmann/json.hpp>

namespace facerec::tool::test {
namespace {

using azure::ServiceError;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char *group = R"({"largePersonGroupId":"staff","name":"staff","recognitionModel":"recognition_04"})";
constexpr const char *drawn_face = R"([{"faceId":"f1","faceRectangle":{"top":1,"left":2,"width":100,"height":100}}])";
constexpr const char *gating = "Feature is not supported, missing approval for one or more of the following features: "
                               "Identification, Verification.";

class Check : public ToolTest {
protected:
  int check(std::vector<std::string> options = {}) {
    options.insert(options.begin(), "check");
    return facerec_at_service(std::move(options));
  }
  json checks() { return json::parse(out())["checks"]; }
  void let_the_group_be_fine() {
    service_->answer(200, "[]");
    service_->answer(200, group);
    service_->answer(200, R"({"status":"succeeded"})");
  }
};

TEST_F(Check, AGoodAccountIsGoodInEveryPoint) {
  let_the_group_be_fine();
  service_->answer(200, drawn_face);
  service_->answer(200, R"([{"faceId":"f1","candidates":[]}])");
  EXPECT_EQ(check(), 0);
  EXPECT_EQ(out(), "endpoint ok      The Face service answers at https://example.cognitiveservices.azure.com.\n"
                   "key      ok      The service takes the key.\n"
                   "group    ok      There is a group \"staff\".\n"
                   "model    ok      The group has the recognition model recognition_04.\n"
                   "training ok      The group is trained.\n"
                   "identify ok      The account may identify faces.\n"
                   "This took 5 transactions.\n");
  EXPECT_THAT(service_->lines(), ElementsAre("GET /largepersongroups?top=1&returnRecognitionModel=true",
                                             "GET /largepersongroups/staff?returnRecognitionModel=true",
                                             "GET /largepersongroups/staff/training",
                                             "POST /detect?detectionModel=detection_03&recognitionModel=recognition_04"
                                             "&returnFaceId=true&faceIdTimeToLive=60",
                                             "POST /identify"));
  EXPECT_EQ(json::parse(service_->requests()[4].body)["faceIds"], json::array({"f1"}));
  EXPECT_THAT(service_->requests()[3].body, ::testing::StartsWith("\x89PNG"));
}

TEST_F(Check, TheDrawnFaceNeedNotBeFound) {
  let_the_group_be_fine();
  service_->answer(200, "[]");
  service_->refuse(400, "FaceNotFound", "Face is not found.");
  EXPECT_EQ(check({"--json"}), 0);
  EXPECT_EQ(checks()["identify"]["state"], "ok");
  EXPECT_EQ(json::parse(out())["transactions"], 5);
}

TEST_F(Check, AMissingApprovalIsSaidAtDetect) {
  let_the_group_be_fine();
  service_->answer(403, json{{"error",
                              {{"code", "InvalidRequest"},
                               {"message", "Invalid request has been sent."},
                               {"innererror", {{"code", "UnsupportedFeature"}, {"message", gating}}}}}}
                            .dump());
  EXPECT_EQ(check({"--json"}), 2);
  EXPECT_EQ(checks()["identify"]["state"], "wrong");
  EXPECT_THAT(checks()["identify"]["says"], HasSubstr("missing approval"));
  EXPECT_THAT(checks()["identify"]["advice"], HasSubstr("https://aka.ms/facerecognition"));
}

TEST_F(Check, AMissingApprovalIsSaidAtIdentify) {
  let_the_group_be_fine();
  service_->answer(200, "[]");
  service_->refuse(403, "UnsupportedFeature", gating);
  EXPECT_EQ(check({"--json"}), 2);
  EXPECT_EQ(checks()["identify"]["state"], "wrong");
}

TEST_F(Check, FacesWithoutFaceIdsAreAMissingApproval) {
  let_the_group_be_fine();
  service_->answer(200, R"([{"faceRectangle":{"top":1,"left":2,"width":100,"height":100}}])");
  EXPECT_EQ(check({"--json"}), 2);
  EXPECT_THAT(checks()["identify"]["says"], HasSubstr("no faceIds"));
  EXPECT_EQ(service_->lines().size(), 4u);
}

TEST_F(Check, ARefusedKeyEndsTheQuestions) {
  service_->refuse(401, "401", "Access denied due to invalid subscription key.");
  EXPECT_EQ(check({"--json"}), 2);
  EXPECT_EQ(checks()["endpoint"]["state"], "ok");
  EXPECT_EQ(checks()["key"]["state"], "wrong");
  EXPECT_THAT(checks()["key"]["advice"], HasSubstr("FACE_APIKEY"));
  EXPECT_EQ(checks()["identify"]["state"], "unknown");
  EXPECT_EQ(service_->lines().size(), 1u);
}

TEST_F(Check, NobodyThereIsAskedOnceAndHasTheExitCodeForIt) {
  service_->fail(azure::HttpFailure::Transport, "Couldn't connect to server");
  EXPECT_EQ(check({"--json"}), 3);
  EXPECT_EQ(checks()["endpoint"]["says"], "The service cannot be used at https://example.cognitiveservices.azure.com: "
                                          "Couldn't connect to server.");
  EXPECT_EQ(checks()["key"]["state"], "unknown");
  EXPECT_EQ(service_->lines().size(), 1u);
}

TEST_F(Check, SomethingElseAtTheAddressIsSaid) {
  service_->answer(404, "<html>");
  EXPECT_EQ(check({"--json"}), 2);
  EXPECT_EQ(checks()["endpoint"]["state"], "wrong");
  EXPECT_THAT(checks()["endpoint"]["says"], HasSubstr("but not as the Face service"));
}

TEST_F(Check, AMissingGroupIsLookedForAmongTheOtherKind) {
  service_->answer(200, "[]");
  service_->refuse(404, "LargePersonGroupNotFound", "Large person group is not found.");
  service_->answer(200, R"({"personGroupId":"staff","name":"staff"})");
  service_->answer(200, "[]");
  service_->refuse(400, "LargePersonGroupNotFound", "Large person group is not found.");
  EXPECT_EQ(check({"--json"}), 2);
  EXPECT_EQ(checks()["group"]["advice"], "Give --group-type standard.");
  EXPECT_EQ(checks()["training"]["state"], "unknown");
  EXPECT_EQ(checks()["identify"]["state"], "ok");
  EXPECT_EQ(service_->lines().at(2), "GET /persongroups/staff?returnRecognitionModel=true");
}

TEST_F(Check, AGroupOfNeitherKindIsToBeMade) {
  service_->answer(200, "[]");
  service_->refuse(404, "PersonGroupNotFound", "Person group is not found.");
  service_->refuse(404, "LargePersonGroupNotFound", "Large person group is not found.");
  service_->answer(200, "[]");
  service_->refuse(400, "PersonGroupNotFound", "Person group is not found.");
  EXPECT_EQ(check({"--group-type", "standard"}), 2);
  EXPECT_THAT(out(), HasSubstr("group    wrong   There is no group \"staff\".\n"
                               "                 Make it and the people in it: `facerec enroll DIR --group staff`.\n"));
}

TEST_F(Check, WithoutAGroupTheRestIsCheckedAllTheSame) {
  service_->answer(200, "[]");
  service_->answer(200, "[]");
  service_->refuse(400, "LargePersonGroupNotFound", "Large person group is not found.");
  EXPECT_EQ(facerec({"check", "--json", "--endpoint", "https://example.org"}), 0);
  EXPECT_EQ(checks()["group"]["says"], "No group was named.");
  EXPECT_EQ(checks()["identify"]["state"], "ok");
  EXPECT_EQ(json::parse(service_->requests()[2].body)["largePersonGroupId"], "facerec-check");
}

TEST_F(Check, AnOlderModelOfTheGroupIsUsedAndSaid) {
  service_->answer(200, "[]");
  service_->answer(200, R"({"largePersonGroupId":"staff","name":"s","recognitionModel":"recognition_02"})");
  service_->answer(200, R"({"status":"succeeded"})");
  service_->answer(200, "[]");
  service_->refuse(400, "FaceNotFound", "Face is not found.");
  EXPECT_EQ(check({"--json"}), 0);
  EXPECT_THAT(checks()["model"]["advice"], HasSubstr("recognition_04 is more accurate"));
  EXPECT_THAT(service_->lines()[3], HasSubstr("recognitionModel=recognition_02"));
}

// What is said of a training.
struct TrainingRow {
  azure::Answer<azure::TrainingStatus> answer;
  CheckState state;
  ExitCode code;
  const char *says;
};

ServiceError error_of(ServiceError::Kind kind, int status, std::string code, std::string message) {
  ServiceError error;
  error.kind = kind;
  error.http_status = status;
  error.code = std::move(code);
  error.message = std::move(message);
  return error;
}

TEST(CheckFindings, OfTraining) {
  using azure::TrainingState;
  using azure::TrainingStatus;
  const std::vector<TrainingRow> rows{
      {TrainingStatus{TrainingState::Succeeded, ""}, CheckState::Fine, ExitCode::Ok, "The group is trained."},
      {TrainingStatus{TrainingState::Running, ""}, CheckState::Unknown, ExitCode::Ok,
       "The group is being trained; until that ends, the training before it counts."},
      {TrainingStatus{TrainingState::Failed, "No person."}, CheckState::Wrong, ExitCode::Refused,
       "The last training failed: No person."},
      {TrainingStatus{TrainingState::Failed, ""}, CheckState::Wrong, ExitCode::Refused, "The last training failed."},
      {error_of(ServiceError::Kind::NotTrained, 404, "LargePersonGroupNotTrained", "not trained"), CheckState::Wrong,
       ExitCode::Refused, "The group was never trained."},
      {error_of(ServiceError::Kind::Throttled, 429, "429", "Rate limit is exceeded."), CheckState::Unknown,
       ExitCode::Unreachable, "It could not be found out: Rate limit is exceeded. (429)"},
  };
  for (const TrainingRow &row : rows) {
    const Finding finding = judge_training({azure::GroupType::Large, "staff"}, row.answer);
    EXPECT_EQ(finding.says, row.says);
    EXPECT_EQ(finding.state, row.state) << row.says;
    EXPECT_EQ(finding.code, row.code) << row.says;
  }
}

TEST(CheckFindings, OfTheKey) {
  EXPECT_EQ(judge_key(nullptr).state, CheckState::Fine);
  const auto forbidden = error_of(ServiceError::Kind::Forbidden, 403, "403", "Out of call volume quota.");
  EXPECT_EQ(judge_key(&forbidden).state, CheckState::Wrong);
  EXPECT_EQ(judge_key(&forbidden).says, "The account may not list its groups: Out of call volume quota. (403)");
  const auto throttled = error_of(ServiceError::Kind::Throttled, 429, "429", "Rate limit is exceeded.");
  EXPECT_EQ(judge_key(&throttled).state, CheckState::Unknown);
  EXPECT_EQ(judge_key(&throttled).code, ExitCode::Unreachable);
  EXPECT_EQ(judge_endpoint("u", &throttled).state, CheckState::Fine);
  const auto down = error_of(ServiceError::Kind::Unavailable, 503, "", "");
  EXPECT_EQ(judge_endpoint("u", &down).code, ExitCode::Unreachable);
  EXPECT_EQ(judge_key(&down).says, "The service has to be reached first.");
}

TEST(CheckFindings, OfIdentify) {
  using Results = std::vector<azure::IdentifyResult>;
  EXPECT_EQ(judge_identify(Results{}).state, CheckState::Fine);
  for (const auto kind : {ServiceError::Kind::NotFound, ServiceError::Kind::NotTrained, ServiceError::Kind::Conflict})
    EXPECT_EQ(judge_identify(error_of(kind, 400, "", "")).state, CheckState::Fine);
  const auto quota = error_of(ServiceError::Kind::Forbidden, 403, "QuotaExceeded", "No more.");
  EXPECT_EQ(judge_identify(quota).state, CheckState::Unknown);
  EXPECT_EQ(judge_identify(quota).code, ExitCode::Refused);
}

} // namespace
} // namespace facerec::tool::test
