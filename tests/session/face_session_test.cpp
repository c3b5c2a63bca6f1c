#include "facerec/session/face_session.h"

#include "tests/session/session_fixture.h"

#include <gtest/gtest.h>

#include <limits>

namespace facerec {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::match;

using FaceSessionTest = test::SessionFixture;
using test::face;

TEST_F(FaceSessionTest, AMatchNamesTheFaceFromThatFrameOn) {
  offline();
  recognizer->answer(match("ada", 0.87));
  const FrameReport &first = frame({face(7)});
  ASSERT_EQ(first.faces.size(), 1u);
  EXPECT_EQ(first.faces[0].state, TrackState::Recognized);
  EXPECT_EQ(first.faces[0].identity->name, "ada");
  EXPECT_EQ(first.faces[0].confidence, 0.87);
  EXPECT_EQ(first.faces[0].reason, Reason::None);
  EXPECT_EQ(first.regions[0].recognized_delta, 1);
  ASSERT_EQ(first.events.size(), 1u);
  EXPECT_EQ(first.events[0].kind, FaceEvent::Kind::Recognized);
  const FrameReport &second = frame({face(7)});
  EXPECT_EQ(second.faces[0].identity->name, "ada");
  EXPECT_EQ(second.regions[0].recognized_delta, 0);
  EXPECT_TRUE(second.events.empty());
  EXPECT_EQ(recognizer->areas().size(), 1u);
}

TEST_F(FaceSessionTest, LiveModeNeverWaitsForTheService) {
  recognizer->hold();
  const FrameReport &first = frame({face(7)});
  EXPECT_EQ(first.faces[0].state, TrackState::LookingUp);
  recognizer->await_crops(1);
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::InFlight);
  recognizer->answer(match("ada"));
  recognizer->release();
  const FrameReport &drained = started().drain(std::chrono::steady_clock::now() + seconds(60));
  ASSERT_EQ(drained.events.size(), 1u);
  EXPECT_EQ(drained.events[0].face.identity->name, "ada");
  EXPECT_TRUE(drained.faces.empty());
}

TEST_F(FaceSessionTest, AFaceIsGivenUpAfterItsTries) {
  offline();
  options.policy.max_lookups = 2;
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::NoMatch);
  EXPECT_EQ(frame({face(7)}).faces[0].state, TrackState::Waiting); // lookup-interval has not passed
  const FrameReport &last = frame({face(7)}, milliseconds(500));
  EXPECT_EQ(last.faces[0].state, TrackState::Unrecognized);
  EXPECT_EQ(last.faces[0].reason, Reason::MaxLookups);
  EXPECT_EQ(last.regions[0].unrecognized_delta, 1);
  EXPECT_EQ(last.events.at(0).kind, FaceEvent::Kind::Unrecognized);
  frame({face(7)}, seconds(2));
  EXPECT_EQ(recognizer->areas().size(), 2u);
}

TEST_F(FaceSessionTest, AnOutageMarksNobodyUnrecognized) {
  recognizer->always({Outcome::ServiceError, {}, 0});
  for (std::size_t i = 0; i < 20; ++i) {
    frame({face(7)}, milliseconds(500));
    drain();
    EXPECT_EQ(recognizer->crops(), i + 1);
  }
  EXPECT_EQ(frame({face(7)}).faces[0].state, TrackState::Waiting);
  EXPECT_EQ(frame({face(7)}).faces[0].reason, Reason::ServiceError);
  EXPECT_EQ(started().stats().answers[static_cast<std::size_t>(Reason::ServiceError)], 20u);
  EXPECT_EQ(started().stats().drops[static_cast<std::size_t>(Drop::ServiceError)], 20u);
  recognizer->always(match("ada"));
  frame({face(7)}, milliseconds(500));
  EXPECT_EQ(drain().events.at(0).face.state, TrackState::Recognized);
}

TEST_F(FaceSessionTest, OnlyFacesInARegionAreLookedUp) {
  offline();
  options.regions = *Regions::parse("0,0,0.5,0,0.5,1,0,1", "left");
  const FrameReport &report = frame({face(1, {400, 100, 100, 100}), face(2, {100, 100, 100, 100})});
  EXPECT_EQ(report.faces[0].reason, Reason::OutsideRoi);
  EXPECT_EQ(report.faces[0].regions, 0u);
  EXPECT_EQ(report.faces[1].regions, 1u);
  EXPECT_EQ(recognizer->areas().size(), 1u);
}

