#include "facerec/lookup/azure_recognizer.h"

#include "facerec/azure/token_source.h"
#include "tests/azure/played_tokens.h"
#include "tests/lookup/azure_recognizer_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace facerec {
namespace {

using namespace std::chrono_literals;
using azure::HttpFailure;
using nlohmann::json;
using test::face_crop;
using test::PlayedService;
using testing::HasSubstr;

class AzureRecognizerTest : public test::AzureRecognizerFixture {};

TEST_F(AzureRecognizerTest, GoodAccountCostsThreeCallsAndNamesNeedNoMore) {
  EXPECT_EQ(check().state, AccountState::Ready);
  EXPECT_EQ(service_->asked(), 3);
  set_candidates({{1, 0.9}, {2, 0.3}});
  const Recognition recognition = recognize_one();
  EXPECT_EQ(recognition.outcome, Outcome::Candidates);
  ASSERT_EQ(recognition.candidates.size(), 2u);
  EXPECT_EQ(recognition.candidates[0].identity->name, "Person 1");
  EXPECT_EQ(recognition.candidates[0].identity->person_id, PlayedService::person_id(1));
  EXPECT_EQ(recognition.candidates[0].identity->user_data.color, (Color{0, 255, 255}));
  EXPECT_EQ(recognition.candidates[0].confidence, 0.9);
  EXPECT_EQ(recognition.candidates[1].identity->name, "Person 2");
  EXPECT_EQ(service_->asked(), 5) << "one Detect, one Identify";
  EXPECT_FALSE(status_);
}

TEST_F(AzureRecognizerTest, AsksDetectAndIdentifyForWhatIsNeeded) {
  recognize_one();
  const std::string query = service_->last_query(PlayedService::detect);
  EXPECT_THAT(query, HasSubstr("detectionModel=detection_03"));
  EXPECT_THAT(query, HasSubstr("recognitionModel=recognition_04"));
  EXPECT_THAT(query, HasSubstr("faceIdTimeToLive=60"));
  const json body = service_->last_body(PlayedService::identify);
  EXPECT_EQ(body["largePersonGroupId"], "staff");
  EXPECT_EQ(body["maxNumOfCandidatesReturned"], 2);
  EXPECT_EQ(body["confidenceThreshold"], 0.1);
}

TEST_F(AzureRecognizerTest, OneDetectAndOneIdentifyServeTenFaces) {
  EXPECT_EQ(recognize(std::vector<Crop>(10, face_crop())).size(), 10u);
  EXPECT_EQ(service_->asked(PlayedService::identify), 1);
  EXPECT_EQ(service_->asked(), 2);
}

TEST_F(AzureRecognizerTest, MoreThanTenFacesTakeASecondOfBoth) {
  const auto answers = recognize(std::vector<Crop>(12, face_crop()));
  ASSERT_EQ(answers.size(), 12u);
  EXPECT_EQ(answers[11].outcome, Outcome::Candidates);
  EXPECT_EQ(service_->pictures(), (std::vector<cv::Size>{{1920, 768}, {768, 384}}));
  EXPECT_EQ(service_->asked(PlayedService::identify), 2);
}

TEST_F(AzureRecognizerTest, FaceThatNobodyIsLikeHasNoCandidates) {
  const Recognition recognition = recognize_one();
  EXPECT_EQ(recognition.outcome, Outcome::Candidates);
  EXPECT_TRUE(recognition.candidates.empty());
}

TEST_F(AzureRecognizerTest, CropWithoutAFaceSparesTheIdentify) {
  service_->rectangles = json::array();
  EXPECT_EQ(recognize_one().outcome, Outcome::NoFace);
  EXPECT_EQ(service_->asked(PlayedService::identify), 0);
  EXPECT_FALSE(status_);
}

TEST_F(AzureRecognizerTest, NeighbourInTheCropIsNotTheTrackedFace) {
  service_->rectangles = {{91, 91, 9, 9}};
  EXPECT_EQ(recognize_one().outcome, Outcome::NoFace);
}

TEST_F(AzureRecognizerTest, OfSeveralFacesTheOneNearestToTheTrackedFaceCounts) {
  service_->rectangles = {{0, 0, 90, 90}, {30, 30, 40, 40}, {60, 60, 40, 40}};
  recognize({face_crop(220, {25, 25, 50, 50})});
  EXPECT_THAT(service_->last_body(PlayedService::identify)["faceIds"][0].get<std::string>(),
              testing::EndsWith("000000000002"));
}

TEST_F(AzureRecognizerTest, EmptyCropIsNoFaceAndCostsNothing) {
  EXPECT_EQ(recognize({Crop{}})[0].outcome, Outcome::NoFace);
  EXPECT_EQ(service_->asked(), 0);
}

TEST_F(AzureRecognizerTest, RejectedPictureIsThatFacesTryAndNotItsNeighbours) {
  for (int i = 0; i < 2; ++i) // the mosaic, then the first crop
    service_->reply_error(PlayedService::detect, 400, "InvalidImageSize", "Image size is too small.");
  const auto answers = recognize({face_crop(), face_crop()});
  EXPECT_EQ(answers[0].outcome, Outcome::NoFace);
  EXPECT_EQ(answers[1].outcome, Outcome::Candidates);
  EXPECT_FALSE(status_);
}

TEST_F(AzureRecognizerTest, RejectedRequestIsNobodysTry) {
  service_->reply_error(PlayedService::detect, 400, "BadArgument", "'detectionModel' is invalid.");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
  ASSERT_TRUE(status_);
  EXPECT_EQ(status_->state, AccountState::Rejected);
  EXPECT_THAT(status_->message, HasSubstr("HTTP status 400, BadArgument: 'detectionModel' is invalid."));
  EXPECT_EQ(service_->asked(), 1);
}

TEST_F(AzureRecognizerTest, OutageEndsTheCallAtOnce) {
  for (const HttpFailure failure : {HttpFailure::Transport, HttpFailure::Timeout, HttpFailure::TooLarge}) {
    const int before = service_->asked();
    service_->fail(PlayedService::detect, failure);
    const auto answers = recognize({face_crop(), face_crop(), face_crop()});
    for (const Recognition &answer : answers)
      EXPECT_EQ(answer.outcome, Outcome::ServiceError);
    ASSERT_TRUE(status_);
    EXPECT_EQ(status_->state, AccountState::Unreachable);
    EXPECT_THAT(status_->message, HasSubstr("https://face.example.org"));
    EXPECT_EQ(service_->asked(), before + 1);
  }
}

TEST_F(AzureRecognizerTest, OutageAtIdentifyLeavesFacesWithoutATry) {
  service_->reply(PlayedService::identify, 503, "busy", "7");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
  ASSERT_TRUE(status_);
  EXPECT_EQ(status_->state, AccountState::Unreachable);
  EXPECT_EQ(status_->retry_after, 7s);
}

TEST_F(AzureRecognizerTest, SpentRateThrottlesWhatIsOpenAndTellsForHowLong) {
  reject_mosaic();
  service_->reply(PlayedService::detect, 200, "[]");
  service_->reply(PlayedService::detect, 429, R"({"error":{"code":"429","message":"Rate limit is exceeded."}})", "3");
  const auto answers = recognize({face_crop(), face_crop(), face_crop()});
  EXPECT_EQ(answers[0].outcome, Outcome::NoFace) << "answered before";
  EXPECT_EQ(answers[1].outcome, Outcome::Throttled);
  EXPECT_EQ(answers[2].outcome, Outcome::Throttled);
  ASSERT_TRUE(status_);
  EXPECT_EQ(status_->state, AccountState::Throttled);
  EXPECT_EQ(status_->retry_after, 3s);
  EXPECT_EQ(recognizer().stats().throttled, 1u);
}

TEST_F(AzureRecognizerTest, MalformedAnswerIsAServiceError) {
  service_->reply(PlayedService::detect, 200, "<html>");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
  ASSERT_TRUE(status_);
  EXPECT_EQ(status_->state, AccountState::Unreachable);
  EXPECT_EQ(recognizer().stats().failed, 1u);
}

// Or it would be paid for again and again.
TEST_F(AzureRecognizerTest, FaceIdThatIdentifyDoesNotKnowIsNobodysTryAndLeavesTheServiceAloneForAWhile) {
  service_->reply_error(PlayedService::identify, 400, "FaceNotFound", "Face is not found.");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
  ASSERT_TRUE(status_);
  EXPECT_EQ(status_->state, AccountState::Unreachable);
}

TEST_F(AzureRecognizerTest, FaceThatIdentifyLeavesOutIsAServiceError) {
  service_->reply(PlayedService::identify, 200, "[]");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
  ASSERT_TRUE(status_);
  EXPECT_EQ(status_->state, AccountState::Unreachable);
}

TEST_F(AzureRecognizerTest, DetectWithoutFaceIdMeansThatApprovalIsMissing) {
  service_->reply(PlayedService::detect, 200, R"([{"faceRectangle":{"left":10,"top":10,"width":80,"height":80}}])");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
  ASSERT_TRUE(status_);
  EXPECT_EQ(status_->state, AccountState::NotAllowed);
  EXPECT_THAT(status_->message, HasSubstr("https://aka.ms/facerecognition"));
  EXPECT_EQ(service_->asked(PlayedService::identify), 0);
}

TEST_F(AzureRecognizerTest, RefusalsNameTheAccountsStateAndWhatToDo) {
  struct Row {
    const char *path;
    int status;
    const char *code;
    AccountState state;
    const char *advice;
  };
  const Row rows[] = {
      {PlayedService::detect, 401, "401", AccountState::KeyRefused, "azure-api-key"},
      {PlayedService::detect, 403, "UnsupportedFeature", AccountState::NotAllowed, "https://aka.ms/facerecognition"},
      {PlayedService::identify, 403, "QuotaExceeded", AccountState::NotAllowed, "quota"},
      {PlayedService::identify, 400, "LargePersonGroupNotFound", AccountState::GroupMissing, "person-group-id"},
      {PlayedService::identify, 400, "LargePersonGroupNotTrained", AccountState::GroupUntrained,
       "facerec group train staff"},
      {PlayedService::identify, 409, "LargePersonGroupTrainingNotFinished", AccountState::Unreachable, "resume"},
  };
  for (const Row &row : rows) {
    service_->reply_error(row.path, row.status, row.code);
    EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError) << row.code;
    ASSERT_TRUE(status_) << row.code;
    EXPECT_EQ(status_->state, row.state) << row.code;
    EXPECT_THAT(status_->message, HasSubstr(row.advice));
  }
  service_->reply_error(PlayedService::identify, 400, "BadArgument", "'recognitionModel' is incompatible.");
  recognize_one();
  EXPECT_EQ(status_->state, AccountState::ModelMismatch);
}

