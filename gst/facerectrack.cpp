/**
 * SECTION:element-facerectrack
 * @title: facerectrack
 *
 * Follows the faces that a detector upstream wrote as #GstVideoRegionOfInterestMeta: gives each a 64-bit id that stays
 * with it, as a param `object_id` with a field `id` (as DL Streamer's gvatrack does). Ids start at 1 and are never used
 * twice. Regions with other labels are left alone; ids that somebody else gave the faces are replaced.
 *
 * A detection belongs to the face whose expected place it overlaps most. Where the detector skipped the frame (see the
 * `interval` of facerecdetect), and for #GstFaceRecTrack:fill-missed where it searched in vain, a face is added at its
 * expected place with the confidence of its last detection and a field `predicted` in the param `detection`. A face
 * that is found again within #GstFaceRecTrack:max-missed keeps its id.
 *
 * After a cut a different person may be in the same place. Where the frames are readable (raw video in system memory),
 * the element compares each face's surroundings and the whole frame with the frame before, and gives new ids where they
 * change at once; see #GstFaceRecTrack:cut-threshold.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 v4l2src ! videoconvert ! facerecdetect interval=3 ! facerectrack ! facerecjson ! fdsink
 * ]|
 */
#include "gst/elements.h"
#include "gst/object_lock.h"
#include "gst/track_stream.h"

#include <gst/base/gstbasetransform.h>

GST_DEBUG_CATEGORY_STATIC(face_rec_track_debug);
#define GST_CAT_DEFAULT face_rec_track_debug

namespace {

using namespace facerec;
using namespace facerec::gst;

struct TrackState {
  TrackSettings settings;              // object lock
  bool changed = false;                // settings, since the stream read them; object lock
  TrackStream stream{TrackSettings{}}; // streaming thread
};

enum Property { PropFaceLabels = 1, PropMinIou, PropMaxMissed, PropFillMissed, PropMinHits, PropCutThreshold };

} // namespace

#define GST_TYPE_FACE_REC_TRACK (gst_face_rec_track_get_type())
G_DECLARE_FINAL_TYPE(GstFaceRecTrack, gst_face_rec_track, GST, FACE_REC_TRACK, GstBaseTransform)

struct _GstFaceRecTrack {
  GstBaseTransform parent;
  TrackState *state; // owned; made in init, deleted in finalize
};

G_DEFINE_TYPE(GstFaceRecTrack, gst_face_rec_track, GST_TYPE_BASE_TRANSFORM)
GST_ELEMENT_REGISTER_DEFINE(facerectrack, "facerectrack", GST_RANK_NONE, GST_TYPE_FACE_REC_TRACK)