TEST_F(FaceSessionTest, TheAnchorDecidesWhereAFaceIs) {
  offline();
  options.regions = *Regions::parse("0,0,1,0,1,0.3,0,0.3", "top");
  options.roi_anchor = RoiAnchor::BottomCenter;
  EXPECT_EQ(frame({face(1, {100, 60, 100, 100})}).faces[0].regions, 0u); // its lower edge is at 1/3
  options.roi_anchor = RoiAnchor::Center;
  session.reset();
  EXPECT_EQ(frame({face(1, {100, 60, 100, 100})}).faces[0].regions, 1u); // its middle at 0.23
}

TEST_F(FaceSessionTest, ARecognizedFaceThatLeavesItsRegionAndReturnsIsNotNew) {
  offline();
  options.regions = *Regions::parse("0,0,0.5,0,0.5,1,0,1", "left");
  recognizer->answer(match("ada"));
  EXPECT_EQ(frame({face(7)}).regions[0].recognized_delta, 1);
  const FrameReport &outside = frame({face(7, {400, 100, 100, 100})});
  EXPECT_EQ(outside.regions[0].recognized.size(), 0u);
  EXPECT_EQ(outside.faces[0].state, TrackState::Recognized);
  const FrameReport &back = frame({face(7)});
  EXPECT_EQ(back.regions[0].recognized.size(), 1u);
  EXPECT_EQ(back.regions[0].recognized_delta, 0);
}

TEST_F(FaceSessionTest, SmallFacesWaitUntilTheyAreLargeEnough) {
  offline();
  EXPECT_EQ(frame({face(7, {100, 100, 63, 100})}).faces[0].reason, Reason::TooSmall);
  EXPECT_EQ(frame({face(7, {100, 100, 100, 63})}).faces[0].reason, Reason::TooSmall);
  EXPECT_EQ(recognizer->areas().size(), 0u);
  EXPECT_EQ(frame({face(7, {100, 100, 64, 64})}).faces[0].reason, Reason::NoMatch);
}

TEST_F(FaceSessionTest, OnlyTheVisiblePartCountsForTheSize) {
  offline();
  EXPECT_EQ(frame({face(7, {-60, 100, 100, 100})}).faces[0].reason, Reason::TooSmall);
}

TEST_F(FaceSessionTest, CropsAreTheBoxAndItsMargin) {
  offline();
  options.crop_margin = 0.5;
  frame({face(7, {200, 200, 100, 80})});
  EXPECT_EQ(recognizer->areas().at(0), (Rect{150, 160, 200, 160}));
}

TEST_F(FaceSessionTest, FacesWithoutAnIdAreShownButNeverLookedUp) {
  offline();
  const FrameReport &report = frame({{{100, 100, 100, 100}, std::nullopt, 0.9}});
  EXPECT_EQ(report.faces[0].reason, Reason::NoTrackId);
  EXPECT_EQ(report.faces[0].regions, 1u);
  EXPECT_EQ(recognizer->areas().size(), 0u);
}

TEST_F(FaceSessionTest, TheSecondFaceWithTheSameIdIsNotTheFirst) {
  offline();
  recognizer->answer(match("ada"));
  const FrameReport &report = frame({face(7), face(7, {300, 100, 100, 100})});
  EXPECT_EQ(report.faces[0].identity->name, "ada");
  EXPECT_EQ(report.faces[1].identity, nullptr);
  EXPECT_EQ(report.faces[1].reason, Reason::NoTrackId);
}

TEST_F(FaceSessionTest, AForgottenTrackIsLostAndItsIdStartsAnew) {
  offline();
  recognizer->answer(match("ada"));
  frame({face(7)});
  const FrameReport &gone = frame({}, seconds(6));
  ASSERT_EQ(gone.events.size(), 1u);
  EXPECT_EQ(gone.events[0].kind, FaceEvent::Kind::Lost);
  EXPECT_EQ(gone.events[0].face.identity->name, "ada");
  const FrameReport &again = frame({face(7)});
  EXPECT_EQ(again.faces[0].identity, nullptr);
  EXPECT_EQ(again.faces[0].reason, Reason::NoMatch);
}

