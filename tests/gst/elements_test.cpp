// The elements but facerecazure: in a harness, and together in pipelines.
#include "gst/detect_mark.h"
#include "gst/roi_meta.h"
#include "gst/test_frames.h"
#include "gst/video_frame.h"
#include "tests/support/test_data.h"

#include <gst/app/gstappsink.h>
#include <gst/check/gstharness.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <memory>
#include <set>

namespace facerec::gst {
namespace {

struct Unref {
  void operator()(GstElement *element) const {
    gst_element_set_state(element, GST_STATE_NULL);
    gst_object_unref(element);
  }
  void operator()(GstMessage *message) const { gst_message_unref(message); }
  void operator()(GstHarness *harness) const { gst_harness_teardown(harness); }
};
using Element = std::unique_ptr<GstElement, Unref>;
using Harness = std::unique_ptr<GstHarness, Unref>;
using Message = std::unique_ptr<GstMessage, Unref>;

Element parse(const std::string &description) {
  GError *error = nullptr;
  GstElement *pipeline = gst_parse_launch(description.c_str(), &error);
  EXPECT_EQ(error, nullptr) << (error ? error->message : "");
  g_clear_error(&error);
  return Element(pipeline);
}

Harness make_harness(const std::string &description, const char *caps) {
  Harness harness(gst_harness_new_parse(description.c_str()));
  gst_harness_set_src_caps_str(harness.get(), caps);
  return harness;
}

// The first error or end of a pipeline.
Message wait_for_end(GstElement *pipeline) {
  GstBus *bus = gst_element_get_bus(pipeline);
  Message message(gst_bus_timed_pop_filtered(bus, 60 * GST_SECOND,
                                             static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_EOS)));
  gst_object_unref(bus);
  return message;
}

std::string error_text(GstMessage *message) {
  if (!message || GST_MESSAGE_TYPE(message) != GST_MESSAGE_ERROR)
    return "";
  GError *error = nullptr;
  gst_message_parse_error(message, &error, nullptr);
  const std::string text = error->message;
  g_error_free(error);
  return text;
}

// Runs `description ! appsink` to its end and shows every sample.
void run(const std::string &description, const std::function<void(GstSample *)> &see) {
  const Element pipeline = parse(description + " ! appsink name=out sync=false");
  GstElement *out = gst_bin_get_by_name(GST_BIN(pipeline.get()), "out");
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  while (GstSample *sample = gst_app_sink_try_pull_sample(GST_APP_SINK(out), 60 * GST_SECOND)) {
    see(sample);
    gst_sample_unref(sample);
  }
  EXPECT_TRUE(gst_app_sink_is_eos(GST_APP_SINK(out)));
  const Message end = wait_for_end(pipeline.get());
  EXPECT_EQ(error_text(end.get()), "");
  gst_object_unref(out);
}

std::uint64_t hash_of(GstBuffer *buffer) {
  GstMapInfo map;
  gst_buffer_map(buffer, &map, GST_MAP_READ);
  std::uint64_t value = 14695981039346656037U;
  for (gsize i = 0; i < map.size; ++i)
    value = (value ^ map.data[i]) * 1099511628211U;
  gst_buffer_unmap(buffer, &map);
  return value;
}

std::vector<std::uint64_t> hashes_of(const std::string &description) {
  std::vector<std::uint64_t> hashes;
  run(description, [&](GstSample *sample) { hashes.push_back(hash_of(gst_sample_get_buffer(sample))); });
  return hashes;
}

std::vector<RoiFace> faces_of(GstBuffer *buffer) { return read_faces(buffer, FaceLabels::parse("face")); }

std::string text_of(GstBuffer *buffer) {
  GstMapInfo map;
  gst_buffer_map(buffer, &map, GST_MAP_READ);
  const std::string text(reinterpret_cast<const char *>(map.data), map.size);
  gst_buffer_unmap(buffer, &map);
  return text;
}

class Elements : public testing::Test {
protected:
  static void SetUpTestSuite() { gst_init(nullptr, nullptr); }
};

TEST_F(Elements, GoThroughTheirStatesAgainAndAgain) {
  for (const char *description : {"facerectestsrc num-faces=1 ! video/x-raw,width=160,height=120 ! fakesink",
                                  "videotestsrc ! video/x-raw,width=160,height=120 ! facerecdetect ! fakesink",
                                  "videotestsrc ! video/x-raw,width=160,height=120 ! facerectrack ! fakesink",
                                  "videotestsrc ! video/x-raw,width=160,height=120 ! facerecjson ! fakesink"}) {
    const Element pipeline = parse(description);
    for (int i = 0; i < 3; ++i) {
      gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
      EXPECT_EQ(gst_element_get_state(pipeline.get(), nullptr, nullptr, 60 * GST_SECOND), GST_STATE_CHANGE_SUCCESS)
          << description;
      EXPECT_EQ(gst_element_set_state(pipeline.get(), GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS) << description;
    }
  }
}

struct Bounds {
  const char *element, *property;
  double least, most, usual;
};

double number_of(const GValue *value) {
  GValue number = G_VALUE_INIT;
  g_value_init(&number, G_TYPE_DOUBLE);
  EXPECT_TRUE(g_value_transform(value, &number));
  return g_value_get_double(&number);
}

TEST_F(Elements, HaveNumbersWithinTheirBounds) {
  const Bounds table[] = {
      {"facerectestsrc", "num-faces", 1, 64, 3},       {"facerectestsrc", "face-size", 0.1, 1, 0.8},
      {"facerectestsrc", "speed", 0, 10, 1},           {"facerecdetect", "interval", 1, 10000, 1},
      {"facerecdetect", "min-size", 1, 16384, 40},     {"facerecdetect", "confidence", 0, 1, 0},
      {"facerecdetect", "max-side", 0, 16384, 960},    {"facerectrack", "min-iou", 0, 1, 0.2},
      {"facerectrack", "max-missed", 0, 600000, 1000}, {"facerectrack", "fill-missed", 0, 600000, 100},
      {"facerectrack", "min-hits", 1, 100, 2},         {"facerectrack", "cut-threshold", 0, 1, 0.24}};
  for (const Bounds &row : table) {
    const Element element(gst_element_factory_make(row.element, nullptr));
    GParamSpec *spec = g_object_class_find_property(G_OBJECT_GET_CLASS(element.get()), row.property);
    ASSERT_NE(spec, nullptr) << row.property;
    GValue value = G_VALUE_INIT;
    g_value_init(&value, spec->value_type);
    g_object_get_property(G_OBJECT(element.get()), row.property, &value);
    EXPECT_DOUBLE_EQ(number_of(&value), row.usual) << row.property;
    for (const double number : {row.least, row.most, row.least - 1, row.most + 1}) {
      GValue wanted = G_VALUE_INIT;
      g_value_init(&wanted, G_TYPE_DOUBLE);
      g_value_set_double(&wanted, number);
      const bool fits = g_value_transform(&wanted, &value) && number_of(&value) == number; // -1 is no unsigned number
      const bool within = row.least <= number && number <= row.most;
      EXPECT_TRUE(fits || !within);
      EXPECT_EQ(fits && !g_param_value_validate(spec, &value), within) << row.property << " and " << number;
    }
  }
}

TEST_F(Elements, SayWhatTheyAreAndWhatTheirPropertiesMean) {
  for (const char *name : {"facerectestsrc", "facerecdetect", "facerectrack", "facerecjson"}) {
    const Element element(gst_element_factory_make(name, nullptr));
    ASSERT_NE(element, nullptr) << name;
    GstElementClass *klass = GST_ELEMENT_GET_CLASS(element.get());
    for (const char *key :
         {GST_ELEMENT_METADATA_LONGNAME, GST_ELEMENT_METADATA_KLASS, GST_ELEMENT_METADATA_DESCRIPTION})
      EXPECT_NE(gst_element_class_get_metadata(klass, key), nullptr) << name << " " << key;
    guint count = 0;
    GParamSpec **specs = g_object_class_list_properties(G_OBJECT_CLASS(klass), &count);
    for (guint i = 0; i < count; ++i)
      EXPECT_GT(std::string(g_param_spec_get_blurb(specs[i]) ? g_param_spec_get_blurb(specs[i]) : "").size(), 5U)
          << name << " " << specs[i]->name;
    g_free(specs);
  }
}

TEST_F(Elements, TestSourceGivesTheSameFramesForTheSameSeed) {
  const std::string small = " num-buffers=4 num-faces=2 ! video/x-raw,format=I420,width=320,height=180";
  const auto first = hashes_of("facerectestsrc seed=5" + small);
  EXPECT_EQ(first.size(), 4U);
  EXPECT_EQ(first, hashes_of("facerectestsrc seed=5" + small));
  EXPECT_NE(first, hashes_of("facerectestsrc seed=6" + small));
  EXPECT_NE(first, hashes_of("facerectestsrc seed=5 first-person=9" + small));
  EXPECT_EQ(std::set<std::uint64_t>(first.begin(), first.end()).size(), 4U);
}

TEST_F(Elements, TestSourceStampsFramesExactly) {
  std::vector<GstClockTime> times, ends;
  run("facerectestsrc num-buffers=4 num-faces=1 ! video/x-raw,width=64,height=48,framerate=30000/1001",
      [&](GstSample *sample) {
        GstBuffer *buffer = gst_sample_get_buffer(sample);
        times.push_back(GST_BUFFER_PTS(buffer));
        ends.push_back(GST_BUFFER_PTS(buffer) + GST_BUFFER_DURATION(buffer));
        EXPECT_EQ(GST_BUFFER_OFFSET(buffer), times.size() - 1);
      });
  EXPECT_EQ(times, (std::vector<GstClockTime>{0, 33366666, 66733333, 100100000}));
  EXPECT_EQ(ends, (std::vector<GstClockTime>{33366666, 66733333, 100100000, 133466666}));
}

TEST_F(Elements, TestSourceEndsAfterOneFrameAtZeroFramesASecond) {
  EXPECT_EQ(hashes_of("facerectestsrc num-faces=1 ! video/x-raw,width=64,height=48,framerate=0/1").size(), 1U);
}

TEST_F(Elements, TestSourceMakesEveryFormatItOffers) {
  for (std::size_t i = 0; i < pixel_format_count; ++i) {
    const std::string format(to_string(static_cast<PixelFormat>(i)));
    EXPECT_EQ(hashes_of("facerectestsrc num-buffers=1 ! video/x-raw,width=161,height=91,format=" + format).size(), 1U)
        << format;
  }
}

TEST_F(Elements, TestSourceAttachesItsFacesWithTrueIds) {
  run("facerectestsrc num-buffers=2 num-faces=3 attach-meta=true ! video/x-raw,width=640,height=360",
      [](GstSample *sample) {
        const auto faces = faces_of(gst_sample_get_buffer(sample));
        ASSERT_EQ(faces.size(), 3U);
        for (std::size_t i = 0; i < faces.size(); ++i) {
          EXPECT_EQ(faces[i].face.track_id, i + 1);
          EXPECT_EQ(faces[i].face.confidence, 1.0);
        }
      });
}

TEST_F(Elements, TestSourceAttachesNothingUnlessAskedTo) {
  run("facerectestsrc num-buffers=1 ! video/x-raw,width=320,height=180",
      [](GstSample *sample) { EXPECT_TRUE(faces_of(gst_sample_get_buffer(sample)).empty()); });
}

TEST_F(Elements, DetectorFindsTheFacesOfTheTestSourceWhereTheyAre) {
  std::vector<Rect> drawn;
  run("facerectestsrc num-buffers=1 num-faces=3 attach-meta=true ! video/x-raw,width=960,height=360",
      [&](GstSample *sample) {
        for (const RoiFace &found : faces_of(gst_sample_get_buffer(sample)))
          drawn.push_back(found.face.box);
      });
  for (const char *format : {"BGR", "NV12", "YUY2", "GRAY8", "xRGB"})
    run(std::string("facerectestsrc num-buffers=1 num-faces=3 ! video/x-raw,width=960,height=360,format=") + format +
            " ! facerecdetect min-size=80",
        [&](GstSample *sample) {
          const auto faces = faces_of(gst_sample_get_buffer(sample));
          ASSERT_EQ(faces.size(), 3U) << format;
          for (const Rect &box : drawn) {
            double best = 0;
            for (const RoiFace &found : faces)
              best = std::max(best, iou(found.face.box, box));
            EXPECT_GT(best, 0.6) << format;
          }
          EXPECT_GE(faces[0].face.confidence, 0.5);
          EXPECT_EQ(faces[0].face.track_id, std::nullopt);
        });
}

TEST_F(Elements, DetectorGivesItsBoxesInPixelsOfTheFrameWhenItSearchesASmallerCopy) {
  std::map<int, Rect> boxes;
  for (const int side : {0, 320})
    run("facerectestsrc num-buffers=1 num-faces=1 ! video/x-raw,width=640,height=360 ! facerecdetect max-side=" +
            std::to_string(side),
        [&](GstSample *sample) {
          const auto faces = faces_of(gst_sample_get_buffer(sample));
          ASSERT_EQ(faces.size(), 1U) << side;
          boxes[side] = faces[0].face.box;
        });
  EXPECT_GT(iou(boxes[0], boxes[320]), 0.7);
}

TEST_F(Elements, DetectorSearchesEveryNthFrameAndMarksTheOthers) {
  std::vector<std::size_t> found;
  std::vector<bool> searched;
  run("facerectestsrc num-buffers=7 num-faces=1 ! video/x-raw,width=320,height=240 ! facerecdetect interval=3",
      [&](GstSample *sample) {
        found.push_back(faces_of(gst_sample_get_buffer(sample)).size());
        searched.push_back(was_searched(gst_sample_get_buffer(sample)));
      });
  EXPECT_EQ(found, (std::vector<std::size_t>{1, 0, 0, 1, 0, 0, 1}));
  EXPECT_EQ(searched, (std::vector<bool>{true, false, false, true, false, false, true}));
}

TEST_F(Elements, DetectorRefusesABadFileAndNamesTheProperty) {
  for (const auto &[property, value] : {std::pair{"model", "/nowhere/model.onnx"}, {"cascade", "/nowhere/face.xml"}}) {
    const Element pipeline =
        parse(std::string("videotestsrc ! facerecdetect ") + property + "=" + value + " ! fakesink");
    EXPECT_EQ(gst_element_set_state(pipeline.get(), GST_STATE_READY), GST_STATE_CHANGE_FAILURE);
    const std::string text = error_text(wait_for_end(pipeline.get()).get());
    EXPECT_NE(text.find(property), std::string::npos) << text;
    EXPECT_NE(text.find(value), std::string::npos) << text;
  }
}

// Frames for the tracker without pixels of interest.
class Tracker : public Elements {
protected:
  void SetUp() override {
    register_detect_mark();
    harness_ = make_harness("facerectrack name=t", "video/x-raw,format=GRAY8,width=64,height=48,framerate=25/1");
  }

  // Pushes frame number `frame` with a face at each x (the mark "not searched" where there is none to search for).
  GstBuffer *push(guint frame, const std::vector<guint> &xs, bool searched = true) {
    GstBuffer *buffer = gst_harness_create_buffer(harness_.get(), 64 * 48);
    gst_buffer_memset(buffer, 0, 100, 64 * 48);
    GST_BUFFER_PTS(buffer) = frame * 40 * GST_MSECOND;
    for (const guint x : xs)
      add_detection(buffer, "face", {.box = {static_cast<int>(x), 10, 20, 20}, .confidence = 0.5}, 64, 48);
    mark_searched(buffer, searched);
    return gst_harness_push_and_pull(harness_.get(), buffer);
  }

  Harness harness_;
};

TEST_F(Tracker, GivesAnIdWithTheSecondDetectionAndKeepsItOverMissedFrames) {
  const std::vector<std::vector<guint>> detections = {{10}, {11}, {}, {}, {12}};
  const std::vector<std::optional<std::uint64_t>> ids = {std::nullopt, 1, 1, 1, 1};
  for (guint frame = 0; frame < detections.size(); ++frame) {
    GstBuffer *buffer = push(frame, detections[frame]);
    const auto faces = faces_of(buffer);
    ASSERT_EQ(faces.size(), 1U) << frame;
    EXPECT_EQ(faces[0].face.track_id, ids[frame]) << frame;
    gst_buffer_unref(buffer);
  }
}

TEST_F(Tracker, MarksTheBoxesItAdds) {
  gst_buffer_unref(push(0, {10}));
  gst_buffer_unref(push(1, {10}));
  GstBuffer *buffer = push(2, {}, false);
  const auto faces = faces_of(buffer);
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_EQ(faces[0].face.box, (Rect{10, 10, 20, 20}));
  EXPECT_EQ(faces[0].face.confidence, 0.5);
  const GstStructure *detection = gst_video_region_of_interest_meta_get_param(faces[0].meta, "detection");
  gboolean predicted = FALSE;
  EXPECT_TRUE(gst_structure_get_boolean(detection, "predicted", &predicted) && predicted);
  gst_buffer_unref(buffer);
}

TEST_F(Tracker, ReplacesForeignIdsAndLeavesOtherLabelsAlone) {
  g_object_set(gst_harness_find_element(harness_.get(), "facerectrack"), "min-hits", 1, nullptr);
  GstBuffer *buffer = gst_harness_create_buffer(harness_.get(), 64 * 48);
  auto *face = add_detection(buffer, "face", {.box = {10, 10, 20, 20}}, 64, 48);
  auto *car = add_detection(buffer, "car", {.box = {30, 10, 20, 20}}, 64, 48);
  set_track_id(face, 77);
  set_track_id(car, 78);
  buffer = gst_harness_push_and_pull(harness_.get(), buffer);
  const auto all = read_faces(buffer, FaceLabels());
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].face.track_id, 1U);
  EXPECT_EQ(all[1].face.track_id, 78U);
  gst_buffer_unref(buffer);
}

