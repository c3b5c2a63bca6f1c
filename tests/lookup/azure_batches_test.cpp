// Several faces in one call: mosaics, quality, what it costs.
#include "tests/lookup/azure_recognizer_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <thread>

namespace facerec {
namespace {

using namespace std::chrono_literals;
using azure::HttpFailure;
using test::dark_crop;
using test::face_crop;
using test::paint;
using test::PlayedService;
using test::sum_of_costs;
using testing::HasSubstr;

class AzureBatches : public test::AzureRecognizerFixture {};

// Mosaics ---------------------------------------------------------------------------------------------------------

TEST_F(AzureBatches, EachFaceOfAMosaicGetsItsOwnName) {
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

TEST_F(AzureBatches, OneFaceIsSentAsItsCrop) {
  recognize_one();
  recognize({Crop{}, face_crop(), Crop{}});
  EXPECT_EQ(service_->pictures(), (std::vector<cv::Size>{{100, 100}, {100, 100}}));
}

TEST_F(AzureBatches, TileWithoutAFaceIsThatFacesTryAndNotItsNeighbours) {
  const auto answers = recognize({face_crop(), dark_crop(), Crop{}, face_crop()});
  const Outcome outcomes[] = {Outcome::Candidates, Outcome::NoFace, Outcome::NoFace, Outcome::Candidates};
  for (std::size_t i = 0; i < answers.size(); ++i)
    EXPECT_EQ(answers[i].outcome, outcomes[i]) << i;
  EXPECT_EQ(service_->last_body(PlayedService::identify)["faceIds"].size(), 2u);
  EXPECT_EQ(service_->asked(), 2);
}

TEST_F(AzureBatches, OfTwoFacesInATileTheTrackedOneIsNamed) {
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

TEST_F(AzureBatches, MosaicThatIsRejectedAsAPictureIsSentAgainAsSingleCrops) {
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

TEST_F(AzureBatches, MosaicThatIsRejectedForAnotherReasonIsNotSentAgain) {
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

TEST_F(AzureBatches, MosaicsAreSwitchedOffForAMinuteAfterThreeRejectionsInARow) {
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

TEST_F(AzureBatches, MosaicThatIsRejectedAfterTheMinuteSwitchesThemOffAgain) {
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

TEST_F(AzureBatches, SeveralWorkersMayRecognizeAtOnce) {
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

TEST_F(AzureBatches, AsksForTheQualityOnlyWhereSomebodyWantsOne) {
  const Crop crop = face_crop();
  recognize({{&crop, FaceQuality::Low}, {&crop, FaceQuality::Low}});
  EXPECT_THAT(service_->last_query(PlayedService::detect), testing::Not(HasSubstr("qualityForRecognition")));
  recognize({{&crop, FaceQuality::Low}, {&crop, FaceQuality::Medium}});
  EXPECT_THAT(service_->last_query(PlayedService::detect), HasSubstr("returnFaceAttributes=qualityForRecognition"));
}

TEST_F(AzureBatches, NoIdentifyIsSpentOnAFaceBelowItsQuality) {
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

TEST_F(AzureBatches, FacesOfABatchMayWantDifferentQualities) {
  service_->quality_by_shade = {{200, "Low"}}; // as v1.0 writes it
  const Crop crop = face_crop(200);
  const auto answers = recognize({{&crop, FaceQuality::Medium}, {&crop, FaceQuality::Low}});
  EXPECT_EQ(answers[0].outcome, Outcome::LowQuality);
  EXPECT_EQ(answers[1].outcome, Outcome::Candidates);
}

TEST_F(AzureBatches, FacesThatAreAllBelowTheirQualityNeedNoIdentify) {
  service_->quality_by_shade = {{220, "low"}};
  EXPECT_EQ(recognize({face_crop(), face_crop()}, FaceQuality::High)[1].outcome, Outcome::LowQuality);
  EXPECT_EQ(service_->asked(), 1);
  EXPECT_FALSE(status_);
}

// Money -----------------------------------------------------------------------------------------------------------

TEST_F(AzureBatches, TenFacesCostAFifthOfATransactionEach) {
  check();
  set_candidates({{1, 0.9}});
  for (const Recognition &answer : recognize(std::vector<Crop>(10, face_crop())))
    EXPECT_DOUBLE_EQ(answer.cost, 0.2);
}

TEST_F(AzureBatches, EachPaysForTheCallsThatWereForIt) {
  service_->candidates_by_shade[200] = {{{"personId", PlayedService::person_id(5)}, {"confidence", 0.9}}};
  const auto answers = recognize({face_crop(200), face_crop(220), dark_crop(), face_crop(200), Crop{}});
  EXPECT_DOUBLE_EQ(answers[0].cost, 1.0 / 4 + 1.0 / 3 + 1) << "asked for the name";
  EXPECT_DOUBLE_EQ(answers[1].cost, 1.0 / 4 + 1.0 / 3);
  EXPECT_DOUBLE_EQ(answers[2].cost, 1.0 / 4) << "not identified";
  EXPECT_DOUBLE_EQ(answers[3].cost, 1.0 / 4 + 1.0 / 3) << "the name is known by now";
  EXPECT_EQ(answers[4].cost, 0) << "never sent";
}

TEST_F(AzureBatches, CostsAddUpToTheTransactionsWhateverCameOfThem) {
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

TEST_F(AzureBatches, CallThatWasNeverSentCostsNothing) {
  stop_.request_stop();
  const Recognition answer = recognize_one();
  EXPECT_EQ(answer.outcome, Outcome::ServiceError);
  EXPECT_EQ(answer.cost, 0);
  EXPECT_FALSE(status_);
  EXPECT_EQ(service_->asked(), 0);
}

TEST_F(AzureBatches, WhatIsNoPersonIdNamesNobodyAndIsNotAskedFor) {
  service_->candidates = {{{"personId", "../../staff"}, {"confidence", 0.9}}};
  const Recognition answer = recognize_one();
  EXPECT_EQ(answer.outcome, Outcome::Candidates);
  EXPECT_TRUE(answer.candidates.empty());
  EXPECT_DOUBLE_EQ(answer.cost, 2);
  EXPECT_FALSE(status_);
  EXPECT_EQ(recognizer().stats().refused, 0u);
}

TEST_F(AzureBatches, UsesThePermitFirstAndTheBudgetForTheRest) {
  set_daily_budget(4);
  set_candidates({{1, 0.9}});
  const Crop crop = face_crop();
  Permit permit = std::move(*options_.budget->acquire(2, {}));
  EXPECT_EQ(recognize({{&crop, FaceQuality::Low}}, std::move(permit))[0].outcome, Outcome::Candidates);
  EXPECT_EQ(service_->asked(), 3);
  EXPECT_EQ(options_.budget->spent_today(), 3u);
}

TEST_F(AzureBatches, SpentBudgetAnswersWhatIsOpenAndSaysUntilWhen) {
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

TEST_F(AzureBatches, SpentBudgetEndsACheckOfTheAccount) {
  set_daily_budget(2);
  EXPECT_EQ(check().state, AccountState::BudgetSpent);
  EXPECT_EQ(service_->asked(), 2);
}

TEST_F(AzureBatches, SpentBudgetLeavesAnOldNameInPlace) {
  set_daily_budget(5);
  check();
  set_candidates({{1, 0.8}});
  clock_.advance(301s);
  EXPECT_EQ(recognize_one().candidates.at(0).identity->name, "Person 1");
  EXPECT_FALSE(status_);
  EXPECT_EQ(service_->asked(), 5);
}

TEST_F(AzureBatches, TooManyRequestsPauseTheWholeAccountAtOnce) {
  options_.budget = TransactionBudget::make({.rate = 0, .clock = clock_.clock()});
  service_->reply(PlayedService::detect, 429, "", "3");
  recognize_one();
  EXPECT_FALSE(options_.budget->available(1));
  clock_.advance(3s);
  EXPECT_TRUE(options_.budget->available(1));
}

TEST_F(AzureBatches, EveryCallGetsTheTimeOfItsContext) {
  timeout_ = 321ms;
  set_candidates({{1, 0.9}});
  recognize_one();
  check();
  for (const std::string &path :
       {std::string(PlayedService::detect), std::string(PlayedService::identify), PlayedService::person(1),
        std::string(PlayedService::group), std::string(PlayedService::training), std::string(PlayedService::persons)})
    EXPECT_EQ(service_->last_timeout(path), 321ms) << path;
}

} // namespace
} // namespace facerec
