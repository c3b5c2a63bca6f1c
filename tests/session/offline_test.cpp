// How offline mode waits for names, and for how long.
#include "tests/session/session_fixture.h"

#include <thread>

namespace facerec {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::face;
using test::match;

const Recognition outage{Outcome::ServiceError, {}, 0};

// Waits that end in good time are an hour long, so that a test that waits in vain is noticed.
struct OfflineTest : test::SessionFixture {
  void SetUp() override {
    offline();
    options.offline_wait = std::chrono::hours(1);
    options.offline_retry = milliseconds(1);
  }
};

TEST_F(OfflineTest, InterruptEndsTheWaitOfAFrame) {
  recognizer->hold();
  started();
  std::jthread interrupter([this] {
    recognizer->await_crops(1);
    session->interrupt();
  });
  EXPECT_EQ(frame({face(7)}).faces[0].state, TrackState::LookingUp);
  interrupter.join();
  recognizer->release();
}

TEST_F(OfflineTest, AFrameWaitsNoLongerThanItsBound) {
  options.offline_wait = milliseconds(1);
  recognizer->hold();
  EXPECT_EQ(frame({face(7)}).faces[0].state, TrackState::LookingUp);
  recognizer->release();
}

TEST_F(OfflineTest, AFrameAsksAgainUntilTheServiceAnswers) {
  for (int i = 0; i < 20; ++i)
    recognizer->answer(i % 2 ? outage : Recognition{Outcome::Throttled, {}, 0});
  recognizer->answer(match("ada"));
  EXPECT_EQ(frame({face(7)}).faces[0].state, TrackState::Recognized);
  EXPECT_EQ(recognizer->crops(), 21u);
}

TEST_F(OfflineTest, OnlyThoseWithoutAnAnswerAreAskedForAgain) {
  recognizer->answer(match("ada"));
  recognizer->answer(outage);
  recognizer->answer(match("bob"));
  const FrameReport &report = frame({face(1), face(2, {300, 100, 100, 100})});
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  EXPECT_EQ(report.faces[1].identity->name, "bob");
  EXPECT_EQ(recognizer->crops(), 3u);
}

TEST_F(OfflineTest, NoMatchIsAnAnswerAndNotAskedForAgain) {
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::NoMatch);
  EXPECT_EQ(recognizer->crops(), 1u);
}

TEST_F(OfflineTest, ASpentBudgetIsNotWaitedFor) {
  recognizer->always({Outcome::BudgetSpent, {}, 0});
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::BudgetSpent);
  EXPECT_EQ(recognizer->crops(), 1u);
}

TEST_F(OfflineTest, WhoWasTurnedAwayAndLeftTheRegionHoldsNoFrameUp) {
  options.regions = *Regions::parse("0,0,0.5,0,0.5,1,0,1", "left");
  live();
  recognizer->always(outage);
  frame({face(7)});
  drain();
  offline();
  options.offline_retry = std::chrono::hours(1);
  apply_options();
  EXPECT_EQ(frame({face(7, {400, 100, 100, 100})}).faces[0].reason, Reason::OutsideRoi);
}

TEST_F(OfflineTest, InterruptEndsThePauseBetweenTwoQuestions) {
  options.offline_retry = std::chrono::hours(1);
  recognizer->always(outage);
  started();
  std::jthread interrupter([this] {
    recognizer->await_crops(1);
    session->interrupt();
  });
  frame({face(7)});
  EXPECT_EQ(recognizer->crops(), 1u);
}

TEST_F(OfflineTest, AnOutageCostsOneWaitAndNotOneAFrame) {
  frame({face(6, {300, 300, 100, 100})}); // the workers are up
  options.offline_wait = milliseconds(200);
  apply_options();
  recognizer->always(outage);
  frame({face(7)});
  options.offline_wait = std::chrono::hours(1);
  apply_options();
  const std::size_t asked = recognizer->crops();
  recognizer->hold();
  EXPECT_EQ(frame({face(7)}, milliseconds(500)).faces[0].state, TrackState::LookingUp); // and does not wait
  recognizer->await_crops(asked + 1);
  recognizer->always(match("ada"));
  recognizer->release();
  EXPECT_EQ(drain().events.at(0).face.identity->name, "ada"); // an answer: frames wait again
  EXPECT_EQ(frame({face(8, {300, 100, 100, 100})}).faces[0].state, TrackState::Recognized);
}

// Nobody mends a key while a frame waits; and the warning comes with the frame.
TEST_F(OfflineTest, AnAccountThatHasToBeMendedIsNotWaitedFor) {
  recognizer->set_account(AccountState::KeyRefused);
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::ServiceError);
  EXPECT_EQ(service->account().status.state, AccountState::KeyRefused);
  EXPECT_EQ(recognizer->crops(), 0u);
}

TEST_F(OfflineTest, AfterAFlushFramesWaitAgain) {
  options.offline_wait = milliseconds(200);
  recognizer->always(outage);
  frame({face(7)});
  started().new_generation();
  options.offline_wait = std::chrono::hours(1);
  apply_options();
  recognizer->always(match("ada"));
  EXPECT_EQ(frame({face(7)}).faces[0].state, TrackState::Recognized);
}

TEST_F(OfflineTest, AFrameThatGotSomeAnswersDidNotWaitInVain) {
  options.offline_wait = milliseconds(200);
  recognizer->answer(match("ada"));
  recognizer->always(outage);
  frame({face(1), face(2, {300, 100, 100, 100})});
  options.offline_wait = std::chrono::hours(1);
  apply_options();
  recognizer->always(match("bob"));
  EXPECT_EQ(frame({face(2, {300, 100, 100, 100})}).faces[0].identity->name, "bob");
}

TEST_F(OfflineTest, RechecksAndVerificationsAreWaitedForToo) {
  options.policy.recheck_interval = seconds(1);
  recognizer->answer(match("ada", 0.7));
  recognizer->answer(match("ada", 0.8));
  recognizer->answer(outage);
  recognizer->answer(match("ada", 0.9));
  EXPECT_EQ(frame({face(7)}).faces[0].confidence, 0.7);
  EXPECT_EQ(frame({face(7)}, seconds(1)).faces[0].confidence, 0.8);
  EXPECT_EQ(frame({face(7)}, seconds(1)).faces[0].confidence, 0.9);
  EXPECT_EQ(started().stats().rechecks, 3u);
}

TEST_F(OfflineTest, ARecheckDoesNotWaitForTheRateToBeIdle) {
  lookup_options.budget = TransactionBudget::make({.rate = 10});
  auto busy = lookup_options.budget->acquire(6, {});
  ASSERT_TRUE(busy);
  ASSERT_FALSE(lookup_options.budget->has_spare());
  options.policy.recheck_interval = seconds(1);
  options.offline_wait = seconds(4);
  recognizer->answer(match("ada", 0.7));
  recognizer->answer(match("ada", 0.8));
  frame({face(7)});
  EXPECT_EQ(frame({face(7)}, seconds(1)).faces[0].confidence, 0.8);
}

TEST_F(OfflineTest, AHeirIsVerifiedInItsFirstFrame) {
  picture.draw_scene(1);
  recognizer->always(match("ada"));
  frame({face(1)});
  const FrameReport &report = frame({face(2)});
  ASSERT_EQ(report.events.size(), 1u);
  EXPECT_TRUE(report.events[0].face.inherited);
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  EXPECT_FALSE(report.faces[0].inherited);
}

} // namespace
} // namespace facerec
