// Neither key nor token shows in anything that a user may paste into a bug report.
#include "tests/gst/azure_harness.h"
#include "tests/gst/entra_fixture.h"

#include <gtest/gtest.h>

#include <mutex>
#include <string>

namespace facerec {
namespace {

using test::AzureHarness;
using test::FakeAzure;

// Everything that GStreamer logs at the highest level, while it lives.
class DebugLog {
public:
  DebugLog() {
    gst_debug_set_active(TRUE);
    gst_debug_remove_log_function(gst_debug_log_default);
    gst_debug_add_log_function(&DebugLog::append, this, nullptr);
    gst_debug_set_default_threshold(GST_LEVEL_MEMDUMP);
  }
  ~DebugLog() {
    gst_debug_set_default_threshold(GST_LEVEL_NONE);
    gst_debug_remove_log_function_by_data(this);
    gst_debug_add_log_function(gst_debug_log_default, nullptr, nullptr);
  }
  DebugLog(const DebugLog &) = delete;
  DebugLog &operator=(const DebugLog &) = delete;

  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

private:
  static void append(GstDebugCategory *, GstDebugLevel, const gchar *, const gchar *, gint, GObject *,
                     GstDebugMessage *message, gpointer data) {
    const std::string text = gst_debug_message_get(message); // may itself log
    auto *self = static_cast<DebugLog *>(data);
    const std::lock_guard lock(self->mutex_);
    self->text_ += text + '\n';
  }

  mutable std::mutex mutex_;
  std::string text_;
};

// What a DOT dump says of the element.
std::string dot_of(GstElement *element) {
  GstElement *bin = gst_pipeline_new("pipeline");
  gst_bin_add(GST_BIN(bin), element);
  gchar *dot = gst_debug_bin_to_dot_data(GST_BIN(bin), GST_DEBUG_GRAPH_SHOW_ALL);
  std::string text = dot;
  g_free(dot);
  gst_bin_remove(GST_BIN(bin), element);
  gst_object_unref(bin);
  return text;
}

TEST(Secrets, TheKeyIsInNoLogAtAnyLevelAndInNoDotDump) {
  FakeAzure azure;
  azure.enrol(test::mark_of(1), azure.add_person("Ada"), 0.9);
  // The parser of launch lines logs what it is given, so the key is set as an application would.
  GstElement *element =
      test::make_azure_element("azure-endpoint=" + azure.url() + " person-group-id=" + FakeAzure::group +
                               " mode=offline min-face-size-pixels=32");
  ASSERT_NE(element, nullptr);
  gst_object_ref_sink(element);
  DebugLog log;
  g_object_set(element, "azure-api-key", FakeAzure::key, nullptr);
  const std::string dot = dot_of(element);
  EXPECT_EQ(dot.find(FakeAzure::key), std::string::npos);
  EXPECT_NE(dot.find("person-group-id"), std::string::npos);
  {
    AzureHarness harness(element);
    harness.push({test::HarnessFace{}});
  }
  EXPECT_EQ(azure.calls("/identify"), 1);
  EXPECT_NE(log.text().find("facerecazure"), std::string::npos); // it did log
  EXPECT_EQ(log.text().find(FakeAzure::key), std::string::npos);
}

class EntraSecrets : public test::EntraFixture {};

TEST_F(EntraSecrets, AreInNoLogAtAnyLevelAndInNoDotDump) {
  azure_.enrol(test::mark_of(1), azure_.add_person("Ada"), 0.9);
  DebugLog log;
  GstElement *element = test::make_azure_element(properties("mode=offline"));
  ASSERT_NE(element, nullptr);
  gst_object_ref_sink(element);
  const std::string dot = dot_of(element);
  {
    AzureHarness harness(element);
    EXPECT_EQ(test::state_of(harness.push({test::HarnessFace{}})), "recognized");
  }
  EXPECT_EQ(azure_.calls("/identify"), 1);
  EXPECT_EQ(authority_->requests().size(), 1u);
  EXPECT_NE(dot.find("azure-auth"), std::string::npos);
  for (const char *hidden : {secret, FakeAzure::token}) {
    EXPECT_EQ(dot.find(hidden), std::string::npos);
    EXPECT_EQ(log.text().find(hidden), std::string::npos);
  }
}

} // namespace
} // namespace facerec
