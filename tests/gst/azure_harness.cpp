#include "tests/gst/azure_harness.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace facerec::test {
namespace {

void add_face(GstBuffer *buffer, const HarnessFace &face) {
  GstVideoRegionOfInterestMeta *meta = gst_buffer_add_video_region_of_interest_meta(
      buffer, face.label, static_cast<guint>(face.box.x), static_cast<guint>(face.box.y),
      static_cast<guint>(face.box.width), static_cast<guint>(face.box.height));
  gst_video_region_of_interest_meta_add_param(
      meta, gst_structure_new("detection", "confidence", G_TYPE_DOUBLE, 0.9, nullptr));
  if (face.track_id)
    gst_video_region_of_interest_meta_add_param(
        meta, gst_structure_new("object_id", "id", G_TYPE_UINT64, *face.track_id, nullptr));
}

std::vector<guint8> bytes_of(GstBuffer *buffer) {
  std::vector<guint8> bytes(gst_buffer_get_size(buffer));
  gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

AnnotatedFrame read(GstBuffer *buffer) {
  AnnotatedFrame frame;
  frame.buffer = buffer;
  gpointer state = nullptr;
  while (GstMeta *meta = gst_buffer_iterate_meta_filtered(buffer, &state, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE)) {
    AnnotatedFrame::Face face;
    face.structure = gst_video_region_of_interest_meta_get_param(reinterpret_cast<GstVideoRegionOfInterestMeta *>(meta),
                                                                 "facerecazure");
    if (face.structure) {
      gchar *text = gst_structure_to_string(face.structure);
      face.param = text;
      g_free(text);
    }
    frame.faces.push_back(std::move(face));
  }
  if (GstCustomMeta *meta = gst_buffer_get_custom_meta(buffer, "FaceRecAzureMeta")) {
    const GstStructure *structure = gst_custom_meta_get_structure(meta);
    frame.node_id = gst_structure_get_string(structure, "node-id");
    frame.json = gst_structure_get_string(structure, "json");
  }
  return frame;
}

// A component of the frame, as a matrix with a channel for each byte from one sample to the next.
cv::Mat component_of(GstVideoFrame &frame, guint component) {
  return {GST_VIDEO_FRAME_COMP_HEIGHT(&frame, component), GST_VIDEO_FRAME_COMP_WIDTH(&frame, component),
          CV_8UC(GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, component)), GST_VIDEO_FRAME_COMP_DATA(&frame, component),
          static_cast<std::size_t>(GST_VIDEO_FRAME_COMP_STRIDE(&frame, component))};
}

// Luma of the full range as the frame's own range has it.
void to_range_of(const GstVideoInfo &info, cv::Mat &luma) {
  if (info.colorimetry.range != GST_VIDEO_COLOR_RANGE_0_255)
    luma.convertTo(luma, CV_8U, 219.0 / 255, 16);
}

} // namespace

std::vector<HarnessFace> crowd(int count, std::uint64_t first_id) {
  std::vector<HarnessFace> faces;
  for (int i = 0; i < count; ++i)
    faces.push_back({{14 + i % 5 * 64, 12 + i / 5 * 60, 36, 36}, first_id + static_cast<std::uint64_t>(i)});
  return faces;
}

std::string text(const GstStructure *structure, const char *field) {
  const char *value = structure ? gst_structure_get_string(structure, field) : nullptr;
  return value ? value : "(absent)";
}

std::string state_of(const AnnotatedFrame &frame, std::size_t face) {
  return text(frame.faces.at(face).structure, "state");
}

int count_state(const AnnotatedFrame &frame, std::string_view state) {
  return static_cast<int>(
      std::count_if(frame.faces.begin(), frame.faces.end(),
                    [state](const AnnotatedFrame::Face &face) { return text(face.structure, "state") == state; }));
}

AnnotatedFrame &AnnotatedFrame::operator=(AnnotatedFrame &&other) noexcept {
  std::swap(buffer, other.buffer);
  faces = std::move(other.faces);
  node_id = std::move(other.node_id);
  json = std::move(other.json);
  painted = other.painted;
  return *this;
}

