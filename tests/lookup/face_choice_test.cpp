#include "lookup/face_choice.h"

#include <gtest/gtest.h>

#include <vector>

namespace facerec {
namespace {

azure::DetectedFace face(const char *id, Rect rectangle) { return {id, rectangle, {}}; }

TEST(FaceChoice, NoFaceIsNone) { EXPECT_EQ(choose_face({}, {0, 0, 10, 10}), nullptr); }

TEST(FaceChoice, NearestCentreWinsOverTheLargerFace) {
  const std::vector faces{face("large", {0, 0, 90, 90}), face("near", {40, 40, 30, 30})};
  EXPECT_EQ(choose_face(faces, {45, 45, 20, 20})->face_id, "near");
}

TEST(FaceChoice, FaceBesideTheTargetIsSomebodyElse) {
  const std::vector faces{face("left", {0, 0, 10, 10})};
  EXPECT_EQ(choose_face(faces, {10, 0, 10, 10}), nullptr) << "touching is not overlapping";
  EXPECT_NE(choose_face(faces, {9, 0, 10, 10}), nullptr);
}

TEST(FaceChoice, NearestThatOverlapsBeatsANearerThatDoesNot) {
  const std::vector faces{face("beside", {20, 0, 2, 20}), face("wide", {-100, 0, 101, 20})};
  EXPECT_EQ(choose_face(faces, {0, 0, 20, 20})->face_id, "wide");
}

} // namespace
} // namespace facerec
