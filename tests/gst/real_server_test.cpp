// A live pipeline and the real `facerec serve`, which hangs, dies and comes back.
#include "tests/support/program.h"
#include "tests/support/test_data.h"

#include <gst/gst.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace facerec {
namespace {

using test::Program;

// Counts the buffers that reach the end of a pipeline and remembers the longest step of their timestamps.
class FrameCounter {
public:
  void add(GstClockTime time) {
    const std::lock_guard lock(mutex_);
    if (count_++ > 0 && time > last_)
      longest_step_ = std::max(longest_step_, time - last_);
    last_ = time;
    changed_.notify_all();
  }
  // Until `count` more have come; false after a minute.
  bool await_more(std::uint64_t count) {
    std::unique_lock lock(mutex_);
    const std::uint64_t target = count_ + count;
    return changed_.wait_for(lock, std::chrono::minutes(1), [&] { return count_ >= target; });
  }
  GstClockTime longest_step() {
    const std::lock_guard lock(mutex_);
    return longest_step_;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t count_ = 0;
  GstClockTime last_ = 0;
  GstClockTime longest_step_ = 0;
};

void count_frame(GstElement *, GstBuffer *buffer, GstPad *, gpointer counter) {
  static_cast<FrameCounter *>(counter)->add(GST_BUFFER_PTS(buffer));
}

struct RealServer : testing::Test {
  test::TemporaryDirectory directory;
  std::string port = "0";
  std::string url;

  std::string in(const std::string &name) const { return (directory.path() / name).string(); }

  std::unique_ptr<Program> start_server() {
    std::filesystem::remove(in("url"));
    auto server =
        std::make_unique<Program>(std::vector<std::string>{"serve", "--port", port, "--data", in("data"),
                                                           "--ready-file", in("url"), "--key-file", in("key")},
                                  in("server.log"));
    while (server->is_running() && !std::filesystem::exists(in("url"))) // a process has no other news to wait for
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::ifstream(in("url")) >> url;
    port = url.substr(url.rfind(':') + 1);
    return server;
  }

  int facerec(std::vector<std::string> arguments) {
    Program program(std::move(arguments), in("output"));
    return program.wait();
  }

  void enrol_two_people() {
    ASSERT_EQ(facerec({"portraits", in("people"), "--people", "2", "--first", "1"}), 0);
    ASSERT_EQ(facerec({"enroll", in("people"), "--endpoint", url, "--key-file", in("key"), "--group", "staff", "--rate",
                       "200"}),
              0)
        << test::content_of(in("output"));
  }

  GstElement *start_pipeline(FrameCounter &counter) {
    const std::string description =
        "facerectestsrc is-live=true num-faces=2 first-person=1 attach-meta=true ! "
        "video/x-raw,format=I420,width=640,height=360,framerate=25/1 ! "
        "facerecazure person-group-id=staff request-timeout=300 max-lookups-per-face=1 min-face-size-pixels=32 "
        "rate-limit=100 azure-endpoint=" +
        url + " azure-api-key-file=" + in("key") + " ! fakesink name=sink signal-handoffs=true sync=false";
    GError *error = nullptr;
    GstElement *pipeline = gst_parse_launch(description.c_str(), &error);
    EXPECT_EQ(error, nullptr) << error->message;
    GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
    g_signal_connect(sink, "handoff", G_CALLBACK(count_frame), &counter);
    gst_object_unref(sink);
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    return pipeline;
  }
};

// Waits for the next event of facerecazure; "" after a minute. A warning is no event.
std::string next_event(GstBus *bus, std::string &label) {
  while (GstMessage *message = gst_bus_timed_pop_filtered(bus, GST_SECOND * 60, GST_MESSAGE_ELEMENT)) {
    const GstStructure *structure = gst_message_get_structure(message);
    std::string event;
    if (gst_structure_has_name(structure, "facerecazure")) {
      event = gst_structure_get_string(structure, "event");
      const char *text = gst_structure_get_string(structure, "label");
      label = text ? text : "";
    }
    gst_message_unref(message);
    if (!event.empty())
      return event;
  }
  return "";
}

TEST_F(RealServer, AnOutageCostsNoFrameAndMarksNobody) {
  if (!std::getenv("FACEREC_BIN"))
    GTEST_SKIP() << "FACEREC_BIN names no program";
  std::ofstream(in("key")) << "a-key-for-this-test\n";
  auto server = start_server();
  enrol_two_people();
  server->signal(SIGSTOP); // it takes connections and says nothing

  FrameCounter counter;
  GstElement *pipeline = start_pipeline(counter);
  GstBus *bus = gst_element_get_bus(pipeline);
  // The requests hang for far longer than await_more() waits: a frame that waited for one would end the test.
  EXPECT_TRUE(counter.await_more(40));
  server.reset(); // now nobody listens
  EXPECT_TRUE(counter.await_more(40));
  EXPECT_FALSE(gst_bus_have_pending(bus) && gst_bus_pop_filtered(bus, GST_MESSAGE_ELEMENT));

  server = start_server();
  std::set<std::string> names;
  std::map<std::string, int> events;
  for (std::string label; names.size() < 2;) {
    const std::string event = next_event(bus, label);
    ASSERT_NE(event, "") << "no name came back";
    ++events[event];
    names.insert(label);
  }
  EXPECT_EQ(events["unrecognized"], 0);
  EXPECT_EQ(names, (std::set<std::string>{"person-1", "person-2"}));
  EXPECT_EQ(counter.longest_step(), 40 * GST_MSECOND); // and none is missing
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(bus);
  gst_object_unref(pipeline);
}

} // namespace
} // namespace facerec