namespace {

void set_property(GObject *object, guint id, const GValue *value, GParamSpec *spec) {
  TrackState &state = *GST_FACE_REC_TRACK(object)->state;
  ObjectLock lock(object);
  BoxTrackerOptions &tracker = state.settings.tracker;
  state.changed = true;
  switch (id) {
  case PropFaceLabels:
    state.settings.face_labels = g_value_get_string(value) ? g_value_get_string(value) : "";
    break;
  case PropMinIou:
    tracker.min_iou = g_value_get_double(value);
    break;
  case PropMaxMissed:
    tracker.max_missed = std::chrono::milliseconds(g_value_get_uint(value));
    break;
  case PropFillMissed:
    tracker.fill_missed = std::chrono::milliseconds(g_value_get_uint(value));
    break;
  case PropMinHits:
    tracker.min_hits = g_value_get_int(value);
    break;
  case PropCutThreshold:
    tracker.cut_threshold = g_value_get_double(value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

guint milliseconds_of(StreamTime time) {
  return static_cast<guint>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

void get_property(GObject *object, guint id, GValue *value, GParamSpec *spec) {
  const TrackState &state = *GST_FACE_REC_TRACK(object)->state;
  ObjectLock lock(object);
  const BoxTrackerOptions &tracker = state.settings.tracker;
  switch (id) {
  case PropFaceLabels:
    g_value_set_string(value, state.settings.face_labels.c_str());
    break;
  case PropMinIou:
    g_value_set_double(value, tracker.min_iou);
    break;
  case PropMaxMissed:
    g_value_set_uint(value, milliseconds_of(tracker.max_missed));
    break;
  case PropFillMissed:
    g_value_set_uint(value, milliseconds_of(tracker.fill_missed));
    break;
  case PropMinHits:
    g_value_set_int(value, tracker.min_hits);
    break;
  case PropCutThreshold:
    g_value_set_double(value, tracker.cut_threshold);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

void apply_changes(GstFaceRecTrack *self) {
  TrackState &state = *self->state;
  ObjectLock lock(self);
  if (state.changed)
    state.stream.configure(state.settings);
  state.changed = false;
}

gboolean start(GstBaseTransform *trans) {
  GST_FACE_REC_TRACK(trans)->state->stream.restart();
  return TRUE;
}

gboolean set_caps(GstBaseTransform *trans, GstCaps *in, GstCaps *) {
  GST_FACE_REC_TRACK(trans)->state->stream.set_frame(in);
  return TRUE;
}

gboolean sink_event(GstBaseTransform *trans, GstEvent *event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP)
    GST_FACE_REC_TRACK(trans)->state->stream.restart();
  return GST_BASE_TRANSFORM_CLASS(gst_face_rec_track_parent_class)->sink_event(trans, event);
}

GstFlowReturn transform_ip(GstBaseTransform *trans, GstBuffer *buffer) {
  GstFaceRecTrack *self = GST_FACE_REC_TRACK(trans);
  apply_changes(self);
  self->state->stream.process(buffer,
                              gst_segment_to_running_time(&trans->segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer)));
  return GST_FLOW_OK;
}

void finalize(GObject *object) {
  delete GST_FACE_REC_TRACK(object)->state;
  G_OBJECT_CLASS(gst_face_rec_track_parent_class)->finalize(object);
}

void install_properties(GObjectClass *klass) {
  const auto playing = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING);
  const BoxTrackerOptions defaults;
  g_object_class_install_property(
      klass, PropFaceLabels,
      g_param_spec_string("face-labels", "face labels",
                          "Labels of the objects to follow, comma separated, case-insensitive; empty: all", "face",
                          playing));
  g_object_class_install_property(
      klass, PropMinIou,
      g_param_spec_double("min-iou", "min IoU",
                          "Least overlap (intersection over union) of a detection with a face's expected place", 0, 1,
                          defaults.min_iou, playing));
  g_object_class_install_property(klass, PropMaxMissed,
                                  g_param_spec_uint("max-missed", "max missed",
                                                    "How long a face may be missing and keep its id, in ms", 0, 600000,
                                                    milliseconds_of(defaults.max_missed), playing));
  g_object_class_install_property(
      klass, PropFillMissed,
      g_param_spec_uint("fill-missed", "fill missed",
                        "How long a face that was searched for in vain still gets a box, in ms", 0, 600000,
                        milliseconds_of(defaults.fill_missed), playing));
  g_object_class_install_property(
      klass, PropMinHits,
      g_param_spec_int("min-hits", "min hits",
                       "Detections before a face gets an id; more than 1 keeps a detector's slips from becoming faces",
                       1, 100, defaults.min_hits, playing));
  g_object_class_install_property(
      klass, PropCutThreshold,
      g_param_spec_double("cut-threshold", "cut threshold",
                          "How much the picture must change from one frame to the next to be a cut, which ends all ids "
                          "it touches; 0: cuts are not looked for",
                          0, 1, defaults.cut_threshold, playing));
}

void install_pads(GstElementClass *klass) {
  GstCaps *caps = gst_caps_from_string("video/x-raw(ANY)");
  gst_element_class_add_pad_template(klass, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_element_class_add_pad_template(klass, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  gst_caps_unref(caps);
}

} // namespace

static void gst_face_rec_track_init(GstFaceRecTrack *self) {
  self->state = new TrackState;
  gst_base_transform_set_in_place(GST_BASE_TRANSFORM(self), TRUE);
  gst_base_transform_set_passthrough(GST_BASE_TRANSFORM(self), FALSE); // a passthrough buffer may not take metadata
}

static void gst_face_rec_track_class_init(GstFaceRecTrackClass *klass) {
  GST_DEBUG_CATEGORY_INIT(face_rec_track_debug, "facerectrack", 0, "follows faces");
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->finalize = finalize;
  install_properties(object_class);
  GstElementClass *element_class = GST_ELEMENT_CLASS(klass);
  install_pads(element_class);
  gst_element_class_set_static_metadata(element_class, "Face tracker", "Filter/Analyzer/Video",
                                        "Gives the faces that a detector found ids that last",
                                        "The gst-facerecazure authors");
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS(klass);
  trans_class->start = start;
  trans_class->set_caps = set_caps;
  trans_class->sink_event = sink_event;
  trans_class->transform_ip = transform_ip;
}