TEST_F(Tracker, ForgetsItsFacesAtAFlush) {
  gst_buffer_unref(push(0, {10}));
  gst_buffer_unref(push(1, {10}));
  gst_harness_push_event(harness_.get(), gst_event_new_flush_start());
  gst_harness_push_event(harness_.get(), gst_event_new_flush_stop(TRUE));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_harness_push_event(harness_.get(), gst_event_new_segment(&segment));
  GstBuffer *buffer = push(2, {}, false);
  EXPECT_TRUE(faces_of(buffer).empty());
  gst_buffer_unref(buffer);
}

TEST_F(Elements, TrackerKeepsTheIdsOfTheTestSourceBehindADetectorThatSkipsFrames) {
  std::set<std::uint64_t> ids;
  std::size_t frames = 0, boxes = 0;
  run("facerectestsrc num-buffers=30 num-faces=2 ! video/x-raw,width=640,height=240 ! "
      "facerecdetect interval=3 min-size=80 ! facerectrack min-hits=1",
      [&](GstSample *sample) {
        ++frames;
        for (const RoiFace &found : faces_of(gst_sample_get_buffer(sample))) {
          ++boxes;
          ids.insert(found.face.track_id.value_or(0));
        }
      });
  EXPECT_EQ(ids, (std::set<std::uint64_t>{1, 2}));
  EXPECT_EQ(boxes, 2 * frames);
}

