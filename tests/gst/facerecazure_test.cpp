// The element against a scripted account: what goes in on buffers comes out as metadata, messages, signals and pixels.
#include "tests/gst/azure_harness.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace facerec {
namespace {

using nlohmann::json;
using test::AnnotatedFrame;
using test::AzureHarness;
using test::FakeAzure;
using test::HarnessFace;
using test::mark_of;
using test::text;

struct FreeStructure {
  void operator()(GstStructure *structure) const { gst_structure_free(structure); }
};
using Structure = std::unique_ptr<GstStructure, FreeStructure>;

double number(const GstStructure *structure, const char *field) {
  double value = -1;
  gst_structure_get_double(structure, field, &value);
  return value;
}

guint64 id(const GstStructure *structure, const char *field) {
  guint64 value = 0;
  gst_structure_get_uint64(structure, field, &value);
  return value;
}

struct FaceRecAzure : testing::Test {
  FakeAzure azure;
  std::string ada = azure.add_person("Ada", R"({"color":"00ffff","aux_label":"FastPass Valid"})");
};

TEST_F(FaceRecAzure, ARecognizedFaceCarriesItsNameOnTheRoi) {
  azure.enrol(mark_of(5750484150146564100u), ada, 0.87);
  AzureHarness harness(azure);
  const AnnotatedFrame frame = harness.push({{{100, 100, 80, 80}, 5750484150146564100u}});
  ASSERT_EQ(frame.faces.size(), 1u);
  const GstStructure *param = frame.faces[0].structure;
  ASSERT_NE(param, nullptr);
  EXPECT_EQ(text(param, "state"), "recognized");
  EXPECT_EQ(text(param, "label"), "Ada");
  EXPECT_EQ(text(param, "model_name"), "azure-face/staff");
  EXPECT_EQ(number(param, "confidence"), 0.87);
  EXPECT_EQ(text(param, "person_id"), ada);
  EXPECT_EQ(id(param, "track_id"), 5750484150146564100u);
  EXPECT_EQ(gst_structure_n_fields(param), 6); // no `type`, no reason
}

TEST_F(FaceRecAzure, AFaceThatIsNotRecognizedCarriesItsReason) {
  AzureHarness harness(azure, "mode=offline max-lookups-per-face=1");
  const AnnotatedFrame frame = harness.push({{{100, 100, 80, 80}, 7}});
  const GstStructure *param = frame.faces.at(0).structure;
  EXPECT_EQ(text(param, "state"), "unrecognized");
  EXPECT_EQ(text(param, "reason"), "max-lookups");
  EXPECT_EQ(text(param, "model_name"), "azure-face/staff");
  EXPECT_EQ(id(param, "track_id"), 7u);
  EXPECT_EQ(gst_structure_n_fields(param), 4);
}

TEST_F(FaceRecAzure, EveryFrameCarriesTheNodesEntry) {
  azure.enrol(mark_of(1), ada, 0.87);
  AzureHarness harness(azure, "mode=offline rois=0,0,1,0,1,1,0,1 roi-labels=door max-lookups-per-face=1 node-id=front");
  const AnnotatedFrame frame = harness.push({{{10, 100, 80, 80}, 1}, {{200, 100, 80, 80}, 120398123}});
  EXPECT_EQ(frame.node_id, "front");
  const json expected = json::parse(R"({"type":"face_rec_azure","rois":{"door":{
      "recognized_faces":[{"id":1,"person_id":")" +
                                    ada + R"(","confidence":0.87,
        "user_data":{"color":"00ffff","aux_label":"FastPass Valid"},"label":"Ada"}],
      "unrecognized_face_ids":[120398123],"recognized_face_count":1,"recognized_face_delta":1,
      "unrecognized_face_count":1,"unrecognized_face_delta":1}}})");
  EXPECT_EQ(json::parse(frame.json), expected);
  const AnnotatedFrame empty = harness.push({});
  EXPECT_EQ(empty.json, R"({"type":"face_rec_azure","rois":{"door":{"recognized_faces":[],"unrecognized_face_ids":[],)"
                        R"("recognized_face_count":0,"recognized_face_delta":0,"unrecognized_face_count":0,)"
                        R"("unrecognized_face_delta":0}}})");
}

