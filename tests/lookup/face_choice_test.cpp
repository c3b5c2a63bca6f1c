#include "lookup/face_choice.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace facerec {
namespace {

azure::DetectedFace face(const char *id, Rect rectangle) { return {id, rectangle, {}}; }

// A face that is expected at `face` in a picture of its own.
Tile alone(Rect face) { return {{-500, -500, 1000, 1000}, face, {}, {}}; }

TEST(FaceChoice, NoFaceIsNone) { EXPECT_EQ(choose_face({}, alone({0, 0, 10, 10})), nullptr); }

TEST(FaceChoice, NearestCentreWinsOverTheLargerFace) {
  const std::vector faces{face("large", {0, 0, 90, 90}), face("near", {40, 40, 30, 30})};
  EXPECT_EQ(choose_face(faces, alone({45, 45, 20, 20}))->face_id, "near");
}

TEST(FaceChoice, FaceBesideTheTargetIsSomebodyElse) {
  const std::vector faces{face("left", {0, 0, 10, 10})};
  EXPECT_EQ(choose_face(faces, alone({9, 0, 10, 10})), nullptr);
  EXPECT_EQ(choose_face(faces, alone({6, 0, 10, 10})), nullptr) << "neither holds the other's centre";
  EXPECT_NE(choose_face(faces, alone({5, 0, 10, 10})), nullptr);
}

TEST(FaceChoice, LargerAndSmallerBoxesAroundOneFaceAreTheSame) {
  const Tile tile = alone({40, 40, 20, 20});
  EXPECT_NE(choose_face(std::vector{face("larger", {20, 10, 60, 90})}, tile), nullptr);
  EXPECT_NE(choose_face(std::vector{face("smaller", {41, 41, 6, 6})}, tile), nullptr);
}

TEST(FaceChoice, FaceThatMayBeItBeatsANearerOneThatIsBeside) {
  const std::vector faces{face("beside", {20, 0, 2, 20}), face("wide", {-60, 0, 80, 20})};
  EXPECT_EQ(choose_face(faces, alone({0, 0, 20, 20}))->face_id, "wide");
}

TEST(FaceChoice, FaceBelongsToTheTileThatHoldsItsCentre) {
  const Tile left{{0, 0, 384, 384}, {0, 92, 384, 200}, {}, {}};
  const Tile right{{384, 0, 384, 384}, {384, 92, 384, 200}, {}, {}};
  struct Row {
    const char *where;
    Rect face;
    bool in_left;
    bool in_right;
  };
  const Row rows[] = {
      {"in the left tile", {100, 100, 180, 180}, true, false},
      {"in the right tile", {484, 100, 180, 180}, false, true},
      {"reaching over, mostly left", {233, 100, 300, 180}, true, false},
      {"centred on the border", {234, 100, 300, 180}, false, true},
      {"in the border of the left tile", {300, 0, 80, 80}, false, false},
      {"below both", {100, 300, 180, 180}, false, false},
  };
  for (const Row &row : rows) {
    const std::vector faces{face("it", row.face)};
    EXPECT_EQ(choose_face(faces, left) != nullptr, row.in_left) << row.where;
    EXPECT_EQ(choose_face(faces, right) != nullptr, row.in_right) << row.where;
  }
}

TEST(FaceChoice, OfTwoInATileTheOneNearerToTheTrackedFaceCounts) {
  const Tile tile{{0, 0, 384, 384}, {92, 92, 200, 200}, {}, {}};
  const std::vector faces{face("corner", {10, 10, 150, 150}), face("middle", {150, 150, 100, 100})};
  EXPECT_EQ(choose_face(faces, tile)->face_id, "middle");
}

TEST(FaceChoice, SurvivesRectanglesOfAnySize) {
  constexpr int huge = std::numeric_limits<int>::max();
  const std::vector faces{face("huge", {-huge, -huge, huge, huge}), face("far", {huge, huge, huge, huge})};
  EXPECT_EQ(choose_face(faces, alone({0, 0, 10, 10})), nullptr);
}

} // namespace
} // namespace facerec