// The clips were cut together: a different person in nearly the same place after each cut.
TEST_F(Elements, TrackerEndsEveryIdAtTheCutsOfARealVideo) {
  const auto video = test::shared_file("data/videos/signers_hard_cuts_640x480.mp4");
  if (!video)
    GTEST_SKIP() << "signers_hard_cuts_640x480.mp4 is not here";
  const std::vector<int> first_frames = {0, 65, 128, 215, 280, 348};
  std::map<std::uint64_t, std::set<std::size_t>> clips_of;
  int frame = 0;
  run("filesrc location=" + video->string() +
          " ! qtdemux ! h264parse ! avdec_h264 max-threads=1 ! facerecdetect "
          "interval=3 ! facerectrack",
      [&](GstSample *sample) {
        const auto clip = std::upper_bound(first_frames.begin(), first_frames.end(), frame++) - first_frames.begin();
        for (const RoiFace &found : faces_of(gst_sample_get_buffer(sample)))
          if (found.face.track_id)
            clips_of[*found.face.track_id].insert(static_cast<std::size_t>(clip));
      });
  EXPECT_EQ(frame, 421);
  EXPECT_GE(clips_of.size(), 6U);
  for (const auto &[id, clips] : clips_of)
    EXPECT_EQ(clips.size(), 1U) << "id " << id;
}

