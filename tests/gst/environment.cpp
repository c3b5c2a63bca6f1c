// GStreamer is started once, before the first test, whichever tests are chosen.
#include <gst/gst.h>
#include <gtest/gtest.h>

namespace {

struct GStreamer : testing::Environment {
  void SetUp() override { gst_init(nullptr, nullptr); }
};

const testing::Environment *const gstreamer = testing::AddGlobalTestEnvironment(new GStreamer);

} // namespace
