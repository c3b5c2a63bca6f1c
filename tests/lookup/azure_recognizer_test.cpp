#include "facerec/lookup/azure_recognizer.h"

#include "tests/lookup/played_service.h"
#include "tests/lookup/scripted_recognizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <thread>

namespace facerec {
namespace {

using namespace std::chrono_literals;
using azure::HttpFailure;
using nlohmann::json;
using test::ManualClock;
using test::PlayedService;
using testing::HasSubstr;

constexpr int dark = 60;

// A picture of `width` by 100 with nobody in it, at `face` the tracker saw somebody.
Crop dark_crop(Rect face = {10, 10, 80, 80}, int width = 100) {
  Crop crop;
  crop.format = PixelFormat::GRAY8;
  crop.range = ColorRange::Full;
  crop.area = {200, 100, width, 100};
  crop.face = face;
  crop.pixels.assign(static_cast<std::size_t>(width) * 100, dark);
  return crop;
}

void paint(Crop &crop, const Rect &face, int shade) {
  for (int y = face.y; y < face.y + face.height; ++y)
    for (int x = face.x; x < face.x + face.width; ++x)
      crop.pixels[static_cast<std::size_t>(y * crop.area.width + x)] = static_cast<std::uint8_t>(shade);
}

// The same with a face, which the played service tells from others by its brightness.
Crop face_crop(int shade = 220, Rect face = {10, 10, 80, 80}) {
  Crop crop = dark_crop(face);
  paint(crop, face, shade);
  return crop;
}

double sum_of_costs(const std::vector<Recognition> &answers) {
  double sum = 0;
  for (const Recognition &answer : answers)
    sum += answer.cost;
  return sum;
}

class AzureRecognizerTest : public testing::Test {
protected:
  AzureRecognizerTest() {
    options_.group = {azure::GroupType::Large, "staff"};
    options_.endpoint = "https://face.example.org";
    options_.clock = clock_.clock();
    service_->rectangles = nullptr; // it looks at the pictures
  }

  AzureRecognizer &recognizer() {
    if (!recognizer_) {
      azure::ClientOptions client;
      client.endpoint = *azure::Endpoint::parse("https://face.example.org/", false);
      client.api_key = "0123456789abcdef";
      recognizer_ = std::make_unique<AzureRecognizer>(options_, std::make_shared<azure::FaceClient>(client, service_));
    }
    return *recognizer_;
  }
  // What recognize() says of `crops`; the status is left in status_.
  std::vector<Recognition> recognize(const std::vector<Crop> &crops, FaceQuality min_quality = FaceQuality::Low) {
    std::vector<Query> queries;
    for (const Crop &crop : crops)
      queries.push_back({&crop, min_quality});
    return recognize(queries);
  }
  std::vector<Recognition> recognize(const std::vector<Query> &queries, Permit permit = {}) {
    status_.reset();
    CallContext context{stop_.get_token(), std::move(permit), timeout_};
    return recognizer().recognize(queries, context, status_);
  }
  Recognition recognize_one() { return recognize({face_crop()})[0]; }
  AccountStatus check() {
    CallContext context{stop_.get_token(), {}, timeout_};
    return recognizer().check_account(context);
  }
  void set_candidates(std::vector<std::pair<int, double>> people) {
    service_->candidates = json::array();
    for (const auto &[n, confidence] : people)
      service_->candidates.push_back({{"personId", PlayedService::person_id(n)}, {"confidence", confidence}});
  }

  ManualClock clock_;
  AzureRecognizerOptions options_;
  std::shared_ptr<PlayedService> service_ = std::make_shared<PlayedService>();
  std::unique_ptr<AzureRecognizer> recognizer_;
  std::stop_source stop_;
  // So many transactions a day, and no other limit.
  void set_daily_budget(std::uint64_t transactions) {
    options_.budget = TransactionBudget::make({.rate = 0, .daily = transactions, .clock = clock_.clock()});
  }
  void reject_mosaic() { service_->reply_error(PlayedService::detect, 400, "InvalidImage", "Decoding error."); }
  int detects() const { return service_->asked(PlayedService::detect); }

