// facerecazure in a GstHarness, in front of a played account. Frames are mid-grey; each face carries a mark
// (marked_faces.h), by which the account knows it.
#pragma once

#include "facerec/region/geometry.h"
#include "tests/support/fake_azure.h"

#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::test {

struct HarnessFace {
  Rect box{100, 100, 80, 80};
  std::optional<std::uint64_t> track_id = 1;
  const char *label = "face";
  std::optional<int> mark{}; // nothing: mark_of(track_id)
};

// `count` faces of 36x36 on a grid, 20 at most, with the ids from `first_id` on.
std::vector<HarnessFace> crowd(int count, std::uint64_t first_id = 1);

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
  bool painted = false; // pixels are not what went in

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

  // Pushes the next frame with these faces, and takes what comes out.
  AnnotatedFrame push(const std::vector<HarnessFace> &faces);
  // The same, without waiting for what comes out.
  GstFlowReturn push_only(const std::vector<HarnessFace> &faces);
  // Pushes frames with these faces until done() says so of one; the last frame. Throws after a minute.
  AnnotatedFrame push_until(const std::vector<HarnessFace> &faces,
                            const std::function<bool(const AnnotatedFrame &)> &done);
  void flush(); // as a seek does
  // The next element message of the kind "facerecazure", if one waits; the caller frees the structure.
  GstStructure *next_event();
  // The next warning's text, or "".
  std::string next_warning();

private:
  GstBuffer *make_buffer(const std::vector<HarnessFace> &faces);
  void paint(GstBuffer *buffer, const std::vector<HarnessFace> &faces) const;

  GstElement *element_ = nullptr;
  GstHarness *harness_ = nullptr;
  GstBus *bus_ = nullptr;
  GstVideoInfo info_{};
  std::uint64_t frames_ = 0;
};

// A field of a face's structure; "(absent)" where there is none.
std::string text(const GstStructure *structure, const char *field);
std::string state_of(const AnnotatedFrame &frame, std::size_t face = 0);
// How many of the frame's faces have this state.
int count_state(const AnnotatedFrame &frame, std::string_view state);

// The launch line's properties for this account: 32 px are enough for a face, and the rate is no limit.
std::string account_properties(const FakeAzure &azure);

// Makes a facerecazure with these properties; null where one of them cannot be set.
GstElement *make_azure_element(const std::string &properties);

} // namespace facerec::test
