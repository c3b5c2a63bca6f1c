#include "facerec/report/report_builder.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

FaceReport face(std::uint64_t id, TrackState state, RegionMask regions) {
  FaceReport report;
  report.track_id = id;
  report.state = state;
  report.regions = regions;
  return report;
}

struct ReportBuilderTest : testing::Test {
  RegionMask recognized = 0;
  RegionMask unrecognized = 0;
  Reported reported{recognized, unrecognized};
  FrameReport report;

  void frame(TrackState state, RegionMask regions) {
    begin_report(report, 2);
    add_face(report, face(7, state, regions), &reported);
  }
};

TEST_F(ReportBuilderTest, ANamedFaceIsCountedOnceAsNewInEachOfItsRegions) {
  frame(TrackState::Recognized, 0b11);
  EXPECT_EQ(report.regions[0].recognized_delta, 1);
  EXPECT_EQ(report.regions[1].recognized_delta, 1);
  frame(TrackState::Recognized, 0b11);
  EXPECT_EQ(report.regions[0].recognized_delta, 0);
  EXPECT_EQ(report.regions[0].recognized, std::vector<std::size_t>{0});
}

TEST_F(ReportBuilderTest, AFaceThatLeavesTheRegionAndComesBackIsNotNewAgain) {
  frame(TrackState::Recognized, 0b01);
  frame(TrackState::Recognized, 0b00);
  EXPECT_TRUE(report.regions[0].recognized.empty());
  frame(TrackState::Recognized, 0b01);
  EXPECT_EQ(report.regions[0].recognized.size(), 1u);
  EXPECT_EQ(report.regions[0].recognized_delta, 0);
}

TEST_F(ReportBuilderTest, AnotherRegionHearsOfItForTheFirstTime) {
  frame(TrackState::Recognized, 0b01);
  frame(TrackState::Recognized, 0b10);
  EXPECT_EQ(report.regions[0].recognized_delta, 0);
  EXPECT_EQ(report.regions[1].recognized_delta, 1);
}

TEST_F(ReportBuilderTest, RecognizedAfterUnrecognizedIsNewInTheOtherState) {
  frame(TrackState::Unrecognized, 0b01);
  EXPECT_EQ(report.regions[0].unrecognized_delta, 1);
  EXPECT_EQ(report.regions[0].unrecognized, std::vector<std::size_t>{0});
  frame(TrackState::Recognized, 0b01);
  EXPECT_EQ(report.regions[0].recognized_delta, 1);
  EXPECT_EQ(report.regions[0].unrecognized_delta, 0);
}

TEST_F(ReportBuilderTest, PendingFacesAreInNoCount) {
  for (const TrackState state : {TrackState::Waiting, TrackState::LookingUp}) {
    frame(state, 0b11);
    EXPECT_TRUE(report.regions[0].recognized.empty());
    EXPECT_TRUE(report.regions[0].unrecognized.empty());
    EXPECT_EQ(report.faces.size(), 1u);
  }
  EXPECT_EQ(recognized | unrecognized, 0u);
}

TEST_F(ReportBuilderTest, FacesWithoutATrackAreListedButNotCounted) {
  begin_report(report, 1);
  add_face(report, face(0, TrackState::Waiting, 1), nullptr);
  EXPECT_EQ(report.faces.size(), 1u);
  EXPECT_TRUE(report.regions[0].unrecognized.empty());
}

TEST_F(ReportBuilderTest, ANewFrameStartsEmpty) {
  frame(TrackState::Recognized, 0b11);
  report.events.push_back({});
  begin_report(report, 1);
  EXPECT_TRUE(report.faces.empty());
  EXPECT_TRUE(report.events.empty());
  ASSERT_EQ(report.regions.size(), 1u);
  EXPECT_TRUE(report.regions[0].recognized.empty());
  EXPECT_EQ(report.regions[0].recognized_delta, 0);
}

TEST(EventKinds, AreSpelledAsDocumented) {
  EXPECT_EQ(to_string(FaceEvent::Kind::Recognized), "recognized");
  EXPECT_EQ(to_string(FaceEvent::Kind::Unrecognized), "unrecognized");
  EXPECT_EQ(to_string(FaceEvent::Kind::Withdrawn), "withdrawn");
  EXPECT_EQ(to_string(FaceEvent::Kind::Lost), "lost");
}

} // namespace
} // namespace facerec