TEST_F(FaceRecAzure, TheNodeIdFollowsTheElementsName) {
  AzureHarness harness(azure, "mode=offline name=facerecazure4");
  EXPECT_EQ(harness.push({}).node_id, "face_rec_azure5");
}

// recognized, leaves the region, comes back
TEST_F(FaceRecAzure, DeltasCountAFaceOncePerRegion) {
  azure.enrol(mark_of(9), ada, 0.9);
  AzureHarness harness(azure, "mode=offline rois=\"0,0,0.5,0,0.5,1,0,1;0.5,0,1,0,1,1,0.5,1\" roi-labels=left,right");
  const HarnessFace left{{20, 100, 80, 80}, 9};
  const HarnessFace right{{220, 100, 80, 80}, 9};
  const auto counts = [](const AnnotatedFrame &frame, const char *region) {
    const json roi = json::parse(frame.json)["rois"][region];
    return std::pair<int, int>(roi["recognized_face_count"], roi["recognized_face_delta"]);
  };
  using Counts = std::pair<int, int>;
  const AnnotatedFrame first = harness.push({left});
  EXPECT_EQ(counts(first, "left"), Counts(1, 1));
  EXPECT_EQ(counts(first, "right"), Counts(0, 0));
  EXPECT_EQ(counts(harness.push({left}), "left"), Counts(1, 0));
  const AnnotatedFrame moved = harness.push({right});
  EXPECT_EQ(counts(moved, "left"), Counts(0, 0));
  EXPECT_EQ(counts(moved, "right"), Counts(1, 1));
  const AnnotatedFrame back = harness.push({left});
  EXPECT_EQ(counts(back, "left"), Counts(1, 0));
  EXPECT_EQ(counts(back, "right"), Counts(0, 0));
  EXPECT_EQ(azure.calls("/identify"), 1);
}

TEST_F(FaceRecAzure, MessagesSayWhoCameAndWhoLeft) {
  azure.enrol(mark_of(3), ada, 0.87);
  AzureHarness harness(azure, "mode=offline track-timeout=0.1 roi-labels=hall");
  harness.push({{{100, 90, 80, 70}, 3}});
  const Structure recognized(harness.next_event());
  ASSERT_NE(recognized, nullptr);
  EXPECT_EQ(text(recognized.get(), "event"), "recognized");
  EXPECT_EQ(text(recognized.get(), "label"), "Ada");
  EXPECT_EQ(text(recognized.get(), "person_id"), ada);
  EXPECT_EQ(number(recognized.get(), "confidence"), 0.87);
  EXPECT_EQ(id(recognized.get(), "track_id"), 3u);
  EXPECT_EQ(text(recognized.get(), "node-id").substr(0, 14), "face_rec_azure");
  EXPECT_EQ(text(recognized.get(), "user_data"), R"({"color":"00ffff","aux_label":"FastPass Valid"})");
  const GValue *rois = gst_structure_get_value(recognized.get(), "rois");
  ASSERT_EQ(gst_value_list_get_size(rois), 1u);
  EXPECT_STREQ(g_value_get_string(gst_value_list_get_value(rois, 0)), "hall");
  int height = 0;
  EXPECT_TRUE(gst_structure_get_int(recognized.get(), "height", &height));
  EXPECT_EQ(height, 70);
  for (int i = 0; i < 4; ++i)
    harness.push({});
  const Structure lost(harness.next_event());
  ASSERT_NE(lost, nullptr);
  EXPECT_EQ(text(lost.get(), "event"), "lost");
  EXPECT_EQ(text(lost.get(), "label"), "Ada");
  EXPECT_EQ(harness.next_event(), nullptr);
}

