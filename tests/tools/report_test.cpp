#include "facerec/sightings.h"

#include "tests/tools/tool_fixture.h"

#include <nlohmann/json.hpp>

namespace facerec::tool::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string frame(std::int64_t pts, const json &rois, const std::string &node = "face_rec_azure1") {
  return json{{"pts", pts},
              {"width", 640},
              {"height", 480},
              {"objects", json::array()},
              {"nodes", {{node, {{"type", "face_rec_azure"}, {"rois", rois}}}}}}
             .dump() +
         "\n";
}

json seen(std::uint64_t track, const std::string &name, double confidence) {
  return {{"id", track}, {"person_id", "id-" + name}, {"confidence", confidence}, {"label", name}};
}

json region(const std::vector<json> &recognized, const std::vector<int> &unrecognized = {}) {
  return {{"recognized_faces", recognized}, {"unrecognized_face_ids", unrecognized}};
}

class Report : public ToolTest {};

TEST_F(Report, TellsWhoWasSeenWhereWhenAndHowSurely) {
  const auto file = write_file(
      "seen.jsonl",
      frame(0, {{"left", region({}, {7})}, {"right", region({}, {8})}}) +
          frame(1'000'000'000, {{"left", region({seen(7, "Åsa", 0.7)})}, {"right", region({}, {8})}}) +
          frame(62'500'000'000, {{"left", region({seen(9, "Åsa", 0.91)})}, {"right", region({seen(2, "Bob", 0.6)})}}));
  EXPECT_EQ(facerec({"report", file.string()}), 0);
  EXPECT_EQ(out(), "WHO             WHERE  FIRST   LAST    FRAMES  TRACKS  CONFIDENCE\n"
                   "Åsa             left   0:01.0  1:02.5  2       2       0.91\n"
                   "Bob             right  1:02.5  1:02.5  1       1       0.60\n"
                   "(unrecognized)  right  0:00.0  0:01.0  -       1       -\n");
}

TEST_F(Report, IsJsonToo) {
  const auto file = write_file("seen.jsonl", frame(500'000'000, {{"door", region({seen(7, "Bob", 0.75)}, {3})}}));
  EXPECT_EQ(facerec({"report", file.string(), "--json"}), 0);
  EXPECT_EQ(
      json::parse(out()),
      (json{{"frames", 1},
            {"people", json::array({json{{"name", "Bob"},
                                         {"personId", "id-Bob"},
                                         {"region", "door"},
                                         {"first", 0.5},
                                         {"last", 0.5},
                                         {"frames", 1},
                                         {"confidence", 0.75},
                                         {"tracks", json::array({"7"})}}})},
            {"unrecognized",
             json::array({json{{"region", "door"}, {"first", 0.5}, {"last", 0.5}, {"tracks", json::array({"3"})}}})}}));
}

TEST_F(Report, NamesTheLinesThatAreNoFramesAndIsPartlyDone) {
  const auto file = write_file("seen.jsonl", frame(0, json::object()) + "{broken\n\n[1]\n{\"pts\":\"x\"}\n");
  EXPECT_EQ(facerec({"report", file.string()}), 4);
  EXPECT_EQ(err(), file.string() + ", line 2: no frame as facerecjson writes it.\n" + file.string() +
                       ", line 4: no frame as facerecjson writes it.\n" + file.string() +
                       ", line 5: no frame as facerecjson writes it.\n");
}

TEST_F(Report, OfAFileWithoutFramesIsAUsageError) {
  EXPECT_EQ(facerec({"report", write_file("other.txt", "hello\n").string()}), 1);
  EXPECT_THAT(err(), HasSubstr("holds no frame as facerecjson writes it."));
  EXPECT_EQ(facerec({"report", "/no/such/file"}), 1);
  EXPECT_THAT(err(), HasSubstr("cannot be read"));
}

TEST(Sightings, KeepBigIdsExactAndTakeThemAsStringsToo) {
  Sightings sightings;
  ASSERT_TRUE(sightings.add_line(frame(0, {{"a", region({seen(18446744073709551615u, "Bob", 0.5)})}})));
  ASSERT_TRUE(sightings.add_line(
      R"({"pts":1,"objects":[],"nodes":{"face_rec_azure1":{"rois":{"a":{"recognized_faces":[{"id":"18446744073709551615","person_id":"id-Bob"}]}}}}})"));
  ASSERT_EQ(sightings.people().size(), 1u);
  EXPECT_THAT(sightings.people()[0].tracks, ElementsAre("18446744073709551615"));
}

TEST(Sightings, TakeAFrameWithoutATimeAsSeenWithTheOneBefore) {
  Sightings sightings;
  EXPECT_TRUE(sightings.add_line(frame(7, {{"a", region({seen(1, "Bob", 0.5)})}})));
  EXPECT_TRUE(sightings.add_line(R"({"pts":null,"objects":[],"nodes":{}})"));
  ASSERT_EQ(sightings.frame_summaries().size(), 2u);
  EXPECT_EQ(sightings.frame_summaries()[1].pts, 7);
}

TEST(Sightings, NameTheNodeWhereThereAreSeveral) {
  Sightings sightings;
  sightings.add_line(frame(0, {{"door", region({seen(1, "Bob", 0.5)})}}, "entry"));
  sightings.add_line(frame(0, {{"door", region({seen(1, "Bob", 0.5)})}}, "exit"));
  ASSERT_EQ(sightings.people().size(), 2u);
  EXPECT_EQ(sightings.people()[0].region, "entry/door");
  EXPECT_EQ(sightings.people()[1].region, "exit/door");
}

TEST(Sightings, SurviveHostileLines) {
  Sightings sightings;
  for (
      const char *line :
      {"", "null", "[]", R"({"pts":1,"objects":[],"nodes":[1]})", R"({"pts":1,"objects":[],"nodes":{"n":null}})",
       R"({"pts":1,"objects":[],"nodes":{"n":{"rois":[3]}}})",
       R"({"pts":1,"objects":[],"nodes":{"n":{"rois":{"a":7}}}})",
       R"({"pts":1,"objects":[],"nodes":{"n":{"rois":{"a":{"recognized_faces":"x","unrecognized_face_ids":{"b":1}}}}}})",
       R"({"pts":1,"objects":[],"nodes":{"n":{"rois":{"a":{"recognized_faces":[1,null,{"id":{}}]}}}}})"})
    sightings.add_line(line);
  EXPECT_EQ(sightings.frames(), 9u);
}

TEST(PickMoments, TakesTheBestFrameOfEachPartNearestToItsMiddle) {
  std::vector<FrameSummary> frames;
  for (std::uint64_t i = 0; i < 100; ++i)
    frames.push_back({i, std::int64_t(i) * 1000, i < 20 ? 0u : 1u});
  frames[30].named = 2;
  const auto moments = pick_moments(frames, 4);
  ASSERT_EQ(moments.size(), 4u);
  EXPECT_EQ(moments[0].index, 30u);
  EXPECT_EQ(moments[1].index, 50u);
  EXPECT_EQ(moments[3].index, 89u);
}

TEST(PickMoments, OfAVideoWithoutNamesIsEmpty) {
  EXPECT_THAT(pick_moments({{0, 0, 0}, {1, 1, 0}}, 6), IsEmpty());
  EXPECT_THAT(pick_moments({}, 6), IsEmpty());
  EXPECT_EQ(pick_moments({{4, 9, 1}}, 6).size(), 1u);
}

TEST(FormatTime, IsMinutesSecondsTenths) {
  EXPECT_EQ(format_time(0), "0:00.0");
  EXPECT_EQ(format_time(59'990'000'000), "0:59.9");
  EXPECT_EQ(format_time(3'661'200'000'000), "61:01.2");
}

} // namespace
} // namespace facerec::tool::test
