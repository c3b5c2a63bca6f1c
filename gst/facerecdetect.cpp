/**
 * SECTION:element-facerecdetect
 * @title: facerecdetect
 *
 * Finds faces with OpenCV and writes each as a #GstVideoRegionOfInterestMeta in the form of DL Streamer's gvadetect:
 * the label in roi_type, and a param `detection` with `confidence` and the box as shares of the frame. The pixels stay
 * as they are.
 *
 * Without #GstFaceRecDetect:model it uses the Haar cascade for frontal faces of Debian's package opencv-data; with it,
 * YuNet.
 *
 * Every buffer gets the #GstCustomMeta `FaceRecDetectMeta` with a boolean `searched`: with an interval above 1, a
 * tracker downstream can tell a frame that was skipped from one in which nobody was found.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 facerectestsrc num-buffers=100 ! facerecdetect interval=3 ! facerectrack ! facerecjson ! fdsink
 * ]|
 * Searches every third frame and prints a line of JSON for each.
 */
#include "gst/detect_mark.h"
#include "gst/elements.h"
#include "gst/face_search.h"
#include "gst/object_lock.h"
#include "gst/video_frame.h"

#include <gst/base/gstbasetransform.h>

#include <optional>

GST_DEBUG_CATEGORY_STATIC(face_rec_detect_debug);
#define GST_CAT_DEFAULT face_rec_detect_debug

namespace {

using namespace facerec;
using namespace facerec::gst;

struct DetectState {
  SearchSettings settings;          // object lock
  std::string label = "face";       // object lock
  guint interval = 1;               // object lock
  std::optional<FaceSearch> search; // between READY and NULL; made by the application's thread, used by the stream's
};

enum Property { PropModel = 1, PropCascade, PropInterval, PropMinSize, PropConfidence, PropMaxSide, PropLabel };

} // namespace

#define GST_TYPE_FACE_REC_DETECT (gst_face_rec_detect_get_type())
G_DECLARE_FINAL_TYPE(GstFaceRecDetect, gst_face_rec_detect, GST, FACE_REC_DETECT, GstBaseTransform)

struct _GstFaceRecDetect {
  GstBaseTransform parent;
  DetectState *state; // owned; made in init, deleted in finalize
};

G_DEFINE_TYPE(GstFaceRecDetect, gst_face_rec_detect, GST_TYPE_BASE_TRANSFORM)
GST_ELEMENT_REGISTER_DEFINE(facerecdetect, "facerecdetect", GST_RANK_NONE, GST_TYPE_FACE_REC_DETECT)