TEST_F(FaceRecAzure, SignalsCarryTheSameStructure) {
  azure.enrol(mark_of(1), ada, 0.87);
  AzureHarness harness(azure, "mode=offline max-lookups-per-face=1");
  std::vector<std::string> seen;
  const auto remember = +[](GstElement *, GstStructure *face, gpointer data) {
    static_cast<std::vector<std::string> *>(data)->push_back(text(face, "event") + " " + text(face, "label"));
  };
  g_signal_connect(harness.element(), "face-recognized", G_CALLBACK(remember), &seen);
  g_signal_connect(harness.element(), "face-unrecognized", G_CALLBACK(remember), &seen);
  harness.push({{{10, 100, 80, 80}, 1}});
  harness.push({{{200, 100, 80, 80}, 2}});
  EXPECT_EQ(seen, (std::vector<std::string>{"recognized Ada", "unrecognized (absent)"}));
}

TEST_F(FaceRecAzure, LiveVideoNeverWaits) {
  azure.hold_identify();
  azure.enrol(mark_of(1), ada, 0.9);
  AzureHarness harness(azure, "mode=live drain-timeout=60");
  EXPECT_EQ(text(harness.push({HarnessFace{}}).faces.at(0).structure, "state"), "looking-up");
  azure.await_calls("/identify", 1);
  const AnnotatedFrame waiting = harness.push({HarnessFace{}});
  EXPECT_EQ(text(waiting.faces.at(0).structure, "reason"), "in-flight");
  azure.release_identify();
  gst_harness_push_event(harness.harness(), gst_event_new_eos()); // drains
  const Structure event(harness.next_event());
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(text(event.get(), "label"), "Ada");
}

TEST_F(FaceRecAzure, AnAccountProblemIsOneWarningAndTheVideoGoesOn) {
  AzureHarness harness(azure, "mode=live azure-api-key=4711-not-the-key");
  azure.await_calls("/largepersongroups/staff", 1);
  std::string warning;
  harness.push_until({HarnessFace{}}, [&](const AnnotatedFrame &) {
    warning = harness.next_warning();
    return !warning.empty();
  });
  EXPECT_NE(warning.find("key"), std::string::npos) << warning;
  EXPECT_EQ(warning.find("4711"), std::string::npos) << warning;
  harness.push_until({HarnessFace{}}, [](const AnnotatedFrame &frame) { // the verdict may come after the warning
    return text(frame.faces.at(0).structure, "reason") == "service-error";
  });
  for (int i = 0; i < 20; ++i)
    EXPECT_NE(text(harness.push({HarnessFace{}}).faces.at(0).structure, "state"), "unrecognized");
  EXPECT_EQ(harness.next_warning(), "");
}

TEST_F(FaceRecAzure, SaysOnceThatIdsAreMissing) {
  AzureHarness harness(azure);
  const AnnotatedFrame frame = harness.push({{{100, 100, 80, 80}, std::nullopt}});
  EXPECT_EQ(text(frame.faces.at(0).structure, "reason"), "no-track-id");
  for (int i = 0; i < 8; ++i)
    harness.push({{{100, 100, 80, 80}, std::nullopt}});
  EXPECT_EQ(harness.next_warning(), ""); // a tracker may want to see a face a few times
  harness.push({{{100, 100, 80, 80}, std::nullopt}});
  EXPECT_NE(harness.next_warning().find("facerectrack"), std::string::npos);
  for (int i = 0; i < 20; ++i)
    harness.push({{{100, 100, 80, 80}, std::nullopt}});
  EXPECT_EQ(harness.next_warning(), "");
}

TEST_F(FaceRecAzure, SaysNothingOfIdsOnceATrackerGaveOne) {
  AzureHarness harness(azure);
  harness.push({HarnessFace{}});
  for (int i = 0; i < 20; ++i)
    harness.push({{{100, 100, 80, 80}, std::nullopt}});
  EXPECT_EQ(harness.next_warning(), "");
}

