/**
 * SECTION:element-facerecazure
 * @title: facerecazure
 *
 * Names the faces of a video: looks each tracked face up in an Azure AI Face person group (or in a local `facerec
 * serve`), writes who was seen to the metadata, posts messages, and draws boxes and names on the raw frames. It never
 * holds the video up: a name appears some frames after the face.
 *
 * Faces come as #GstVideoRegionOfInterestMeta with a track id, as facerecdetect and facerectrack or DL Streamer's
 * gvadetect and gvatrack write them.
 *
 * ## Example launch line
 * |[
 * FACE_APIKEY=… gst-launch-1.0 v4l2src ! videoconvert ! facerecdetect ! facerectrack ! \
 *   facerecazure azure-endpoint=https://NAME.cognitiveservices.azure.com/ person-group-id=staff \
 *   rois="0,0,0.5,0,0.5,1,0,1" roi-labels=door ! videoconvert ! autovideosink
 * ]|
 * Draws a region called "door" over the left half of the camera's picture, and names the people of the group `staff`.
 */
#include "gst/facerecazure.h"

#include "gst/azure_properties.h"
#include "gst/azure_stream.h"
#include "gst/elements.h"
#include "gst/object_lock.h"
#include "gst/video_frame.h"

#include <cstdlib>

GST_DEBUG_CATEGORY_STATIC(face_rec_azure_debug);
#define GST_CAT_DEFAULT face_rec_azure_debug

using facerec::gst::AzureProperties;
using facerec::gst::AzureStream;