TEST_F(AzureRecognizerTest, CheckNamesTheAccountsState) {
  struct Row {
    const char *path;
    int status;
    const char *body;
    AccountState state;
    const char *words;
  };
  const Row rows[] = {
      {PlayedService::group, 401, R"({"error":{"code":"401","message":"denied"}})", AccountState::KeyRefused,
       "azure-api-key"},
      {PlayedService::group, 404, R"({"error":{"code":"LargePersonGroupNotFound","message":"?"}})",
       AccountState::GroupMissing, "large person group \"staff\""},
      {PlayedService::group, 200, R"({"largePersonGroupId":"staff","recognitionModel":"recognition_03"})",
       AccountState::ModelMismatch, "\"recognition_03\""},
      {PlayedService::group, 302, "", AccountState::Rejected, "redirect"},
      {PlayedService::training, 404, R"({"error":{"code":"LargePersonGroupNotTrained","message":"?"}})",
       AccountState::GroupUntrained, "not trained"},
      {PlayedService::training, 200, R"({"status":"notStarted"})", AccountState::GroupUntrained, "not trained"},
      {PlayedService::training, 200, R"({"status":"failed","message":"There is no person."})",
       AccountState::GroupUntrained, "There is no person."},
      {PlayedService::persons, 200, "[]", AccountState::GroupUntrained, "nobody in it"},
      {PlayedService::persons, 500, "", AccountState::Unreachable, "azure-endpoint"},
  };
  for (const Row &row : rows) {
    service_->reply(row.path, row.status, row.body);
    const AccountStatus status = check();
    EXPECT_EQ(status.state, row.state) << row.body;
    EXPECT_THAT(status.message, HasSubstr(row.words));
    EXPECT_THAT(status.message, testing::Not(HasSubstr("0123456789abcdef")));
  }
  EXPECT_EQ(check().state, AccountState::Ready);
}