TEST_F(FaceRecAzure, OnlyFaceLabelsAreFaces) {
  AzureHarness harness(azure, "mode=offline face-labels=\"head, FACE\"");
  const AnnotatedFrame frame =
      harness.push({{{10, 10, 80, 80}, 1, "Face"}, {{110, 10, 80, 80}, 2, "car"}, {{210, 10, 80, 80}, 3, "head"}});
  EXPECT_NE(frame.faces.at(0).structure, nullptr);
  EXPECT_EQ(frame.faces.at(1).structure, nullptr);
  EXPECT_NE(frame.faces.at(2).structure, nullptr);
}

TEST_F(FaceRecAzure, AFlushStartsANewGeneration) {
  azure.enrol(mark_of(1), ada, 0.9);
  AzureHarness harness(azure);
  EXPECT_EQ(text(harness.push({HarnessFace{}}).faces.at(0).structure, "state"), "recognized");
  harness.flush();
  azure.enrol(mark_of(1), {});
  EXPECT_EQ(text(harness.push({HarnessFace{}}).faces.at(0).structure, "reason"), "no-match");
}

TEST_F(FaceRecAzure, PaintsOnlyWhatIsAskedFor) {
  azure.enrol(mark_of(1), ada, 0.9);
  AzureHarness harness(azure, "mode=offline rois=0,0,1,0,1,1,0,1 display-roi=false display-faceinfo=false");
  EXPECT_FALSE(harness.push({HarnessFace{}}).painted);
  g_object_set(harness.element(), "display-faceinfo", TRUE, nullptr);
  EXPECT_TRUE(harness.push({HarnessFace{}}).painted);
  g_object_set(harness.element(), "display-faceinfo", FALSE, "display-roi", TRUE, nullptr);
  EXPECT_TRUE(harness.push({}).painted);
}

TEST_F(FaceRecAzure, TakesEveryFormatItPromises) {
  for (const char *format : {"I420", "YV12", "NV12", "NV21", "Y42B", "YUY2", "UYVY", "Y444", "RGB", "BGR", "RGBx",
                             "RGBA", "BGRx", "BGRA", "xRGB", "ARGB", "xBGR", "ABGR", "GRAY8"}) {
    azure.enrol(mark_of(1), ada, 0.9);
    AzureHarness harness(azure, "mode=offline rois=0,0,1,0,1,1,0,1", format);
    EXPECT_EQ(text(harness.push({HarnessFace{}}).faces.at(0).structure, "label"), "Ada") << format;
  }
}

TEST_F(FaceRecAzure, StatsCountFacesAndTransactions) {
  azure.enrol(mark_of(1), ada, 0.9);
  AzureHarness harness(azure);
  harness.push({HarnessFace{}});
  GstStructure *raw = nullptr;
  g_object_get(harness.element(), "stats", &raw, nullptr);
  const Structure stats(raw);
  EXPECT_EQ(id(stats.get(), "frames"), 1u);
  EXPECT_EQ(id(stats.get(), "recognized"), 1u);
  GstStructure *transactions = nullptr;
  ASSERT_TRUE(gst_structure_get(stats.get(), "transactions", GST_TYPE_STRUCTURE, &transactions, nullptr));
  const Structure owned(transactions);
  EXPECT_EQ(id(transactions, "detect"), 1u);
  EXPECT_EQ(id(transactions, "identify"), 1u);
}

TEST_F(FaceRecAzure, APropertyChangedWhilePlayingTakesEffectOnTheNextFrame) {
  AzureHarness harness(azure);
  harness.push({});
  g_object_set(harness.element(), "rois", "0,0,1,0,1,1", "roi-labels", "gate", nullptr);
  EXPECT_TRUE(json::parse(harness.push({}).json)["rois"].contains("gate"));
}

TEST_F(FaceRecAzure, ABadValueWhilePlayingIsRefusedWithAWarning) {
  AzureHarness harness(azure);
  harness.push({});
  g_object_set(harness.element(), "min-confidence", 7.0, nullptr);
  EXPECT_TRUE(json::parse(harness.push({}).json)["rois"].contains("full_frame"));
  EXPECT_EQ(harness.next_warning(),
            "min-confidence: 7 is out of range; it must be 0 to 1; the settings before it stay in force");
}

