#include "gst/roi_meta.h"

#include "gst/detect_mark.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

namespace facerec::gst {
namespace {

class RoiMeta : public testing::Test {
protected:
  static void SetUpTestSuite() { gst_init(nullptr, nullptr); }
  ~RoiMeta() override { gst_buffer_unref(buffer_); }

  GstVideoRegionOfInterestMeta *add(const char *label, guint x = 1, guint y = 2, guint w = 3, guint h = 4) {
    return gst_buffer_add_video_region_of_interest_meta(buffer_, label, x, y, w, h);
  }

  // The track id that is read where object_id has a field of this type and value.
  template <class Value> std::optional<std::uint64_t> read_id(GType type, Value value) {
    auto *meta = add("face");
    gst_video_region_of_interest_meta_add_param(meta, gst_structure_new("object_id", "id", type, value, nullptr));
    return track_id_of(meta);
  }

  GstBuffer *buffer_ = gst_buffer_new();
};

TEST_F(RoiMeta, ReadsATrackIdOfAnyIntegerType) {
  EXPECT_EQ(read_id(G_TYPE_INT, gint{7}), 7U);
  EXPECT_EQ(read_id(G_TYPE_UINT, guint{4000000000U}), 4000000000U);
  EXPECT_EQ(read_id(G_TYPE_LONG, glong{8}), 8U);
  EXPECT_EQ(read_id(G_TYPE_ULONG, gulong{9}), 9U);
  EXPECT_EQ(read_id(G_TYPE_INT64, gint64{1} << 40), std::uint64_t{1} << 40);
  EXPECT_EQ(read_id(G_TYPE_UINT64, std::numeric_limits<guint64>::max()), std::numeric_limits<std::uint64_t>::max());
}

TEST_F(RoiMeta, TakesZeroNegativeAndOtherTypesForNoTrackId) {
  EXPECT_EQ(read_id(G_TYPE_INT, gint{0}), std::nullopt);
  EXPECT_EQ(read_id(G_TYPE_UINT64, guint64{0}), std::nullopt);
  EXPECT_EQ(read_id(G_TYPE_INT, gint{-1}), std::nullopt);
  EXPECT_EQ(read_id(G_TYPE_INT64, gint64{-1}), std::nullopt);
  EXPECT_EQ(read_id(G_TYPE_STRING, "7"), std::nullopt);
  EXPECT_EQ(read_id(G_TYPE_DOUBLE, 7.0), std::nullopt);
  EXPECT_EQ(track_id_of(add("face")), std::nullopt);
}

TEST_F(RoiMeta, DoesNotTakeTheMetasOwnIdForATrackId) {
  add("face")->id = 7;
  EXPECT_EQ(read_faces(buffer_, FaceLabels())[0].face.track_id, std::nullopt);
}

TEST_F(RoiMeta, WritesAnIntWhileTheIdFitsAndAnUnsigned64Beyond) {
  auto *meta = add("face");
  set_track_id(meta, 2147483647);
  const GstStructure *param = gst_video_region_of_interest_meta_get_param(meta, "object_id");
  EXPECT_EQ(gst_structure_get_field_type(param, "id"), G_TYPE_INT);
  EXPECT_EQ(track_id_of(meta), 2147483647U);
  set_track_id(meta, 2147483648U);
  EXPECT_EQ(gst_structure_get_field_type(param, "id"), G_TYPE_UINT64);
  EXPECT_EQ(track_id_of(meta), 2147483648U);
  EXPECT_EQ(g_list_length(meta->params), 1U);
  clear_track_id(meta);
  EXPECT_EQ(track_id_of(meta), std::nullopt);
}

TEST_F(RoiMeta, WritesADetectionInDlStreamersForm) {
  auto *meta = add_detection(buffer_, "face", {.box = {64, 36, 320, 180}, .confidence = 0.75}, 640, 360);
  ASSERT_NE(meta, nullptr);
  gchar *text = gst_structure_to_string(gst_video_region_of_interest_meta_get_param(meta, "detection"));
  EXPECT_STREQ(text, "detection, label_id=(int)0, confidence=(double)0.75, x_min=(double)0.10000000000000001, "
                     "x_max=(double)0.59999999999999998, y_min=(double)0.10000000000000001, "
                     "y_max=(double)0.59999999999999998;");
  g_free(text);
  EXPECT_STREQ(g_quark_to_string(meta->roi_type), "face");
  const auto faces = read_faces(buffer_, FaceLabels());
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_EQ(faces[0].face.box, (Rect{64, 36, 320, 180}));
  EXPECT_EQ(faces[0].face.confidence, 0.75);
}

TEST_F(RoiMeta, CutsADetectionToTheFrame) {
  auto *meta = add_detection(buffer_, "face", {.box = {-10, 350, 30, 30}}, 640, 360);
  ASSERT_NE(meta, nullptr);
  EXPECT_EQ(read_faces(buffer_, FaceLabels())[0].face.box, (Rect{0, 350, 20, 10}));
  EXPECT_EQ(add_detection(buffer_, "face", {.box = {640, 0, 30, 30}}, 640, 360), nullptr);
}

TEST_F(RoiMeta, MarksAPredictedBox) {
  auto *meta = add_detection(buffer_, "face", {.box = {0, 0, 30, 30}, .predicted = true}, 640, 360);
  gboolean predicted = FALSE;
  EXPECT_TRUE(gst_structure_get_boolean(gst_video_region_of_interest_meta_get_param(meta, "detection"), "predicted",
                                        &predicted));
  EXPECT_TRUE(predicted);
}

TEST_F(RoiMeta, ClampsCoordinatesSoThatNoSumOverflows) {
  add("face", G_MAXUINT, G_MAXUINT, G_MAXUINT, G_MAXUINT);
  const Rect box = read_faces(buffer_, FaceLabels())[0].face.box;
  EXPECT_EQ(box, (Rect{1073741823, 1073741823, 1073741823, 1073741823}));
}

TEST_F(RoiMeta, ClampsConfidence) {
  for (const auto &[written, read] : {std::pair{2.0, 1.0}, {-1.0, 0.0}, {std::nan(""), 0.0}, {0.5, 0.5}}) {
    auto *meta = add("face");
    gst_video_region_of_interest_meta_add_param(
        meta, gst_structure_new("detection", "confidence", G_TYPE_DOUBLE, written, nullptr));
    EXPECT_EQ(confidence_of(meta), read);
  }
}

TEST_F(RoiMeta, ReadsTheLabelsAskedForWithoutCase) {
  add("Face");
  add("person");
  add("FACE");
  add("car");
  EXPECT_EQ(read_faces(buffer_, FaceLabels::parse("face, PERSON ,")).size(), 3U);
  EXPECT_EQ(read_faces(buffer_, FaceLabels::parse("car")).size(), 1U);
  EXPECT_EQ(read_faces(buffer_, FaceLabels::parse(" , ")).size(), 4U);
}

TEST_F(RoiMeta, SurvivesARegionWithoutALabel) {
  gst_buffer_add_video_region_of_interest_meta_id(buffer_, 0, 1, 2, 3, 4);
  EXPECT_EQ(read_faces(buffer_, FaceLabels::parse("face")).size(), 0U);
  EXPECT_EQ(read_faces(buffer_, FaceLabels()).size(), 1U);
}

TEST_F(RoiMeta, DecidesRightlyOnMoreLabelsThanItRemembers) {
  const FaceLabels labels = FaceLabels::parse("label199");
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(labels.matches(g_quark_from_string(("label" + std::to_string(i)).c_str())), i == 199);
}

TEST_F(RoiMeta, TellsASkippedFrameFromASearchedOne) {
  register_detect_mark();
  EXPECT_TRUE(was_searched(buffer_));
  mark_searched(buffer_, false);
  EXPECT_FALSE(was_searched(buffer_));
  mark_searched(buffer_, true);
  EXPECT_TRUE(was_searched(buffer_));
  mark_searched(buffer_, false); // a second detector that skipped does not undo the first one's search
  EXPECT_TRUE(was_searched(buffer_));
}

} // namespace
} // namespace facerec::gst