class JsonWriter : public Elements {
protected:
  void SetUp() override {
    harness_ = make_harness("facerecjson", "video/x-raw,format=GRAY8,width=64,height=48,framerate=25/1");
    buffer_ = gst_harness_create_buffer(harness_.get(), 64 * 48);
    GST_BUFFER_PTS(buffer_) = 40 * GST_MSECOND;
    GST_BUFFER_DURATION(buffer_) = 40 * GST_MSECOND;
  }

  Harness harness_;
  GstBuffer *buffer_ = nullptr;
};

TEST_F(JsonWriter, WritesALineForEachFrameWithItsTimes) {
  auto *meta = add_detection(buffer_, "face", {.box = {1, 2, 30, 40}, .confidence = 0.5}, 64, 48);
  set_track_id(meta, 5750484150146564100U);
  gst_video_region_of_interest_meta_add_param(
      meta, gst_structure_new("facerecazure", "state", G_TYPE_STRING, "recognized", "label", G_TYPE_STRING, "Zoë",
                              "confidence", G_TYPE_DOUBLE, 0.875, "person_id", G_TYPE_STRING, "p", "track_id",
                              G_TYPE_UINT64, guint64{5750484150146564100U}, nullptr));
  GstBuffer *line = gst_harness_push_and_pull(harness_.get(), buffer_);
  EXPECT_EQ(
      text_of(line),
      R"({"pts":40000000,"width":64,"height":48,"objects":[{"id":5750484150146564100,"label":"face","class_id":0,)"
      R"("probability":0.5,"rect":{"left":1,"top":2,"width":30,"height":40},"attributes":[{"label":"Zoë",)"
      R"("class_id":10200,"probability":0.875},{"label":"5750484150146564100","class_id":10201,)"
      R"("probability":0.875}]}],"nodes":{}})"
      "\n");
  EXPECT_EQ(GST_BUFFER_PTS(line), 40 * GST_MSECOND);
  EXPECT_EQ(GST_BUFFER_DURATION(line), 40 * GST_MSECOND);
  gst_buffer_unref(line);
}