TEST_F(FaceRecAzure, AnAccountPropertyChangedWhilePlayingIsSaidToWait) {
  AzureHarness harness(azure);
  g_object_set(harness.element(), "workers", 3, nullptr);
  EXPECT_EQ(harness.next_warning(),
            "workers was changed while the element runs; it takes effect after the element has been in READY");
}

TEST_F(FaceRecAzure, TheModeStaysWhatItWasAtTheStart) {
  azure.enrol(mark_of(1), ada, 0.9);
  AzureHarness harness(azure, "mode=offline");
  harness.push({});
  gst_util_set_object_arg(G_OBJECT(harness.element()), "mode", "live");
  EXPECT_EQ(harness.next_warning(),
            "mode was changed while the element runs; it takes effect after the element has been in READY");
  EXPECT_EQ(text(harness.push({HarnessFace{}}).faces.at(0).structure, "state"), "recognized"); // waited for
}

TEST_F(FaceRecAzure, AChangeOfTheModeLeavesTimeAlone) {
  AzureHarness harness(azure, "mode=live track-timeout=0.1");
  harness.push({});
  gst_util_set_object_arg(G_OBJECT(harness.element()), "mode", "offline");
  azure.enrol(mark_of(1), ada, 0.9);
  harness.push_until({HarnessFace{}},
                     [](const AnnotatedFrame &frame) { return test::state_of(frame) == "recognized"; });
  harness.push_until({}, [&harness](const AnnotatedFrame &) { // time goes on, so that the face is forgotten
    const Structure event(harness.next_event());
    return event && text(event.get(), "event") == "lost";
  });
}

TEST_F(FaceRecAzure, TheKeyCanBeWrittenButNotRead) {
  AzureHarness harness(azure);
  GParamSpec *spec = g_object_class_find_property(G_OBJECT_GET_CLASS(harness.element()), "azure-api-key");
  EXPECT_EQ(spec->flags & G_PARAM_READABLE, 0u);
  gboolean set = FALSE;
  g_object_get(harness.element(), "azure-api-key-set", &set, nullptr);
  EXPECT_TRUE(set);
}

// The state change's error for these properties, or "(none)".
std::string startup_error(const std::string &properties) {
  GstElement *element = test::make_azure_element(properties);
  if (!element)
    return "(refused when set)";
  gst_object_ref_sink(element);
  GstBus *bus = gst_bus_new();
  gst_element_set_bus(element, bus);
  std::string text = "(none)";
  if (gst_element_set_state(element, GST_STATE_READY) == GST_STATE_CHANGE_FAILURE) {
    GstMessage *message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
    GError *error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    text = g_error_matches(error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS) ? error->message : "(wrong code)";
    g_error_free(error);
    gst_message_unref(message);
  }
  gst_element_set_state(element, GST_STATE_NULL);
  gst_element_set_bus(element, nullptr);
  gst_object_unref(bus);
  gst_object_unref(element);
  return text;
}

