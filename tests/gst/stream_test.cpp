// How the elements behave towards clocks, seeks, odd frames and each other.
#include <gst/check/gstharness.h>
#include <gst/video/video.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace {

struct Teardown {
  void operator()(GstHarness *harness) const { gst_harness_teardown(harness); }
};
using Harness = std::unique_ptr<GstHarness, Teardown>;

Harness harness_of(const std::string &description, const std::string &caps) {
  Harness harness(gst_harness_new_parse(description.c_str()));
  if (!caps.empty())
    gst_harness_set_src_caps_str(harness.get(), caps.c_str());
  return harness;
}

// Runs a pipeline up to its end; false where it failed.
bool runs_to_its_end(const std::string &description) {
  GstElement *pipeline = gst_parse_launch(description.c_str(), nullptr);
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  GstBus *bus = gst_element_get_bus(pipeline);
  GstMessage *message = gst_bus_timed_pop_filtered(bus, 60 * GST_SECOND,
                                                   static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
  const bool ended = message && GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS;
  gst_clear_message(&message);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(bus);
  gst_object_unref(pipeline);
  return ended;
}

constexpr const char *small_caps = "video/x-raw,format=GRAY8,width=64,height=48,framerate=25/1";

TEST(Detector, TakesFramesThatAreThinnerThanItsScaleAllows) {
  for (const char *size : {"width=1,height=4000", "width=4000,height=1", "width=1,height=1"})
    EXPECT_TRUE(runs_to_its_end("videotestsrc num-buffers=2 ! video/x-raw,format=NV12," + std::string(size) +
                                " ! facerecdetect ! fakesink"))
        << size;
}

TEST(TestSource, IsLateByOneFrameWhenLiveAndWaitsAsLongAsAnybodyLikes) {
  const Harness harness = harness_of("facerectestsrc is-live=true ! capsfilter caps=" + std::string(small_caps), "");
  gst_harness_use_systemclock(harness.get()); // a live source waits for its time
  gst_harness_play(harness.get());
  gst_buffer_unref(gst_harness_pull(harness.get()));
  GstQuery *query = gst_query_new_latency();
  ASSERT_TRUE(gst_pad_peer_query(harness->sinkpad, query));
  gboolean live = FALSE;
  GstClockTime least = 0, most = 0;
  gst_query_parse_latency(query, &live, &least, &most);
  EXPECT_TRUE(live);
  EXPECT_EQ(least, 40 * GST_MSECOND);
  EXPECT_EQ(most, GST_CLOCK_TIME_NONE);
  gst_query_unref(query);
}

TEST(TestSource, KnowsHowLongItLasts) {
  const Harness harness = harness_of("facerectestsrc num-buffers=50 ! capsfilter caps=" + std::string(small_caps), "");
  gst_harness_play(harness.get());
  gst_buffer_unref(gst_harness_pull(harness.get()));
  gint64 duration = 0;
  ASSERT_TRUE(gst_pad_peer_query_duration(harness->sinkpad, GST_FORMAT_TIME, &duration));
  EXPECT_EQ(duration, static_cast<gint64>(2 * GST_SECOND));
}

TEST(TestSource, GoesOnWithTheFrameThatWasAskedForAfterASeek) {
  GstElement *pipeline = gst_parse_launch(
      ("facerectestsrc name=source ! " + std::string(small_caps) + " ! fakesink name=sink sync=false").c_str(),
      nullptr);
  gst_element_set_state(pipeline, GST_STATE_PAUSED);
  ASSERT_EQ(gst_element_get_state(pipeline, nullptr, nullptr, 60 * GST_SECOND), GST_STATE_CHANGE_SUCCESS);
  ASSERT_TRUE(gst_element_seek_simple(pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 3 * GST_SECOND));
  ASSERT_EQ(gst_element_get_state(pipeline, nullptr, nullptr, 60 * GST_SECOND), GST_STATE_CHANGE_SUCCESS);
  GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
  GstSample *sample = nullptr;
  g_object_get(sink, "last-sample", &sample, nullptr);
  ASSERT_NE(sample, nullptr);
  EXPECT_EQ(GST_BUFFER_PTS(gst_sample_get_buffer(sample)), 3 * GST_SECOND);
  gst_sample_unref(sample);
  gst_object_unref(sink);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(pipeline);
}

GstBuffer *small_buffer(GstClockTime pts, bool with_face) {
  GstBuffer *buffer = gst_buffer_new_allocate(nullptr, 64 * 48, nullptr);
  gst_buffer_memset(buffer, 0, 0x80, 64 * 48);
  GST_BUFFER_PTS(buffer) = pts;
  if (with_face)
    gst_buffer_add_video_region_of_interest_meta(buffer, "face", 10, 10, 20, 20);
  return buffer;
}

int faces_on(GstBuffer *buffer) {
  const int count = static_cast<int>(gst_buffer_get_n_meta(buffer, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE));
  gst_buffer_unref(buffer);
  return count;
}

TEST(BrokenTimestamp, IsGotOverByTheTracker) {
  const Harness harness = harness_of("facerectrack min-hits=1 max-missed=200", small_caps);
  const auto push = [&harness](GstClockTime pts, bool with_face) {
    return faces_on(gst_harness_push_and_pull(harness.get(), small_buffer(pts, with_face)));
  };
  for (guint64 frame = 0; frame < 5; ++frame)
    push(frame * 40 * GST_MSECOND, true);
  push(1000000000 * GST_SECOND, true);
  push(6 * 40 * GST_MSECOND, true);
  for (guint64 frame = 7; frame < 20; ++frame)
    push(frame * 40 * GST_MSECOND, false);
  EXPECT_EQ(push(20 * 40 * GST_MSECOND, false), 0);
}

TEST(TwoRecognizers, ShareAFaceWhoseNameIsTakenFromTheOneThatKnowsIt) {
  const Harness harness = harness_of("facerecjson", small_caps);
  GstBuffer *buffer = small_buffer(0, true);
  auto *meta = gst_buffer_get_video_region_of_interest_meta_id(buffer, 0);
  gst_video_region_of_interest_meta_add_param(
      meta, gst_structure_from_string("facerecazure, state=(string)waiting, reason=(string)service-error", nullptr));
  gst_video_region_of_interest_meta_add_param(
      meta, gst_structure_from_string("facerecazure, state=(string)recognized, label=(string)Ada, confidence=0.5, "
                                      "track_id=(guint64)3",
                                      nullptr));
  GstBuffer *line = gst_harness_push_and_pull(harness.get(), buffer);
  GstMapInfo map;
  gst_buffer_map(line, &map, GST_MAP_READ);
  const std::string text(reinterpret_cast<const char *>(map.data), map.size);
  gst_buffer_unmap(line, &map);
  gst_buffer_unref(line);
  EXPECT_NE(text.find(R"({"label":"Ada","class_id":10200,"probability":0.5})"), std::string::npos) << text;
}

} // namespace
