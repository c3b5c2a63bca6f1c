#include "facerec/region/regions.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

std::string error_of(std::string_view rois, std::string_view labels = "") {
  const auto regions = Regions::parse(rois, labels);
  return regions ? "(accepted)" : regions.error().message;
}

TEST(Regions, NoPolygonIsTheWholeFrame) {
  const auto regions = Regions::parse("", "");
  ASSERT_TRUE(regions);
  EXPECT_TRUE(regions->whole_frame());
  ASSERT_EQ(regions->size(), 1u);
  EXPECT_EQ((*regions)[0].label, "full_frame");
  EXPECT_EQ(regions->containing({1.2, -0.1}), 1u);
}

TEST(Regions, WholeFrameTakesALabel) { EXPECT_EQ((*Regions::parse("", "hall"))[0].label, "hall"); }

TEST(Regions, ClosingPointAndClosingSeparatorAreOptional) {
  const auto closed = Regions::parse("0,0,1,0,1,1,0,0;", "");
  const auto open = Regions::parse("0,0,1,0,1,1", "");
  ASSERT_TRUE(closed);
  ASSERT_TRUE(open);
  EXPECT_EQ((*closed)[0].polygon, (*open)[0].polygon);
  EXPECT_EQ((*closed)[0].polygon.size(), 3u);
}

TEST(Regions, DefaultLabelsCountFromOne) {
  const auto regions = Regions::parse("0,0,1,0,1,1;0,0,1,1,0,1", "");
  ASSERT_TRUE(regions);
  EXPECT_EQ((*regions)[0].label, "roi1");
  EXPECT_EQ((*regions)[1].label, "roi2");
  EXPECT_FALSE(regions->whole_frame());
}

TEST(Regions, LabelsAreTrimmedAndKeepTheirOrder) {
  const auto regions = Regions::parse("0,0,1,0,1,1;0,0,1,1,0,1", " door , Säule ");
  ASSERT_TRUE(regions);
  EXPECT_EQ((*regions)[0].label, "door");
  EXPECT_EQ((*regions)[1].label, "Säule");
}

TEST(Regions, MaskHasABitForEachRegionThatHoldsThePoint) {
  const auto regions = Regions::parse("0,0,0.5,0,0.5,1,0,1;0.25,0,1,0,1,1,0.25,1", "");
  ASSERT_TRUE(regions);
  EXPECT_EQ(regions->containing({0.1, 0.5}), 0b01u);
  EXPECT_EQ(regions->containing({0.3, 0.5}), 0b11u);
  EXPECT_EQ(regions->containing({0.9, 0.5}), 0b10u);
  EXPECT_EQ(regions->containing({0.9, 1.5}), 0u);
}

TEST(Regions, NeighboursShareNoPoint) {
  const auto regions = Regions::parse("0,0,0.5,0,0.5,1,0,1;0.5,0,1,0,1,1,0.5,1", "");
  ASSERT_TRUE(regions);
  EXPECT_EQ(regions->containing({0.5, 0.5}), 0b10u);
}

TEST(Regions, ConcavePolygonsHaveTheirNotch) {
  const auto regions = Regions::parse("0,0,1,0,1,1,0.5,0.2,0,1", "");
  ASSERT_TRUE(regions);
  EXPECT_EQ(regions->containing({0.5, 0.9}), 0u);
  EXPECT_EQ(regions->containing({0.5, 0.1}), 1u);
}

TEST(Regions, EachBadPolygonIsNamedWithItsRule) {
  EXPECT_EQ(error_of("0,0,1,1"), "rois: polygon 1 (\"0,0,1,1\") has fewer than three different points");
  EXPECT_EQ(error_of("0,0,1,0,0,0,1,0"), "rois: polygon 1 (\"0,0,1,0,0,0,1,0\") encloses no area");
  EXPECT_EQ(error_of("0,0,1,0,1"),
            "rois: polygon 1 (\"0,0,1,0,1\") has an odd number of coordinates; they come as x,y pairs");
  EXPECT_EQ(error_of("0,0,1,0,1,x"), "rois: polygon 1 (\"0,0,1,0,1,x\") has a coordinate that is not a number: \"x\"");
  EXPECT_EQ(error_of("0,0,nan,0,1,1"),
            "rois: polygon 1 (\"0,0,nan,0,1,1\") has the coordinate nan, but coordinates are normalised: 0 to 1");
  EXPECT_EQ(error_of("0,0,1,0,1,1;0,0,1.5,0,1,1"),
            "rois: polygon 2 (\"0,0,1.5,0,1,1\") has the coordinate 1.5, but coordinates are normalised: 0 to 1");
  EXPECT_EQ(error_of("0,0,1,0,1,1;;"), "rois: polygon 2 (\"\") has a coordinate that is not a number: \"\"");
}

TEST(Regions, EachBadLabelIsNamedWithItsRule) {
  const char *two = "0,0,1,0,1,1;0,0,1,1,0,1";
  EXPECT_EQ(error_of(two, "a"), "roi-labels: \"a\" names 1 region(s), but there are 2; give one label per region");
  EXPECT_EQ(error_of(two, "a,a"), "roi-labels: label \"a\" is given twice; labels are unique");
  EXPECT_EQ(error_of(two, "a,"), "roi-labels: label \"\" is empty; give one label per region, separated by commas");
  EXPECT_EQ(error_of(two, "a,\xff"), "roi-labels: label \"\xef\xbf\xbd\" is not valid UTF-8");
  EXPECT_EQ(error_of(two, "a," + std::string(129, 'x')),
            "roi-labels: label \"" + std::string(57, 'x') + "…\" is longer than 128 bytes");
}

TEST(Regions, MoreThanSixtyFourAreRefused) {
  std::string rois;
  for (int i = 0; i < 65; ++i)
    rois += "0,0,1,0,1,1;";
  EXPECT_EQ(error_of(rois), "rois: 65 regions are given, at most 64 are possible");
}

} // namespace
} // namespace facerec