TEST(FaceRecAzureSettings, EachBadPropertyFailsTheWayToReadyByName) {
  const std::string good = "azure-endpoint=http://127.0.0.1:9 azure-api-key=k person-group-id=g ";
  ASSERT_EQ(startup_error(good), "(none)");
  struct {
    const char *properties;
    const char *start;
  } const cases[] = {
      {"azure-endpoint=http://example.com", "azure-endpoint \"http://example.com\" "},
      {"azure-endpoint=nonsense", "azure-endpoint \"nonsense\" "},
      {"azure-api-key=\"a b\"", "azure-api-key: "},
      {"azure-api-key=\"\" azure-api-key-file=/nonexistent", "azure-api-key-file: "},
      {"person-group-id=a/b", "person-group-id: \"a/b\""},
      {"person-group-id=\"\"", "person-group-id: \"\""},
      {"recognition-model=x", "recognition-model: \"x\""},
      {"detection-model=x", "detection-model: \"x\""},
      {"rois=0,0,1,1", "rois: polygon 1"},
      {"rois=0,0,nan,1,1,1", "rois: polygon 1"},
      {"roi-labels=a,b", "roi-labels: \"a,b\""},
      {"max-lookups-per-face=0", "max-lookups-per-face: 0 "},
      {"min-confidence=1.01", "min-confidence: 1.01 "},
      {"min-confidence=-1", "min-confidence: -1 "},
      {"min-face-size-pixels=0", "min-face-size-pixels: 0 "},
      {"drain-timeout=-1", "drain-timeout: -1 "},
      {"workers=0", "workers: 0 "},
      {"queue-size=99999", "queue-size: 99999 "},
      {"request-timeout=0", "request-timeout: 0 "},
      {"rate-limit=0", "rate-limit: 0 "},
      {"lookup-interval=3600001", "lookup-interval: 3600001 "},
      {"crop-margin=3", "crop-margin: 3 "},
      {"jpeg-quality=0", "jpeg-quality: 0 "},
      {"person-cache-ttl=-1", "person-cache-ttl: -1 "},
      {"track-timeout=0", "track-timeout: 0 "},
      {"max-tracks=0", "max-tracks: 0 "},
      {"font-desc=\"Sans 0\"", "font-desc: "},
      {"line-width=0", "line-width: 0 "},
      {"tls-ca-file=/nonexistent.pem", "tls-ca-file: "},
      {"min-margin=0.6", "min-margin: 0.6 is out of range; it must be 0 to 0.5"},
      {"votes=0", "votes: 0 is out of range; it must be 1 to 100"},
      {"votes=4", "votes: 4 is more than max-lookups-per-face (3), so that nobody could ever be named; "},
      {"recheck-interval=-1", "recheck-interval: -1 is out of range; it must be 0 to 86400 s"},
      {"retry-growth=1", "retry-growth: 1 is out of range; it must be 1.1 to 10, or 0 for never"},
      {"handover=10001", "handover: 10001 is out of range; it must be 0 to 10000 ms"},
      {"min-sharpness=-1", "min-sharpness: -1 is out of range; it must be 0 to 100000"},
      {"best-shot-window=60001", "best-shot-window: 60001 is out of range; it must be 0 to 60000 ms"},
      {"batch-size=11", "batch-size: 11 is out of range; it must be 1 to 10"},
      {"batch-window=10001", "batch-window: 10001 is out of range; it must be 0 to 10000 ms"},
  };
  for (const auto &c : cases)
    EXPECT_TRUE(startup_error(good + c.properties).starts_with(c.start))
        << c.properties << ": " << startup_error(good + c.properties);
}

TEST(FaceRecAzureSettings, UnderscoreNamesWorkAsTheyStand) {
  EXPECT_EQ(startup_error("azure_endpoint=http://127.0.0.1:9 azure_api_key=k person_group_id=g display_roi=true "
                          "display_faceinfo=false rois=\"0,0,0.5,0,0.5,1,0,1,0,0\" roi_labels=left "
                          "max_lookups_per_face=2 min_confidence=0.5 min_face_size_pixels=48"),
            "(none)");
}

TEST_F(FaceRecAzure, StartsAndStopsAgainAndAgain) {
  AzureHarness harness(azure);
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(gst_element_set_state(harness.element(), GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
    ASSERT_NE(gst_element_set_state(harness.element(), GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
  }
}

TEST_F(FaceRecAzure, AStateChangeEndsAnOfflineWait) {
  azure.hold_identify();
  AzureHarness harness(azure);
  std::jthread stopper([this, &harness] {
    azure.await_calls("/identify", 1);
    gst_element_set_state(harness.element(), GST_STATE_READY);
  });
  // The frame may still go out, or find its pad gone; what counts is that the wait has ended.
  const GstFlowReturn flow = harness.push_only({HarnessFace{}});
  EXPECT_TRUE(flow == GST_FLOW_OK || flow == GST_FLOW_FLUSHING) << gst_flow_get_name(flow);
  stopper.join();
}

} // namespace
} // namespace facerec