TEST_F(AzureRecognizerTest, GroupThatDoesNotSayItsModelIsTakenAsItIs) {
  service_->reply(PlayedService::group, 200, R"({"largePersonGroupId":"staff"})");
  EXPECT_EQ(check().state, AccountState::Ready);
}

TEST_F(AzureRecognizerTest, TrainingUnderWayIsNoHindranceUnlessIdentifySaysSo) {
  service_->reply(PlayedService::training, 200, R"({"status":"running"})");
  EXPECT_EQ(check().state, AccountState::Ready);
  service_->reply_error(PlayedService::identify, 400, "LargePersonGroupNotTrained");
  recognize_one();
  service_->reply(PlayedService::training, 200, R"({"status":"running"})");
  EXPECT_EQ(check().state, AccountState::GroupUntrained);
  EXPECT_EQ(check().state, AccountState::Ready) << "succeeded";
}

TEST_F(AzureRecognizerTest, NameOutsideTheFirstPageIsFetchedOnce) {
  check();
  set_candidates({{5, 0.8}});
  EXPECT_EQ(recognize_one().candidates.at(0).identity->name, "Person 5");
  recognize_one();
  EXPECT_EQ(service_->asked(PlayedService::person(5)), 1);
  EXPECT_EQ(recognizer().stats().persons_cached, 3u);
  EXPECT_EQ(recognizer().stats().person_hits, 1u);
  EXPECT_EQ(recognizer().stats().person_misses, 1u);
}