  std::optional<std::chrono::milliseconds> timeout_;
  std::optional<AccountStatus> status_;
};

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

TEST_F(AzureRecognizerTest, ExpiredFaceIdIsNobodysTryAndNoOutage) {
  service_->reply_error(PlayedService::identify, 400, "FaceNotFound", "Face is not found.");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
  EXPECT_FALSE(status_);
}

TEST_F(AzureRecognizerTest, FaceThatIdentifyLeavesOutIsAServiceError) {
  service_->reply(PlayedService::identify, 200, "[]");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
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

TEST_F(AzureRecognizerTest, NameIsFetchedAnewWhenItsTimeIsOver) {
  check();
  set_candidates({{1, 0.8}});
  clock_.advance(301s);
  service_->reply(PlayedService::person(1), 200,
                  json({{"personId", PlayedService::person_id(1)}, {"name", "Renamed"}}).dump());
  EXPECT_EQ(recognize_one().candidates.at(0).identity->name, "Renamed");
}

TEST_F(AzureRecognizerTest, OldNameIsBetterThanNoneInAnOutage) {
  check();
  set_candidates({{1, 0.8}});
  clock_.advance(301s);
  service_->reply(PlayedService::person(1), 500, "");
  EXPECT_EQ(recognize_one().candidates.at(0).identity->name, "Person 1");
  EXPECT_FALSE(status_);
}

TEST_F(AzureRecognizerTest, NameThatCannotBeFetchedIsAServiceError) {
  set_candidates({{1, 0.8}});
  service_->reply(PlayedService::person(1), 500, "");
  EXPECT_EQ(recognize_one().outcome, Outcome::ServiceError);
  EXPECT_EQ(status_->state, AccountState::Unreachable);
}

TEST_F(AzureRecognizerTest, PersonThatVanishedIsNoCandidateAndNotAskedForAgain) {
  check();
  set_candidates({{77, 0.9}, {1, 0.7}});
  for (int i = 0; i < 2; ++i) {
    const Recognition recognition = recognize_one();
    ASSERT_EQ(recognition.candidates.size(), 1u);
    EXPECT_EQ(recognition.candidates[0].identity->name, "Person 1");
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

// Mosaics ---------------------------------------------------------------------------------------------------------

TEST_F(AzureRecognizerTest, EachFaceOfAMosaicGetsItsOwnName) {
  check();
  std::vector<Crop> crops;
  for (int n = 1; n <= 7; ++n) {
    crops.push_back(face_crop(180 + 10 * n));
    service_->candidates_by_shade[180 + 10 * n] = {{{"personId", PlayedService::person_id(n)}, {"confidence", 0.9}}};
  }
  const auto answers = recognize(crops);
  EXPECT_EQ(service_->pictures(), (std::vector<cv::Size>{{1536, 768}}));
  for (int n = 1; n <= 7; ++n) {
    const Recognition &answer = answers[static_cast<std::size_t>(n - 1)];
    ASSERT_EQ(answer.candidates.size(), 1u) << n;
    EXPECT_EQ(answer.candidates[0].identity->name, "Person " + std::to_string(n));
  }
}

TEST_F(AzureRecognizerTest, OneFaceIsSentAsItsCrop) {
  recognize_one();
  recognize({Crop{}, face_crop(), Crop{}});
  EXPECT_EQ(service_->pictures(), (std::vector<cv::Size>{{100, 100}, {100, 100}}));
}

TEST_F(AzureRecognizerTest, TileWithoutAFaceIsThatFacesTryAndNotItsNeighbours) {
  const auto answers = recognize({face_crop(), dark_crop(), Crop{}, face_crop()});
  const Outcome outcomes[] = {Outcome::Candidates, Outcome::NoFace, Outcome::NoFace, Outcome::Candidates};
  for (std::size_t i = 0; i < answers.size(); ++i)
    EXPECT_EQ(answers[i].outcome, outcomes[i]) << i;
  EXPECT_EQ(service_->last_body(PlayedService::identify)["faceIds"].size(), 2u);
  EXPECT_EQ(service_->asked(), 2);
}

TEST_F(AzureRecognizerTest, OfTwoFacesInATileTheTrackedOneIsNamed) {
  check();
  service_->candidates_by_shade[200] = {{{"personId", PlayedService::person_id(1)}, {"confidence", 0.9}}};
  service_->candidates_by_shade[250] = {{{"personId", PlayedService::person_id(2)}, {"confidence", 0.9}}};
  Crop crop = dark_crop({10, 10, 80, 80}, 200);
  paint(crop, crop.face, 200);
  paint(crop, {100, 30, 40, 40}, 250);
  Crop nobody = dark_crop({10, 10, 80, 80}, 200);
  paint(nobody, {100, 30, 40, 40}, 250);
  const auto answers = recognize({crop, nobody});
  ASSERT_EQ(answers[0].candidates.size(), 1u);
  EXPECT_EQ(answers[0].candidates[0].identity->name, "Person 1");
  EXPECT_EQ(answers[1].outcome, Outcome::NoFace) << "the neighbour is not the tracked face";
}

TEST_F(AzureRecognizerTest, MosaicThatIsRejectedAsAPictureIsSentAgainAsSingleCrops) {
  struct Row {
    int status;
    const char *code;
  };
  for (const Row &row : {Row{400, "InvalidImage"}, Row{400, "InvalidImageSize"}, Row{400, "Unspecified"}, Row{400, ""},
                         Row{413, ""}, Row{415, ""}, Row{400, "BadArgument"}}) {
    recognizer_.reset(); // with a fresh switch
    const int before = detects();
    service_->reply_error(PlayedService::detect, row.status, row.code, "Request body is invalid.");
    const auto answers = recognize({face_crop(), dark_crop(), face_crop()});
    EXPECT_EQ(answers[0].outcome, Outcome::Candidates) << row.status << row.code;
    EXPECT_EQ(answers[1].outcome, Outcome::NoFace);
    EXPECT_EQ(answers[2].outcome, Outcome::Candidates);
    EXPECT_FALSE(status_);
    EXPECT_EQ(detects(), before + 4);
  }
}

TEST_F(AzureRecognizerTest, MosaicThatIsRejectedForAnotherReasonIsNotSentAgain) {
  struct Row {
    int status;
    const char *code;
    const char *message;
    AccountState state;
  };
  const Row rows[] = {
      {400, "BadArgument", "'detectionModel' is invalid.", AccountState::Rejected},
      {400, "BadArgument", "'recognitionModel' is invalid.", AccountState::ModelMismatch},
      {400, "BadArgument", "Invalid argument returnFaceAttributes.", AccountState::Rejected},
      {400, "BadArgument", "Large person group ID is invalid.", AccountState::Rejected},
      {405, "", "", AccountState::Rejected},
      {409, "ConcurrentOperationConflict", "later", AccountState::Rejected},
      {501, "", "", AccountState::Rejected},
      {401, "401", "denied", AccountState::KeyRefused},
      {500, "", "", AccountState::Unreachable},
  };
  for (const Row &row : rows) {
    const int before = detects();
    service_->reply_error(PlayedService::detect, row.status, row.code, row.message);
    for (const Recognition &answer : recognize({face_crop(), face_crop()}))
      EXPECT_EQ(answer.outcome, Outcome::ServiceError) << row.message;
    ASSERT_TRUE(status_) << row.message;
    EXPECT_EQ(status_->state, row.state) << row.status << ' ' << row.message;
    EXPECT_EQ(detects(), before + 1) << row.message;
  }
}

TEST_F(AzureRecognizerTest, MosaicsAreSwitchedOffForAMinuteAfterThreeRejectionsInARow) {
  const std::vector<Crop> two{face_crop(), face_crop()};
  for (int i = 0; i < 3; ++i) {
    reject_mosaic();
    recognize(two);
  }
  EXPECT_EQ(detects(), 9);
  recognize(two);
  EXPECT_EQ(detects(), 11) << "single crops at once";
  clock_.advance(60s - 1ns);
  recognize(two);
  EXPECT_EQ(detects(), 13);
  clock_.advance(1ns);
  recognize(two);
  EXPECT_EQ(detects(), 14) << "a mosaic again";
  for (int i = 0; i < 2; ++i) {
    reject_mosaic();
    recognize(two);
  }
  recognize(two);
  EXPECT_EQ(detects(), 14 + 3 + 3 + 1) << "two rejections are forgiven after a success";
}

TEST_F(AzureRecognizerTest, MosaicThatIsRejectedAfterTheMinuteSwitchesThemOffAgain) {
  const std::vector<Crop> two{face_crop(), face_crop()};
  for (int i = 0; i < 3; ++i) {
    reject_mosaic();
    recognize(two);
  }
  clock_.advance(60s);
  reject_mosaic();
  recognize(two);
  EXPECT_EQ(detects(), 12);
  clock_.advance(59s);
  recognize(two);
  EXPECT_EQ(detects(), 14);
  clock_.advance(1s);
  recognize(two);
  EXPECT_EQ(detects(), 15);
}

TEST_F(AzureRecognizerTest, SeveralWorkersMayRecognizeAtOnce) {
  check();
  set_candidates({{1, 0.9}});
  std::atomic<int> named = 0;
  std::atomic<int> cost_in_tenths = 0;
  const int before = service_->asked();
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < 4; ++i)
      workers.emplace_back([&] {
        const Crop crop = face_crop();
        const std::vector<Query> queries(5, {&crop, FaceQuality::Low});
        for (int call = 0; call < 10; ++call) {
          CallContext context;
          std::optional<AccountStatus> status;
          const auto answers = recognizer_->recognize(queries, context, status);
          for (const Recognition &answer : answers)
            named += answer.candidates.size() == 1 ? 1 : 0;
          cost_in_tenths += static_cast<int>(std::lround(sum_of_costs(answers) * 10));
        }
      });
  }
  EXPECT_EQ(named, 200);
  EXPECT_EQ(cost_in_tenths, 10 * (service_->asked() - before));
}

// Quality ---------------------------------------------------------------------------------------------------------

TEST_F(AzureRecognizerTest, AsksForTheQualityOnlyWhereSomebodyWantsOne) {
  const Crop crop = face_crop();
  recognize({{&crop, FaceQuality::Low}, {&crop, FaceQuality::Low}});
  EXPECT_THAT(service_->last_query(PlayedService::detect), testing::Not(HasSubstr("qualityForRecognition")));
  recognize({{&crop, FaceQuality::Low}, {&crop, FaceQuality::Medium}});
  EXPECT_THAT(service_->last_query(PlayedService::detect), HasSubstr("returnFaceAttributes=qualityForRecognition"));
}

TEST_F(AzureRecognizerTest, NoIdentifyIsSpentOnAFaceBelowItsQuality) {
  service_->quality_by_shade = {{200, "low"}, {220, "medium"}, {240, "high"}};
  const std::vector<Crop> crops{face_crop(200), face_crop(220), face_crop(240), face_crop(250)};
  struct Row {
    FaceQuality least;
    std::vector<Outcome> outcomes;
  };
  const Outcome yes = Outcome::Candidates;
  const Outcome no = Outcome::LowQuality;
  const Row rows[] = {{FaceQuality::Low, {yes, yes, yes, yes}},
                      {FaceQuality::Medium, {no, yes, yes, yes}},
                      {FaceQuality::High, {no, no, yes, yes}}}; // the last has none: it passes
  for (const Row &row : rows) {
    const auto answers = recognize(crops, row.least);
    for (std::size_t i = 0; i < answers.size(); ++i)
      EXPECT_EQ(answers[i].outcome, row.outcomes[i]) << i << " at " << static_cast<int>(row.least);
    EXPECT_EQ(service_->last_body(PlayedService::identify)["faceIds"].size(),
              static_cast<std::size_t>(std::count(row.outcomes.begin(), row.outcomes.end(), yes)));
  }
}

TEST_F(AzureRecognizerTest, FacesOfABatchMayWantDifferentQualities) {
  service_->quality_by_shade = {{200, "Low"}}; // as v1.0 writes it
  const Crop crop = face_crop(200);
  const auto answers = recognize({{&crop, FaceQuality::Medium}, {&crop, FaceQuality::Low}});
  EXPECT_EQ(answers[0].outcome, Outcome::LowQuality);
  EXPECT_EQ(answers[1].outcome, Outcome::Candidates);
}

TEST_F(AzureRecognizerTest, FacesThatAreAllBelowTheirQualityNeedNoIdentify) {
  service_->quality_by_shade = {{220, "low"}};
  EXPECT_EQ(recognize({face_crop(), face_crop()}, FaceQuality::High)[1].outcome, Outcome::LowQuality);
  EXPECT_EQ(service_->asked(), 1);
  EXPECT_FALSE(status_);
}

// Money -----------------------------------------------------------------------------------------------------------

TEST_F(AzureRecognizerTest, TenFacesCostAFifthOfATransactionEach) {
  check();
  set_candidates({{1, 0.9}});
  for (const Recognition &answer : recognize(std::vector<Crop>(10, face_crop())))
    EXPECT_DOUBLE_EQ(answer.cost, 0.2);
}

TEST_F(AzureRecognizerTest, EachPaysForTheCallsThatWereForIt) {
  service_->candidates_by_shade[200] = {{{"personId", PlayedService::person_id(5)}, {"confidence", 0.9}}};
  const auto answers = recognize({face_crop(200), face_crop(220), dark_crop(), face_crop(200), Crop{}});
  EXPECT_DOUBLE_EQ(answers[0].cost, 1.0 / 4 + 1.0 / 3 + 1) << "asked for the name";
  EXPECT_DOUBLE_EQ(answers[1].cost, 1.0 / 4 + 1.0 / 3);
  EXPECT_DOUBLE_EQ(answers[2].cost, 1.0 / 4) << "not identified";
  EXPECT_DOUBLE_EQ(answers[3].cost, 1.0 / 4 + 1.0 / 3) << "the name is known by now";
  EXPECT_EQ(answers[4].cost, 0) << "never sent";
}

TEST_F(AzureRecognizerTest, CostsAddUpToTheTransactionsWhateverCameOfThem) {
  const std::vector<Crop> three{face_crop(), face_crop(), dark_crop()};
  const std::function<void()> mishaps[] = {
      [] {},
      [&] { reject_mosaic(); },
      [&] { service_->fail(PlayedService::detect, HttpFailure::Timeout); },
      [&] { service_->reply(PlayedService::identify, 503, ""); },
      [&] { service_->reply(PlayedService::identify, 200, "[]"); },
      [&] { service_->reply(PlayedService::person(1), 500, ""); },
      [&] { reject_mosaic(), service_->reply(PlayedService::detect, 429, ""); },
  };
  set_candidates({{1, 0.9}, {2, 0.1}});
  for (const auto &mishap : mishaps) {
    recognizer_.reset(); // forgets the names
    const int before = service_->asked();
    mishap();
    const double cost = sum_of_costs(recognize(three));
    EXPECT_NEAR(cost, service_->asked() - before, 1e-9);
  }
}

TEST_F(AzureRecognizerTest, CallThatWasNeverSentCostsNothing) {
  stop_.request_stop();
  const Recognition answer = recognize_one();
  EXPECT_EQ(answer.outcome, Outcome::ServiceError);
  EXPECT_EQ(answer.cost, 0);
  EXPECT_FALSE(status_);
  EXPECT_EQ(service_->asked(), 0);
}

TEST_F(AzureRecognizerTest, WhatIsNoPersonIdNamesNobodyAndIsNotAskedFor) {
  service_->candidates = {{{"personId", "../../staff"}, {"confidence", 0.9}}};
  const Recognition answer = recognize_one();
  EXPECT_EQ(answer.outcome, Outcome::Candidates);
  EXPECT_TRUE(answer.candidates.empty());
  EXPECT_DOUBLE_EQ(answer.cost, 2);
  EXPECT_FALSE(status_);
  EXPECT_EQ(recognizer().stats().refused, 0u);
}

TEST_F(AzureRecognizerTest, UsesThePermitFirstAndTheBudgetForTheRest) {
  set_daily_budget(4);
  set_candidates({{1, 0.9}});
  const Crop crop = face_crop();
  Permit permit = std::move(*options_.budget->acquire(2, {}));
  EXPECT_EQ(recognize({{&crop, FaceQuality::Low}}, std::move(permit))[0].outcome, Outcome::Candidates);
  EXPECT_EQ(service_->asked(), 3);
  EXPECT_EQ(options_.budget->spent_today(), 3u);
}

TEST_F(AzureRecognizerTest, SpentBudgetAnswersWhatIsOpenAndSaysUntilWhen) {
  set_daily_budget(1);
  const auto answers = recognize({face_crop(), dark_crop(), face_crop()});
  EXPECT_EQ(answers[0].outcome, Outcome::BudgetSpent);
  EXPECT_EQ(answers[1].outcome, Outcome::NoFace) << "answered before";
  EXPECT_EQ(answers[2].outcome, Outcome::BudgetSpent);
  EXPECT_DOUBLE_EQ(sum_of_costs(answers), 1);
  EXPECT_EQ(service_->asked(), 1);
  ASSERT_TRUE(status_);
  EXPECT_EQ(status_->state, AccountState::BudgetSpent);
  EXPECT_EQ(status_->message,
            "The daily budget of 1 transactions is spent (daily-budget). Lookups go on at midnight UTC.");
  EXPECT_EQ(recognizer().stats().failed, 0u);
}

TEST_F(AzureRecognizerTest, SpentBudgetEndsACheckOfTheAccount) {
  set_daily_budget(2);
  EXPECT_EQ(check().state, AccountState::BudgetSpent);
  EXPECT_EQ(service_->asked(), 2);
}

TEST_F(AzureRecognizerTest, SpentBudgetLeavesAnOldNameInPlace) {
  set_daily_budget(5);
  check();
  set_candidates({{1, 0.8}});
  clock_.advance(301s);
  EXPECT_EQ(recognize_one().candidates.at(0).identity->name, "Person 1");
  EXPECT_FALSE(status_);
  EXPECT_EQ(service_->asked(), 5);
}

TEST_F(AzureRecognizerTest, TooManyRequestsPauseTheWholeAccountAtOnce) {
  options_.budget = TransactionBudget::make({.rate = 0, .clock = clock_.clock()});
  service_->reply(PlayedService::detect, 429, "", "3");
  recognize_one();
  EXPECT_FALSE(options_.budget->available(1));
  clock_.advance(3s);
  EXPECT_TRUE(options_.budget->available(1));
}

TEST_F(AzureRecognizerTest, EveryCallGetsTheTimeOfItsContext) {
  timeout_ = 321ms;
  set_candidates({{1, 0.9}});
  recognize_one();
  check();
  for (const std::string &path :
       {std::string(PlayedService::detect), std::string(PlayedService::identify), PlayedService::person(1),
        std::string(PlayedService::group), std::string(PlayedService::training), std::string(PlayedService::persons)})
    EXPECT_EQ(service_->last_timeout(path), 321ms) << path;
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

} // namespace
} // namespace facerec
