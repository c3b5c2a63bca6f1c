// facerecazure in a GstHarness, in front of a scripted account.
#pragma once

#include "facerec/region/geometry.h"
#include "tests/support/fake_azure.h"

#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace facerec::test {

struct HarnessFace {
  Rect box{100, 100, 80, 80};
  std::optional<std::uint64_t> track_id = 1;
  const char *label = "face";
};

// What the element left on a buffer.
struct AnnotatedFrame {
  struct Face {
    std::string param;                 // the structure `facerecazure` as text
    GstStructure *structure = nullptr; // borrowed from the buffer
  };
  GstBuffer *buffer = nullptr; // owned
  std::vector<Face> faces;
  std::string node_id;
  std::string json;

  AnnotatedFrame() = default;
  AnnotatedFrame(AnnotatedFrame &&other) noexcept { *this = std::move(other); }
  AnnotatedFrame &operator=(AnnotatedFrame &&other) noexcept;
  ~AnnotatedFrame() { gst_clear_buffer(&buffer); }
};

class AzureHarness {
public:
  // Offline mode, 320x240 GRAY8, 25 frames a second; `properties` as in a launch line, "min-confidence=0.7 …".
  explicit AzureHarness(FakeAzure &azure, const std::string &properties = "mode=offline",
                        const std::string &format = "GRAY8");
  // For an element that is set up already; takes the reference.
  AzureHarness(GstElement *element, const std::string &format = "GRAY8");
  ~AzureHarness();
  AzureHarness(const AzureHarness &) = delete;
  AzureHarness &operator=(const AzureHarness &) = delete;

  GstElement *element() const { return element_; }
  GstHarness *harness() const { return harness_; }

  // Pushes the next frame, mid-grey, with these faces, and takes what comes out.
  AnnotatedFrame push(const std::vector<HarnessFace> &faces);
  // The same, without waiting for what comes out.
  GstFlowReturn push_only(const std::vector<HarnessFace> &faces);
  // The next element message of the kind "facerecazure", if one waits; the caller frees the structure.
  GstStructure *next_event();
  // The next warning's text, or "".
  std::string next_warning();

private:
  GstBuffer *make_buffer(const std::vector<HarnessFace> &faces);

  GstElement *element_ = nullptr;
  GstHarness *harness_ = nullptr;
  GstBus *bus_ = nullptr;
  GstVideoInfo info_{};
  std::uint64_t frames_ = 0;
};

// Makes a facerecazure with these properties; null where one of them cannot be set.
GstElement *make_azure_element(const std::string &properties);

} // namespace facerec::test
