#include "facerec/report/node_json.h"

#include "facerec/report/report_builder.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

IdentityPtr person(const std::string &name, std::string_view user_data) {
  return std::make_shared<Identity>(Identity{"25985303-c537-4467-b41d-bdb45cd95ca1", name, parse_user_data(user_data)});
}

FaceReport recognized(std::uint64_t id, IdentityPtr identity) {
  FaceReport face;
  face.track_id = id;
  face.state = TrackState::Recognized;
  face.identity = std::move(identity);
  face.confidence = 0.87;
  face.regions = 1;
  return face;
}

FaceReport unrecognized(std::uint64_t id) {
  FaceReport face;
  face.track_id = id;
  face.state = TrackState::Unrecognized;
  face.reason = Reason::MaxLookups;
  face.regions = 1;
  return face;
}

struct NodeJsonTest : testing::Test {
  Regions regions = *Regions::parse("0,0,1,0,1,1,0,1", "door");
  FrameReport report;
  RegionMask seen_recognized = 0, seen_unrecognized = 0;

  void frame(std::vector<FaceReport> faces) {
    begin_report(report, regions.size());
    for (FaceReport &face : faces) {
      Reported reported{seen_recognized, seen_unrecognized};
      add_face(report, std::move(face), &reported);
    }
  }
};

TEST_F(NodeJsonTest, IsTheDocumentOfTheSpecification) {
  frame({recognized(5750484150146564100, person("person name", R"({"color":"00ffff","aux_label":"FastPass Valid"})")),
         unrecognized(120398123)});
  EXPECT_EQ(node_json(report, regions),
            R"({"type":"face_rec_azure","rois":{"door":{"recognized_faces":[{"id":5750484150146564100,)"
            R"("person_id":"25985303-c537-4467-b41d-bdb45cd95ca1","confidence":0.87,)"
            R"("user_data":{"color":"00ffff","aux_label":"FastPass Valid"},"label":"person name"}],)"
            R"("unrecognized_face_ids":[120398123],"recognized_face_count":1,"recognized_face_delta":1,)"
            R"("unrecognized_face_count":1,"unrecognized_face_delta":1}}})");
}

TEST_F(NodeJsonTest, AnEmptyFrameHasEveryRegionWithZeroes) {
  frame({});
  EXPECT_EQ(node_json(report, regions),
            R"({"type":"face_rec_azure","rois":{"door":{"recognized_faces":[],"unrecognized_face_ids":[],)"
            R"("recognized_face_count":0,"recognized_face_delta":0,"unrecognized_face_count":0,)"
            R"("unrecognized_face_delta":0}}})");
}

TEST_F(NodeJsonTest, TextAndMissingUserDataKeepTheirTypes) {
  frame({recognized(1, person("a", "VIP"))});
  EXPECT_NE(node_json(report, regions).find(R"("user_data":"VIP")"), std::string::npos);
  frame({recognized(1, person("a", ""))});
  EXPECT_NE(node_json(report, regions).find(R"("user_data":{})"), std::string::npos);
}

TEST_F(NodeJsonTest, TheLargestIdIsExact) {
  frame({recognized(UINT64_MAX, person("a", ""))});
  EXPECT_NE(node_json(report, regions).find(R"("id":18446744073709551615)"), std::string::npos);
}

TEST_F(NodeJsonTest, TheTextIsKeptWhileNothingChanges) {
  NodeJson node;
  const auto identity = person("a", "");
  frame({recognized(1, identity)});
  const auto first = node.update(report, regions);
  frame({recognized(1, identity)});
  const auto second = node.update(report, regions);
  EXPECT_NE(first, second); // the delta has gone back to 0
  FaceReport moved = recognized(1, identity);
  moved.box = {5, 5, 50, 50};
  frame({moved});
  EXPECT_EQ(node.update(report, regions), second);
}

TEST_F(NodeJsonTest, AnyChangeOfWhatItSaysMakesANewText) {
  NodeJson node;
  const auto identity = person("a", "");
  frame({recognized(1, identity)});
  frame({recognized(1, identity)});
  const auto first = node.update(report, regions);
  FaceReport surer = recognized(1, identity);
  surer.confidence = 0.9;
  frame({surer});
  EXPECT_NE(*node.update(report, regions), *first);
  frame({recognized(2, identity)});
  EXPECT_NE(*node.update(report, regions), *first);
  frame({recognized(1, person("b", ""))});
  EXPECT_NE(*node.update(report, regions), *first);
  frame({});
  EXPECT_NE(*node.update(report, regions), *first);
}

TEST_F(NodeJsonTest, ResetMakesANewText) {
  NodeJson node;
  frame({});
  const auto first = node.update(report, regions);
  node.reset();
  EXPECT_EQ(*node.update(report, *Regions::parse("", "hall")),
            R"({"type":"face_rec_azure","rois":{"hall":{)"
            R"("recognized_faces":[],"unrecognized_face_ids":[],"recognized_face_count":0,"recognized_face_delta":0,)"
            R"("unrecognized_face_count":0,"unrecognized_face_delta":0}}})");
}

} // namespace
} // namespace facerec