namespace facerec::gst {

struct FaceRecAzureState {
  AzureProperties properties;          // guarded by the object lock
  bool changed = false;                // properties were changed since the stream read them; object lock
  std::shared_ptr<AzureStream> stream; // between start and stop; the pointer is guarded by the object lock
  GstVideoInfo info{};                 // streaming thread
  TimePoint last_time{};               // streaming thread: offline time never goes backwards
};

namespace {

enum Signal { FaceRecognized, FaceUnrecognized, SignalCount };
guint signals[SignalCount];

std::optional<std::string> environment(std::string_view name) {
  const char *value = std::getenv(std::string(name).c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

AzureProperties copy_properties(GstFaceRecAzure *self) {
  ObjectLock lock(self);
  self->state->changed = false;
  return self->state->properties;
}

std::shared_ptr<AzureStream> stream_of(GstFaceRecAzure *self) {
  ObjectLock lock(self);
  return self->state->stream;
}

void set_stream(GstFaceRecAzure *self, std::shared_ptr<AzureStream> stream) {
  ObjectLock lock(self);
  self->state->stream.swap(stream); // the old one is destroyed after the lock is gone
}

StreamIdentity identity_of(GstFaceRecAzure *self, const AzureProperties &properties) {
  gchar *name = gst_object_get_name(GST_OBJECT(self));
  const std::string fallback = default_node_id(name);
  g_free(name);
  return {properties.node_id.empty() ? fallback : properties.node_id, FaceLabels::parse(properties.face_labels)};
}

void post_settings_error(GstFaceRecAzure *self, const Error &error) {
  GST_ELEMENT_ERROR(self, RESOURCE, SETTINGS, ("%s", error.message.c_str()), (nullptr));
}

void post_event(GstFaceRecAzure *self, GstStructure *structure) {
  const char *event = gst_structure_get_string(structure, "event");
  GST_DEBUG_OBJECT(self, "%" GST_PTR_FORMAT, static_cast<void *>(structure));
  if (g_strcmp0(event, "recognized") == 0)
    g_signal_emit(self, signals[FaceRecognized], 0, structure);
  else if (g_strcmp0(event, "unrecognized") == 0)
    g_signal_emit(self, signals[FaceUnrecognized], 0, structure);
  gst_element_post_message(GST_ELEMENT(self), gst_message_new_element(GST_OBJECT(self), structure));
}

GstResourceError resource_error_of(AccountState state) {
  switch (state) {
  case AccountState::KeyRefused:
  case AccountState::NotAllowed:
    return GST_RESOURCE_ERROR_NOT_AUTHORIZED;
  case AccountState::GroupMissing:
  case AccountState::GroupUntrained:
    return GST_RESOURCE_ERROR_NOT_FOUND;
  case AccountState::ModelMismatch:
    return GST_RESOURCE_ERROR_SETTINGS;
  case AccountState::BudgetSpent:
    return GST_RESOURCE_ERROR_NO_SPACE_LEFT;
  default:
    return GST_RESOURCE_ERROR_OPEN_READ;
  }
}

void post_account(GstFaceRecAzure *self, const AccountStatus &status) {
  // A spent rate is no problem: the faces say waiting-for-quota and the stats count it.
  const bool problem = needs_mending(status.state) || status.state == AccountState::Unreachable ||
                       status.state == AccountState::BudgetSpent;
  GST_INFO_OBJECT(self, "account: %s", std::string(to_string(status.state)).c_str());
  if (!problem)
    return;
  gst_element_message_full(GST_ELEMENT(self), GST_MESSAGE_WARNING, GST_RESOURCE_ERROR, resource_error_of(status.state),
                           g_strdup(status.message.c_str()), g_strdup(std::string(to_string(status.state)).c_str()),
                           __FILE__, GST_FUNCTION, __LINE__);
}

AzureListener listener_of(GstFaceRecAzure *self) {
  return {[self](GstStructure *structure) { post_event(self, structure); },
          [self](const AccountStatus &status) { post_account(self, status); },
          [self](const std::string &text) {
            GST_ELEMENT_WARNING(self, STREAM, FAILED, ("Faces cannot be looked up: %s.", text.c_str()), (nullptr));
          }};
}

// Settings of the account that are not in force, because another element opened it with others.
void post_overruled(GstFaceRecAzure *self, const std::vector<std::string> &overruled) {
  if (overruled.empty())
    return;
  std::string names = overruled[0];
  for (std::size_t i = 1; i < overruled.size(); ++i)
    names += (i + 1 == overruled.size() ? " and " : ", ") + overruled[i];
  GST_ELEMENT_WARNING(self, RESOURCE, SETTINGS,
                      ("%s %s not in force: another element opened this account with other values", names.c_str(),
                       overruled.size() == 1 ? "is" : "are"),
                      (nullptr));
}

Result<std::shared_ptr<AzureStream>> make_stream(GstFaceRecAzure *self) {
  const AzureProperties properties = copy_properties(self);
  auto setup = check_stream(properties.settings);
  if (!setup)
    return setup.error();
  auto account = check_account(properties.settings, environment);
  if (!account)
    return account.error();
  const std::string model_name = "azure-face/" + account->group.id;
  auto lookup = share_azure_lookup(std::move(*account));
  if (!lookup)
    return lookup.error();
  post_overruled(self, lookup->overruled);
  return std::make_shared<AzureStream>(std::move(*setup), identity_of(self, properties), std::move(*lookup), model_name,
                                       listener_of(self));
}

// Bad values fail the way to READY, before anything runs.
bool check_properties(GstFaceRecAzure *self) {
  const AzureProperties properties = copy_properties(self);
  const auto stream = check_stream(properties.settings);
  if (!stream)
    post_settings_error(self, stream.error());
  const auto account = check_account(properties.settings, environment);
  if (stream && !account)
    post_settings_error(self, account.error());
  return stream && account;
}

// A value that turned bad while the video runs changes nothing, and is said.
void apply_changes(GstFaceRecAzure *self, AzureStream &stream) {
  {
    ObjectLock lock(self);
    if (!self->state->changed)
      return;
  }
  const AzureProperties properties = copy_properties(self);
  auto setup = check_stream(properties.settings);
  if (setup)
    stream.configure(std::move(*setup), identity_of(self, properties));
  else
    GST_ELEMENT_WARNING(self, RESOURCE, SETTINGS,
                        ("%s; the settings before it stay in force", setup.error().message.c_str()), (nullptr));
}

// The steady clock for live streams; for files the stream's own time, so that a run can be repeated.
TimePoint time_of(GstFaceRecAzure *self, Mode mode, GstBuffer *buffer) {
  TimePoint &last = self->state->last_time;
  if (mode == Mode::Live)
    return last = std::chrono::steady_clock::now();
  const GstSegment &segment = GST_BASE_TRANSFORM(self)->segment;
  const GstClockTime running = gst_segment_to_running_time(&segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  if (GST_CLOCK_TIME_IS_VALID(running))
    last = std::max(last, TimePoint{} + std::chrono::nanoseconds(running));
  return last;
}

} // namespace
} // namespace facerec::gst

using namespace facerec::gst;

G_DEFINE_TYPE(GstFaceRecAzure, gst_face_rec_azure, GST_TYPE_BASE_TRANSFORM)
GST_ELEMENT_REGISTER_DEFINE(facerecazure, "facerecazure", GST_RANK_NONE, GST_TYPE_FACE_REC_AZURE)

static void face_rec_azure_set_property(GObject *object, guint id, const GValue *value, GParamSpec *spec) {
  GstFaceRecAzure *self = GST_FACE_REC_AZURE(object);
  std::optional<Applies> applies;
  bool running = false;
  {
    ObjectLock lock(self);
    applies = set_azure_property(self->state->properties, id, value);
    self->state->changed = true;
    running = self->state->stream != nullptr;
  }
  if (!applies)
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  else if (*applies == Applies::AtStart && running)
    GST_ELEMENT_WARNING(
        self, RESOURCE, SETTINGS,
        ("%s was changed while the element runs; it takes effect after the element has been in READY", spec->name),
        (nullptr));
}

static void face_rec_azure_get_property(GObject *object, guint id, GValue *value, GParamSpec *spec) {
  GstFaceRecAzure *self = GST_FACE_REC_AZURE(object);
  if (id == first_free_property_id()) {
    const auto stream = stream_of(self);
    g_value_take_boxed(value, stream ? stream->statistics() : gst_structure_new_empty("stats"));
    return;
  }
  ObjectLock lock(self);
  if (!get_azure_property(self->state->properties, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
}

static gboolean face_rec_azure_start(GstBaseTransform *trans) {
  GstFaceRecAzure *self = GST_FACE_REC_AZURE(trans);
  auto stream = make_stream(self);
  if (!stream) {
    post_settings_error(self, stream.error());
    return FALSE;
  }
  self->state->last_time = {};
  set_stream(self, std::move(*stream));
  return TRUE;
}

static gboolean face_rec_azure_stop(GstBaseTransform *trans) {
  set_stream(GST_FACE_REC_AZURE(trans), nullptr);
  return TRUE;
}

static gboolean face_rec_azure_set_caps(GstBaseTransform *trans, GstCaps *in, GstCaps *) {
  return gst_video_info_from_caps(&GST_FACE_REC_AZURE(trans)->state->info, in);
}

static GstFlowReturn face_rec_azure_transform_ip(GstBaseTransform *trans, GstBuffer *buffer) {
  GstFaceRecAzure *self = GST_FACE_REC_AZURE(trans);
  const auto stream = stream_of(self);
  apply_changes(self, *stream);
  if (stream->process(buffer, self->state->info, time_of(self, stream->mode(), buffer)))
    return GST_FLOW_OK;
  GST_ELEMENT_ERROR(self, RESOURCE, READ, ("A frame cannot be mapped."),
                    ("%" GST_PTR_FORMAT, static_cast<void *>(buffer)));
  return GST_FLOW_ERROR;
}

static gboolean face_rec_azure_sink_event(GstBaseTransform *trans, GstEvent *event) {
  GstFaceRecAzure *self = GST_FACE_REC_AZURE(trans);
  if (const auto stream = stream_of(self)) {
    switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_EOS:
      stream->drain();
      break;
    case GST_EVENT_FLUSH_START:
      stream->interrupt();
      break;
    case GST_EVENT_FLUSH_STOP:
      stream->new_generation();
      stream->resume();
      self->state->last_time = {};
      break;
    default:
      break;
    }
  }
  return GST_BASE_TRANSFORM_CLASS(gst_face_rec_azure_parent_class)->sink_event(trans, event);
}

static GstStateChangeReturn face_rec_azure_change_state(GstElement *element, GstStateChange transition) {
  GstFaceRecAzure *self = GST_FACE_REC_AZURE(element);
  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !check_properties(self))
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    if (const auto stream = stream_of(self))
      stream->interrupt(); // so that the streaming thread's wait, if any, ends before its pads are shut down
  return GST_ELEMENT_CLASS(gst_face_rec_azure_parent_class)->change_state(element, transition);
}

static void face_rec_azure_finalize(GObject *object) {
  delete GST_FACE_REC_AZURE(object)->state;
  G_OBJECT_CLASS(gst_face_rec_azure_parent_class)->finalize(object);
}

static void gst_face_rec_azure_init(GstFaceRecAzure *self) {
  self->state = new FaceRecAzureState;
  gst_base_transform_set_in_place(GST_BASE_TRANSFORM(self), TRUE);
  gst_base_transform_set_passthrough(GST_BASE_TRANSFORM(self), FALSE); // a passthrough buffer may not take metadata
}

static void install_signals(GType type) {
  /**
   * GstFaceRecAzure::face-recognized:
   * @element: the element
   * @face: a #GstStructure with the fields of the element message
   *
   * A track has got a name. Emitted on the streaming thread.
   */
  signals[FaceRecognized] = g_signal_new("face-recognized", type, G_SIGNAL_RUN_LAST, 0, nullptr, nullptr, nullptr,
                                         G_TYPE_NONE, 1, GST_TYPE_STRUCTURE | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * GstFaceRecAzure::face-unrecognized:
   * @element: the element
   * @face: a #GstStructure with the fields of the element message
   *
   * A track was looked up max-lookups-per-face times without getting a name. Emitted on the streaming thread.
   */
  signals[FaceUnrecognized] = g_signal_new("face-unrecognized", type, G_SIGNAL_RUN_LAST, 0, nullptr, nullptr, nullptr,
                                           G_TYPE_NONE, 1, GST_TYPE_STRUCTURE | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void install_pads(GstElementClass *element_class) {
  GstCaps *caps = gst_caps_from_string(FACEREC_VIDEO_CAPS);
  gst_element_class_add_pad_template(element_class, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_element_class_add_pad_template(element_class, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  gst_caps_unref(caps);
}

static void gst_face_rec_azure_class_init(GstFaceRecAzureClass *klass) {
  GST_DEBUG_CATEGORY_INIT(face_rec_azure_debug, "facerecazure", 0, "names faces through Azure AI Face");
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = face_rec_azure_set_property;
  object_class->get_property = face_rec_azure_get_property;
  object_class->finalize = face_rec_azure_finalize;
  install_azure_properties(object_class);
  g_object_class_install_property(
      object_class, first_free_property_id(),
      g_param_spec_boxed("stats", "stats", "What the element has seen and spent so far", GST_TYPE_STRUCTURE,
                         static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)));
  install_signals(G_TYPE_FROM_CLASS(klass));

  GstElementClass *element_class = GST_ELEMENT_CLASS(klass);
  element_class->change_state = face_rec_azure_change_state;
  install_pads(element_class);
  gst_element_class_set_static_metadata(
      element_class, "Azure face recognition", "Filter/Analyzer/Effect/Video",
      "Names tracked faces through an Azure AI Face person group, as metadata and on the frames",
      "The gst-facerecazure authors");

  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS(klass);
  trans_class->start = face_rec_azure_start;
  trans_class->stop = face_rec_azure_stop;
  trans_class->set_caps = face_rec_azure_set_caps;
  trans_class->transform_ip = face_rec_azure_transform_ip;
  trans_class->sink_event = face_rec_azure_sink_event;
}