TEST_F(FaceSessionTest, ALateVerdictNeverNamesWhoHasTheIdNow) {
  recognizer->hold();
  recognizer->answer(match("ada"));
  frame({face(7)});
  recognizer->await_crops(1);
  frame({}, seconds(6)); // the track is forgotten while its lookup is with the service
  const auto late = started().stats().late;
  recognizer->release();
  offline();
  started().set_options(options);
  const FrameReport &report = frame({face(7)}); // the id again, another face: waits for its own answer
  EXPECT_EQ(report.faces[0].identity, nullptr);
  EXPECT_EQ(report.faces[0].reason, Reason::NoMatch);
  EXPECT_EQ(late, 0u);
  EXPECT_EQ(started().stats().late, 1u);
}

TEST_F(FaceSessionTest, AFlushLetsNoOldVerdictThrough) {
  recognizer->hold();
  recognizer->answer(match("ada"));
  frame({face(7)});
  recognizer->await_crops(1);
  started().new_generation();
  recognizer->release();
  offline();
  started().set_options(options);
  const FrameReport &report = frame({face(7)});
  EXPECT_EQ(report.faces[0].identity, nullptr);
  EXPECT_TRUE(report.events.empty());
}

TEST_F(FaceSessionTest, FewerAllowedLookupsGiveUpWhoHadThem) {
  offline();
  frame({face(7)});
  options.policy.max_lookups = 1;
  started().set_options(options);
  const FrameReport &report = frame({face(7)});
  EXPECT_EQ(report.faces[0].state, TrackState::Unrecognized);
  EXPECT_EQ(report.events.at(0).kind, FaceEvent::Kind::Unrecognized);
}

TEST_F(FaceSessionTest, NewRegionsStartTheirDeltasAnew) {
  offline();
  recognizer->answer(match("ada"));
  frame({face(7)});
  options.regions = *Regions::parse("", "hall");
  started().set_options(options);
  EXPECT_EQ(frame({face(7)}).regions[0].recognized_delta, 1);
}

TEST_F(FaceSessionTest, TracksAreBounded) {
  offline();
  options.policy.max_tracks = 3;
  for (std::uint64_t id = 0; id < 20; ++id)
    frame({face(id)});
  EXPECT_EQ(started().stats().live_tracks, 3u);
  EXPECT_EQ(started().stats().tracks, 20u);
}

TEST_F(FaceSessionTest, AFrameMayShowMoreFacesThanTracksAreKept) {
  offline();
  options.policy.max_tracks = 1;
  const FrameReport &report = frame({face(1), face(2), face(3)});
  for (const FaceReport &shown : report.faces)
    EXPECT_EQ(shown.reason, Reason::NoMatch);
}

TEST_F(FaceSessionTest, HostileBoxesAreHarmless) {
  offline();
  const int huge = std::numeric_limits<int>::max();
  const FrameReport &report = frame({face(1, {huge, huge, huge, huge}), face(2, {-huge, -huge, huge, huge}),
                                     face(3, {0, 0, 0, 0}), face(4, {10, 10, -5, -5}), face(5, {0, 0, huge, huge})});
  EXPECT_EQ(report.faces.size(), 5u);
  EXPECT_EQ(recognizer->areas().size(), 1u); // the one that covers the frame
}

TEST_F(FaceSessionTest, CountsWhatItSaw) {
  offline();
  recognizer->answer(match("ada"));
  frame({face(7), {{1, 1, 80, 80}, std::nullopt, 0.5}});
  const SessionStats &stats = started().stats();
  EXPECT_EQ(stats.frames, 1u);
  EXPECT_EQ(stats.faces, 2u);
  EXPECT_EQ(stats.tracks, 1u);
  EXPECT_EQ(stats.recognized, 1u);
  EXPECT_EQ(stats.states[static_cast<std::size_t>(TrackState::Recognized)], 1u);
  EXPECT_EQ(stats.reasons[static_cast<std::size_t>(Reason::NoTrackId)], 1u);
  EXPECT_EQ(stats.answers[static_cast<std::size_t>(Reason::None)], 1u);
}

TEST_F(FaceSessionTest, EndsWithLookupsUnderWay) {
  recognizer->hold();
  frame({face(1), face(2), face(3)});
  recognizer->await_crops(1);
  session.reset();
  service.reset(); // aborts what is in flight
  SUCCEED();
}

} // namespace
} // namespace facerec