TEST_F(JsonWriter, GivesNoAttributesToAFaceThatIsNotRecognized) {
  auto *meta = add_detection(buffer_, "face", {.box = {1, 2, 30, 40}}, 64, 48);
  gst_video_region_of_interest_meta_add_param(meta,
                                              gst_structure_new("facerecazure", "state", G_TYPE_STRING, "unrecognized",
                                                                "reason", G_TYPE_STRING, "no-match", nullptr));
  GstBuffer *line = gst_harness_push_and_pull(harness_.get(), buffer_);
  EXPECT_EQ(nlohmann::json::parse(text_of(line))["objects"][0]["attributes"], nlohmann::json::array());
  gst_buffer_unref(line);
}

TEST_F(JsonWriter, WritesEveryNodeOfTheFrameAndIdsAsStringsWhenAskedTo) {
  static const gchar *tags[] = {nullptr};
  if (!gst_meta_get_info("FaceRecAzureMeta"))
    gst_meta_register_custom("FaceRecAzureMeta", tags, nullptr, nullptr, nullptr);
  for (const auto &[node, json] : {std::pair{"a", R"({"rois":{"r":{"unrecognized_face_ids":[7]}}})"}, {"b", "{}"}})
    gst_structure_set(gst_custom_meta_get_structure(gst_buffer_add_custom_meta(buffer_, "FaceRecAzureMeta")), "node-id",
                      G_TYPE_STRING, node, "json", G_TYPE_STRING, json, nullptr);
  GstElement *element = gst_harness_find_element(harness_.get(), "facerecjson");
  gst_util_set_object_arg(G_OBJECT(element), "metadata-ids", "string");
  gst_object_unref(element);
  GstBuffer *line = gst_harness_push_and_pull(harness_.get(), buffer_);
  EXPECT_EQ(text_of(line), R"({"pts":40000000,"width":64,"height":48,"objects":[],"nodes":{"a":{"rois":{"r":)"
                           R"({"unrecognized_face_ids":["7"]}}},"b":{}}})"
                           "\n");
  gst_buffer_unref(line);
}

TEST_F(JsonWriter, PassesGapsAndTheEnd) {
  gst_buffer_unref(gst_harness_push_and_pull(harness_.get(), buffer_));
  EXPECT_TRUE(gst_harness_push_event(harness_.get(), gst_event_new_gap(80 * GST_MSECOND, 40 * GST_MSECOND)));
  EXPECT_TRUE(gst_harness_push_event(harness_.get(), gst_event_new_eos()));
  std::set<GstEventType> seen;
  while (GstEvent *event = gst_harness_try_pull_event(harness_.get())) {
    seen.insert(GST_EVENT_TYPE(event));
    gst_event_unref(event);
  }
  EXPECT_TRUE(seen.contains(GST_EVENT_SEGMENT));
  EXPECT_TRUE(seen.contains(GST_EVENT_GAP));
  EXPECT_TRUE(seen.contains(GST_EVENT_EOS));
}

} // namespace
} // namespace facerec::gst