GstElement *make_azure_element(const std::string &properties) {
  GError *error = nullptr;
  GstElement *element =
      gst_parse_launch_full(("facerecazure " + properties).c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (error) {
    g_error_free(error);
    return nullptr;
  }
  return element;
}

std::string account_properties(const FakeAzure &azure) {
  return "azure-endpoint=" + azure.url() + " azure-api-key=" + FakeAzure::key + " person-group-id=" + FakeAzure::group +
         " min-face-size-pixels=32 rate-limit=1000 ";
}

AzureHarness::AzureHarness(FakeAzure &azure, const std::string &properties, const std::string &format)
    : AzureHarness(make_azure_element(account_properties(azure) + properties), format) {}

AzureHarness::AzureHarness(GstElement *element, const std::string &format) : element_(element) {
  if (!element_)
    throw std::runtime_error("facerecazure refuses its properties");
  if (g_object_is_floating(element_))
    gst_object_ref_sink(element_);
  bus_ = gst_bus_new();
  gst_element_set_bus(element_, bus_);
  harness_ = gst_harness_new_with_element(element_, "sink", "src");
  const std::string caps = "video/x-raw,width=320,height=240,framerate=25/1,format=" + format;
  gst_harness_set_src_caps_str(harness_, caps.c_str());
  GstCaps *parsed = gst_caps_from_string(caps.c_str());
  gst_video_info_from_caps(&info_, parsed);
  gst_caps_unref(parsed);
}

AzureHarness::~AzureHarness() {
  gst_harness_teardown(harness_);
  gst_element_set_state(element_, GST_STATE_NULL);
  gst_element_set_bus(element_, nullptr);
  gst_object_unref(bus_);
  gst_object_unref(element_);
}

GstBuffer *AzureHarness::make_buffer(const std::vector<HarnessFace> &faces) {
  GstBuffer *buffer = gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&info_), nullptr);
  gst_buffer_memset(buffer, 0, 0x80, GST_VIDEO_INFO_SIZE(&info_));
  GST_BUFFER_PTS(buffer) = frames_ * 40 * GST_MSECOND;
  GST_BUFFER_DURATION(buffer) = 40 * GST_MSECOND;
  ++frames_;
  paint(buffer, faces);
  for (const HarnessFace &face : faces)
    add_face(buffer, face);
  return buffer;
}

void AzureHarness::paint(GstBuffer *buffer, const std::vector<HarnessFace> &faces) const {
  cv::Mat luma(GST_VIDEO_INFO_HEIGHT(&info_), GST_VIDEO_INFO_WIDTH(&info_), CV_8U, cv::Scalar::all(background));
  for (const HarnessFace &face : faces)
    draw_mark(luma, face.box, face.mark.value_or(mark_of(face.track_id.value_or(0))));
  const bool rgb = GST_VIDEO_INFO_IS_RGB(&info_);
  if (!rgb)
    to_range_of(info_, luma);
  GstVideoFrame frame;
  if (!gst_video_frame_map(&frame, &info_, buffer, GST_MAP_READWRITE))
    throw std::runtime_error("a frame cannot be mapped");
  for (guint i = 0; i < (rgb ? 3U : 1U); ++i) {
    cv::Mat component = component_of(frame, i);
    cv::insertChannel(luma, component, 0);
  }
  gst_video_frame_unmap(&frame);
}

AnnotatedFrame AzureHarness::push(const std::vector<HarnessFace> &faces) {
  GstBuffer *in = make_buffer(faces);
  const std::vector<guint8> before = bytes_of(in);
  GstBuffer *out = gst_harness_push_and_pull(harness_, in);
  if (!out)
    throw std::runtime_error("no buffer came out");
  AnnotatedFrame frame = read(out);
  frame.painted = bytes_of(out) != before;
  return frame;
}

AnnotatedFrame AzureHarness::push_until(const std::vector<HarnessFace> &faces,
                                        const std::function<bool(const AnnotatedFrame &)> &done) {
  const gint64 end = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
  for (;;) {
    AnnotatedFrame frame = push(faces);
    if (done(frame))
      return frame;
    if (g_get_monotonic_time() > end)
      throw std::runtime_error("what was waited for did not come within a minute: " + frame.json);
    g_usleep(2000); // a worker needs the processor, too
  }
}

void AzureHarness::flush() {
  gst_harness_push_event(harness_, gst_event_new_flush_start());
  gst_harness_push_event(harness_, gst_event_new_flush_stop(TRUE));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_harness_push_event(harness_, gst_event_new_segment(&segment));
}

GstFlowReturn AzureHarness::push_only(const std::vector<HarnessFace> &faces) {
  return gst_harness_push(harness_, make_buffer(faces));
}

GstStructure *AzureHarness::next_event() {
  while (GstMessage *message = gst_bus_pop_filtered(bus_, GST_MESSAGE_ELEMENT)) {
    GstStructure *copy = nullptr;
    if (gst_message_has_name(message, "facerecazure"))
      copy = gst_structure_copy(gst_message_get_structure(message));
    gst_message_unref(message);
    if (copy)
      return copy;
  }
  return nullptr;
}

std::string AzureHarness::next_warning() {
  GstMessage *message = gst_bus_pop_filtered(bus_, GST_MESSAGE_WARNING);
  if (!message)
    return "";
  GError *error = nullptr;
  gst_message_parse_warning(message, &error, nullptr);
  const std::string text = error->message;
  g_error_free(error);
  gst_message_unref(message);
  return text;
}

} // namespace facerec::test