namespace {

std::string text_of(const GValue *value) {
  const gchar *text = g_value_get_string(value);
  return text ? text : "";
}

void set_property(GObject *object, guint id, const GValue *value, GParamSpec *spec) {
  DetectState &state = *GST_FACE_REC_DETECT(object)->state;
  ObjectLock lock(object);
  switch (id) {
  case PropModel:
    state.settings.model = text_of(value);
    break;
  case PropCascade:
    state.settings.cascade = text_of(value);
    break;
  case PropInterval:
    state.interval = g_value_get_uint(value);
    break;
  case PropMinSize:
    state.settings.min_size = g_value_get_uint(value);
    break;
  case PropConfidence:
    state.settings.confidence = g_value_get_double(value);
    break;
  case PropMaxSide:
    state.settings.max_side = g_value_get_uint(value);
    break;
  case PropLabel:
    state.label = text_of(value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

void get_property(GObject *object, guint id, GValue *value, GParamSpec *spec) {
  const DetectState &state = *GST_FACE_REC_DETECT(object)->state;
  ObjectLock lock(object);
  switch (id) {
  case PropModel:
    g_value_set_string(value, state.settings.model.c_str());
    break;
  case PropCascade:
    g_value_set_string(value, state.settings.cascade.c_str());
    break;
  case PropInterval:
    g_value_set_uint(value, state.interval);
    break;
  case PropMinSize:
    g_value_set_uint(value, state.settings.min_size);
    break;
  case PropConfidence:
    g_value_set_double(value, state.settings.confidence);
    break;
  case PropMaxSide:
    g_value_set_uint(value, state.settings.max_side);
    break;
  case PropLabel:
    g_value_set_string(value, state.label.c_str());
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

bool open_detector(GstFaceRecDetect *self) {
  SearchSettings settings;
  {
    ObjectLock lock(self);
    settings = self->state->settings;
  }
  auto search = FaceSearch::make(settings);
  if (search)
    self->state->search = std::move(*search);
  else
    GST_ELEMENT_ERROR(self, RESOURCE, SETTINGS, ("%s", search.error().message.c_str()), (nullptr));
  return search.ok();
}

GstStateChangeReturn change_state(GstElement *element, GstStateChange transition) {
  GstFaceRecDetect *self = GST_FACE_REC_DETECT(element);
  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !open_detector(self))
    return GST_STATE_CHANGE_FAILURE;
  const GstStateChangeReturn result =
      GST_ELEMENT_CLASS(gst_face_rec_detect_parent_class)->change_state(element, transition);
  if (transition == GST_STATE_CHANGE_READY_TO_NULL)
    self->state->search.reset();
  return result;
}

gboolean set_caps(GstBaseTransform *trans, GstCaps *in, GstCaps *) {
  GstVideoInfo info;
  if (!gst_video_info_from_caps(&info, in))
    return FALSE;
  const auto ready = GST_FACE_REC_DETECT(trans)->state->search->set_frame(info);
  if (!ready)
    GST_ELEMENT_ERROR(trans, RESOURCE, SETTINGS, ("%s", ready.error().message.c_str()), (nullptr));
  return ready.ok();
}

gboolean sink_event(GstBaseTransform *trans, GstEvent *event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP)
    GST_FACE_REC_DETECT(trans)->state->search->restart();
  return GST_BASE_TRANSFORM_CLASS(gst_face_rec_detect_parent_class)->sink_event(trans, event);
}

GstFlowReturn transform_ip(GstBaseTransform *trans, GstBuffer *buffer) {
  DetectState &state = *GST_FACE_REC_DETECT(trans)->state;
  std::string label;
  guint interval = 1;
  {
    ObjectLock lock(trans);
    label = state.label;
    interval = state.interval;
  }
  if (state.search->process(buffer, label, interval))
    return GST_FLOW_OK;
  GST_ELEMENT_ERROR(trans, RESOURCE, READ, ("A frame cannot be mapped."),
                    ("%" GST_PTR_FORMAT, static_cast<void *>(buffer)));
  return GST_FLOW_ERROR;
}

void finalize(GObject *object) {
  delete GST_FACE_REC_DETECT(object)->state;
  G_OBJECT_CLASS(gst_face_rec_detect_parent_class)->finalize(object);
}

GParamFlags flags(int changeable) {
  return static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | changeable);
}

void install_properties(GObjectClass *klass) {
  const GParamFlags ready = flags(GST_PARAM_MUTABLE_READY), playing = flags(GST_PARAM_MUTABLE_PLAYING);
  g_object_class_install_property(
      klass, PropModel,
      g_param_spec_string("model", "model", "ONNX file of YuNet; empty: the Haar cascade instead", "", ready));
  g_object_class_install_property(
      klass, PropCascade,
      g_param_spec_string("cascade", "cascade",
                          "Haar cascade, as a path or a name of OpenCV's; empty: haarcascade_frontalface_default.xml",
                          "", ready));
  g_object_class_install_property(
      klass, PropInterval, g_param_spec_uint("interval", "interval", "Search every n-th frame", 1, 10000, 1, playing));
  g_object_class_install_property(klass, PropMinSize,
                                  g_param_spec_uint("min-size", "min size",
                                                    "Least width and height of a face, in pixels of the frame", 1,
                                                    16384, 40, ready));
  g_object_class_install_property(
      klass, PropConfidence,
      g_param_spec_double("confidence", "confidence",
                          "Least confidence of a face; 0: the detector's own (YuNet 0.9, Haar 0.5)", 0, 1, 0, ready));
  g_object_class_install_property(
      klass, PropMaxSide,
      g_param_spec_uint("max-side", "max side",
                        "Search on a copy whose longer side has at most this many pixels; 0: on the frame itself", 0,
                        16384, 960, ready));
  g_object_class_install_property(
      klass, PropLabel, g_param_spec_string("label", "label", "Label of the faces (roi_type)", "face", playing));
}

void install_pads(GstElementClass *klass) {
  GstCaps *caps = gst_caps_from_string(FACEREC_VIDEO_CAPS);
  gst_element_class_add_pad_template(klass, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_element_class_add_pad_template(klass, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  gst_caps_unref(caps);
}

} // namespace

static void gst_face_rec_detect_init(GstFaceRecDetect *self) {
  self->state = new DetectState;
  gst_base_transform_set_in_place(GST_BASE_TRANSFORM(self), TRUE);
  gst_base_transform_set_passthrough(GST_BASE_TRANSFORM(self), FALSE); // a passthrough buffer may not take metadata
}

static void gst_face_rec_detect_class_init(GstFaceRecDetectClass *klass) {
  GST_DEBUG_CATEGORY_INIT(face_rec_detect_debug, "facerecdetect", 0, "finds faces with OpenCV");
  register_detect_mark();
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->finalize = finalize;
  install_properties(object_class);
  GstElementClass *element_class = GST_ELEMENT_CLASS(klass);
  element_class->change_state = change_state;
  install_pads(element_class);
  gst_element_class_set_static_metadata(element_class, "Face detector", "Filter/Analyzer/Video",
                                        "Finds faces with OpenCV (Haar cascade or YuNet) and writes them as metadata",
                                        "The gst-facerecazure authors");
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS(klass);
  trans_class->set_caps = set_caps;
  trans_class->sink_event = sink_event;
  trans_class->transform_ip = transform_ip;
}
