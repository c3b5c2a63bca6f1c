#include "facerec/report/frame_json.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

constexpr std::uint64_t large_id = 5750484150146564100U;

FrameDocument recognized_frame() {
  FrameDocument frame;
  frame.pts = 1033333333;
  frame.width = 1280;
  frame.height = 720;
  frame.objects.push_back({large_id, "face", 0.98, {656, 201, 47, 25}, Recognition{"person name", 0.87, large_id}});
  return frame;
}

TEST(FrameJson, IsOneLineWithTheFieldsInTheirOrder) {
  EXPECT_EQ(frame_json(recognized_frame(), IdFormat::Number),
            R"({"pts":1033333333,"width":1280,"height":720,"objects":[{"id":5750484150146564100,"label":"face",)"
            R"("class_id":0,"probability":0.98,"rect":{"left":656,"top":201,"width":47,"height":25},"attributes":[)"
            R"({"label":"person name","class_id":10200,"probability":0.87},)"
            R"({"label":"5750484150146564100","class_id":10201,"probability":0.87}]}],"nodes":{}})");
}

TEST(FrameJson, WritesIdsAsStringsWhereAskedTo) {
  FrameDocument frame = recognized_frame();
  frame.objects[0].recognition.reset();
  frame.nodes.push_back({"face_rec_azure1", R"({"rois":{"door":{"recognized_faces":[{"id":5750484150146564100}],)"
                                            R"("unrecognized_face_ids":[120398123,2],"recognized_face_count":1}}})"});
  EXPECT_EQ(frame_json(frame, IdFormat::String),
            R"({"pts":1033333333,"width":1280,"height":720,"objects":[{"id":"5750484150146564100","label":"face",)"
            R"("class_id":0,"probability":0.98,"rect":{"left":656,"top":201,"width":47,"height":25},"attributes":[]}],)"
            R"("nodes":{"face_rec_azure1":{"rois":{"door":{"recognized_faces":[{"id":"5750484150146564100"}],)"
            R"("unrecognized_face_ids":["120398123","2"],"recognized_face_count":1}}}}})");
}

TEST(FrameJson, KeepsTheNodesAsTheyAre) {
  FrameDocument frame;
  frame.nodes = {{"b", R"({"z": 18446744073709551615, "a": [1.5, "é"]})"}, {"a", "{}"}};
  EXPECT_EQ(frame_json(frame, IdFormat::Number),
            R"({"pts":null,"width":0,"height":0,"objects":[],"nodes":{"b":{"z":18446744073709551615,"a":[1.5,"é"]},)"
            R"("a":{}}})");
}

TEST(FrameJson, LeavesOutNodesThatAreNoObjects) {
  FrameDocument frame;
  frame.nodes = {{"empty", ""}, {"broken", R"({"a":)"}, {"list", "[1]"}, {"text", R"("a")"}, {"good", "{}"}};
  EXPECT_EQ(frame_json(frame, IdFormat::Number),
            R"({"pts":null,"width":0,"height":0,"objects":[],"nodes":{"good":{}}})");
}

TEST(FrameJson, LeavesOutNodesThatAreTooDeep) {
  FrameDocument frame;
  frame.nodes = {{"deep", R"({"a":)" + std::string(100000, '[') + std::string(100000, ']') + "}"}};
  EXPECT_EQ(frame_json(frame, IdFormat::Number), R"({"pts":null,"width":0,"height":0,"objects":[],"nodes":{}})");
}

TEST(FrameJson, SurvivesNodesOfAnUnexpectedShape) {
  FrameDocument frame;
  frame.nodes = {{"n", R"({"rois":{"a":1,"b":{"recognized_faces":[1,{"id":null}],"unrecognized_face_ids":{"x":1}}}})"}};
  EXPECT_EQ(frame_json(frame, IdFormat::String),
            R"({"pts":null,"width":0,"height":0,"objects":[],"nodes":{"n":{"rois":{"a":1,"b":{"recognized_faces":)"
            R"([1,{"id":null}],"unrecognized_face_ids":{"x":1}}}}}})");
}

TEST(FrameJson, LeavesTheIdOutWhereThereIsNone) {
  FrameDocument frame;
  frame.objects.push_back({std::nullopt, "car", 0, {1, 2, 3, 4}, std::nullopt});
  EXPECT_EQ(frame_json(frame, IdFormat::Number),
            R"({"pts":null,"width":0,"height":0,"objects":[{"label":"car","class_id":0,"probability":0.0,)"
            R"("rect":{"left":1,"top":2,"width":3,"height":4},"attributes":[]}],"nodes":{}})");
}

TEST(FrameJson, EscapesAndMendsText) {
  FrameDocument frame;
  frame.objects.push_back({1, "a\"\n\xff", 0, {}, Recognition{"Zo\xc3\xab", 0.5, std::nullopt}});
  const std::string json = frame_json(frame, IdFormat::Number);
  EXPECT_NE(json.find(R"("label":"a\"\n)"
                      "\xef\xbf\xbd\""),
            std::string::npos)
      << json;
  EXPECT_NE(json.find(R"([{"label":"Zoë","class_id":10200,"probability":0.5}])"), std::string::npos) << json;
  EXPECT_EQ(json.find('\n'), std::string::npos);
}

} // namespace
} // namespace facerec