TEST_F(AzureRecognizerTest, OneListRenewsAllNamesWhenTheirTimeIsOver) {
  check();
  set_candidates({{1, 0.8}});
  clock_.advance(301s);
  service_->reply(PlayedService::persons, 200,
                  json::array({{{"personId", PlayedService::person_id(1)}, {"name", "Renamed"}}}).dump());
  const auto answers = recognize(std::vector<Crop>(10, face_crop()));
  EXPECT_EQ(answers.at(9).candidates.at(0).identity->name, "Renamed");
  EXPECT_EQ(service_->asked(PlayedService::persons), 2) << "at start and now";
  EXPECT_EQ(service_->asked(PlayedService::person(1)), 0);
  clock_.advance(299s);
  recognize_one();
  EXPECT_EQ(service_->asked(PlayedService::persons), 2);
}

TEST_F(AzureRecognizerTest, PersonEnrolledSinceTheListIsFetchedAlone) {
  check();
  set_candidates({{5, 0.8}});
  EXPECT_EQ(recognize_one().candidates.at(0).identity->name, "Person 5");
  EXPECT_EQ(service_->asked(PlayedService::persons), 1);
}

TEST_F(AzureRecognizerTest, NoCallIsSpentOnTheNameOfWhoIsOnlySecond) {
  check();
  set_candidates({{1, 0.8}, {77, 0.7}});
  const Recognition recognition = recognize_one();
  ASSERT_EQ(recognition.candidates.size(), 2u);
  EXPECT_EQ(recognition.candidates[1].identity->person_id, PlayedService::person_id(77));
  EXPECT_EQ(recognition.candidates[1].confidence, 0.7);
  EXPECT_EQ(service_->asked(PlayedService::person(77)), 0);
}

TEST_F(AzureRecognizerTest, OldNameIsBetterThanNoneInAnOutage) {
  check();
  set_candidates({{1, 0.8}});
  clock_.advance(301s);
  service_->reply(PlayedService::persons, 500, "");
  EXPECT_EQ(recognize_one().candidates.at(0).identity->name, "Person 1");
  EXPECT_FALSE(status_);
}

TEST_F(AzureRecognizerTest, NameThatCannotBeFetchedIsAServiceError) {
  set_candidates({{1, 0.8}});
  service_->reply(PlayedService::person(1), 500, "");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
  EXPECT_EQ(status_->state, AccountState::Unreachable);
}

// The face is most like somebody who was deleted since the training: the runner-up is somebody else.
TEST_F(AzureRecognizerTest, FaceOfAPersonThatVanishedIsNobodyAndNotAskedForAgain) {
  check();
  set_candidates({{77, 0.9}, {1, 0.7}});
  for (int i = 0; i < 2; ++i) {
    const Recognition recognition = recognize_one();
    EXPECT_EQ(recognition.outcome, Outcome::Candidates);
    EXPECT_TRUE(recognition.candidates.empty());
  }
  EXPECT_EQ(service_->asked(PlayedService::person(77)), 1);
}

TEST_F(AzureRecognizerTest, GroupThatVanishedIsNotTakenForAPerson) {
  set_candidates({{1, 0.9}});
  service_->reply_error(PlayedService::person(1), 404, "LargePersonGroupNotFound");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
  EXPECT_EQ(status_->state, AccountState::GroupMissing);
}

TEST_F(AzureRecognizerTest, StopEndsACallInTheMiddleAndSaysNothingOfTheAccount) {
  service_->hang(PlayedService::identify);
  recognizer();
  Recognition answer{Outcome::NoFace, {}, 0};
  std::jthread worker([&] { answer = recognize_one(); });
  service_->await(PlayedService::identify);
  stop_.request_stop();
  worker.join();
  EXPECT_EQ(answer.outcome, Outcome::ServiceError);
  EXPECT_FALSE(status_);
  EXPECT_EQ(recognizer().stats().failed, 0u);
}

TEST_F(AzureRecognizerTest, StopEndsTheWaitForTheRate) {
  options_.budget = TransactionBudget::make({.rate = 0.001}); // the second only after a quarter of an hour
  recognizer();
  AccountStatus status{AccountState::Ready, {}, {}};
  std::jthread worker([&] { status = check(); });
  service_->await(PlayedService::group);
  stop_.request_stop();
  worker.join();
  EXPECT_EQ(status.state, AccountState::Unknown);
  EXPECT_EQ(service_->asked(PlayedService::training), 0);
}

TEST_F(AzureRecognizerTest, StatsCountWhatWasSpent) {
  check();
  recognize_one();
  service_->reply_error(PlayedService::detect, 401, "401");
  recognize_one();
  const RecognizerStats stats = recognizer().stats();
  EXPECT_EQ(stats.transactions.at("detect"), 2u);
  EXPECT_EQ(stats.transactions.at("identify"), 1u);
  EXPECT_EQ(stats.transactions.at("list-persons"), 1u);
  EXPECT_EQ(stats.refused, 1u);
  EXPECT_EQ(stats.failed, 0u);
  EXPECT_EQ(stats.persons_cached, 2u);
}

class TokenLookups : public AzureRecognizerTest {
protected:
  TokenLookups() {
    tokens_ = std::make_shared<azure::TokenSource>(azure::test::application(), endpoint_, endpoint_->world());
    set_daily_budget(100);
  }
  std::shared_ptr<azure::test::PlayedTokens> endpoint_ = std::make_shared<azure::test::PlayedTokens>();
};

TEST_F(TokenLookups, AreNobodysTryAndCostNothingWhileThereIsNoToken) {
  endpoint_->fail(503);
  const Recognition recognition = recognize_one();
  EXPECT_EQ(recognition.outcome, Outcome::ServiceError);
  EXPECT_FALSE(is_try(recognition.outcome));
  EXPECT_EQ(recognition.cost, 0);
  ASSERT_TRUE(status_);
  EXPECT_EQ(status_->state, AccountState::Unreachable);
  EXPECT_EQ(status_->retry_after, 1000ms);
  EXPECT_EQ(service_->asked(), 0);
  EXPECT_EQ(options_.budget->spent_today(), 0u);
  EXPECT_EQ(recognizer().stats().failed, 0u);
}

TEST_F(TokenLookups, AreNobodysTryWhileTheIdentityIsRefusedAndRecover) {
  endpoint_->fail(401, R"({"error":"invalid_client","error_description":"AADSTS7000222: Expired."})");
  EXPECT_FALSE(is_try(recognize_one().outcome));
  ASSERT_TRUE(status_);
  EXPECT_EQ(status_->state, AccountState::KeyRefused);
  EXPECT_EQ(options_.budget->spent_today(), 0u);
  endpoint_->work();
  endpoint_->pass(1s);
  EXPECT_EQ(check().state, AccountState::Ready);
  EXPECT_EQ(endpoint_->asked(), 2) << "one token for all calls of the check";
}

} // namespace
} // namespace facerec
