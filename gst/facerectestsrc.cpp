/**
 * SECTION:element-facerectestsrc
 * @title: facerectestsrc
 *
 * Like videotestsrc, with procedural people: #GstFaceRecTestSrc:num-faces of them move about before a plain wall, turn
 * their heads and blink. OpenCV's frontal face cascade finds them, a recognizer can tell them apart, and they are
 * pictures of nobody. The same properties give the same frames.
 *
 * With #GstFaceRecTestSrc:attach-meta each face has a #GstVideoRegionOfInterestMeta with a track id from 1 on, as if a
 * detector and a tracker that never err were behind the source.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 facerectestsrc num-faces=6 is-live=true ! videoconvert ! autovideosink
 * ]|
 */
#include "gst/detect_mark.h"
#include "gst/elements.h"
#include "gst/object_lock.h"
#include "gst/test_frames.h"
#include "gst/video_frame.h"

#include <gst/base/gstpushsrc.h>

#include <algorithm>
#include <memory>

GST_DEBUG_CATEGORY_STATIC(face_rec_test_src_debug);
#define GST_CAT_DEFAULT face_rec_test_src_debug

namespace {

using namespace facerec;
using namespace facerec::gst;

struct TestSrcState {
  SceneOptions scene;                 // object lock; without width and height
  bool attach_meta = false;           // object lock
  std::unique_ptr<TestFrames> frames; // streaming thread: made when the caps are known
  guint64 next_frame = 0;             // streaming thread
  GstVideoInfo info{};                // object lock; what is being made
};

enum Property { PropNumFaces = 1, PropSeed, PropFirstPerson, PropFaceSize, PropSpeed, PropIsLive, PropAttachMeta };

} // namespace

#define GST_TYPE_FACE_REC_TEST_SRC (gst_face_rec_test_src_get_type())
G_DECLARE_FINAL_TYPE(GstFaceRecTestSrc, gst_face_rec_test_src, GST, FACE_REC_TEST_SRC, GstPushSrc)

struct _GstFaceRecTestSrc {
  GstPushSrc parent;
  TestSrcState *state; // owned; made in init, deleted in finalize
};

G_DEFINE_TYPE(GstFaceRecTestSrc, gst_face_rec_test_src, GST_TYPE_PUSH_SRC)
GST_ELEMENT_REGISTER_DEFINE(facerectestsrc, "facerectestsrc", GST_RANK_NONE, GST_TYPE_FACE_REC_TEST_SRC)

namespace {

void set_property(GObject *object, guint id, const GValue *value, GParamSpec *spec) {
  if (id == PropIsLive) {
    gst_base_src_set_live(GST_BASE_SRC(object), g_value_get_boolean(value));
    return;
  }
  TestSrcState &state = *GST_FACE_REC_TEST_SRC(object)->state;
  ObjectLock lock(object);
  switch (id) {
  case PropNumFaces:
    state.scene.num_faces = g_value_get_int(value);
    break;
  case PropSeed:
    state.scene.seed = g_value_get_uint64(value);
    break;
  case PropFirstPerson:
    state.scene.first_person = g_value_get_uint64(value);
    break;
  case PropFaceSize:
    state.scene.face_size = g_value_get_double(value);
    break;
  case PropSpeed:
    state.scene.speed = g_value_get_double(value);
    break;
  case PropAttachMeta:
    state.attach_meta = g_value_get_boolean(value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

void get_property(GObject *object, guint id, GValue *value, GParamSpec *spec) {
  if (id == PropIsLive) {
    g_value_set_boolean(value, gst_base_src_is_live(GST_BASE_SRC(object)));
    return;
  }
  const TestSrcState &state = *GST_FACE_REC_TEST_SRC(object)->state;
  ObjectLock lock(object);
  switch (id) {
  case PropNumFaces:
    g_value_set_int(value, state.scene.num_faces);
    break;
  case PropSeed:
    g_value_set_uint64(value, state.scene.seed);
    break;
  case PropFirstPerson:
    g_value_set_uint64(value, state.scene.first_person);
    break;
  case PropFaceSize:
    g_value_set_double(value, state.scene.face_size);
    break;
  case PropSpeed:
    g_value_set_double(value, state.scene.speed);
    break;
  case PropAttachMeta:
    g_value_set_boolean(value, state.attach_meta);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

GstCaps *fixate(GstBaseSrc *src, GstCaps *caps) {
  caps = gst_caps_make_writable(gst_caps_truncate(caps));
  GstStructure *structure = gst_caps_get_structure(caps, 0);
  gst_structure_fixate_field_nearest_int(structure, "width", 1280);
  gst_structure_fixate_field_nearest_int(structure, "height", 720);
  gst_structure_fixate_field_nearest_fraction(structure, "framerate", 30, 1);
  if (gst_structure_has_field(structure, "pixel-aspect-ratio"))
    gst_structure_fixate_field_nearest_fraction(structure, "pixel-aspect-ratio", 1, 1);
  return GST_BASE_SRC_CLASS(gst_face_rec_test_src_parent_class)->fixate(src, caps);
}

gboolean set_caps(GstBaseSrc *src, GstCaps *caps) {
  TestSrcState &state = *GST_FACE_REC_TEST_SRC(src)->state;
  GstVideoInfo info;
  if (!gst_video_info_from_caps(&info, caps))
    return FALSE;
  SceneOptions scene;
  {
    ObjectLock lock(src);
    scene = state.scene;
    state.info = info;
  }
  state.frames = std::make_unique<TestFrames>(scene, info);
  gst_base_src_set_blocksize(src, static_cast<guint>(GST_VIDEO_INFO_SIZE(&info)));
  return TRUE;
}

// The base class makes the buffers; this says how large they are.
gboolean decide_allocation(GstBaseSrc *src, GstQuery *query) {
  GstCaps *caps = nullptr;
  gst_query_parse_allocation(query, &caps, nullptr);
  GstVideoInfo info;
  if (!caps || !gst_video_info_from_caps(&info, caps))
    return FALSE;
  const bool pooled = gst_query_get_n_allocation_pools(query) > 0;
  GstBufferPool *pool = nullptr;
  guint size = static_cast<guint>(GST_VIDEO_INFO_SIZE(&info)), least = 0, most = 0;
  if (pooled) {
    guint wanted = 0;
    gst_query_parse_nth_allocation_pool(query, 0, &pool, &wanted, &least, &most);
    size = std::max(size, wanted);
  }
  if (!pool)
    pool = gst_video_buffer_pool_new();
  GstStructure *config = gst_buffer_pool_get_config(pool);
  gst_buffer_pool_config_set_params(config, caps, size, least, most);
  if (gst_query_find_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr))
    gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META);
  gst_buffer_pool_set_config(pool, config);
  if (pooled)
    gst_query_set_nth_allocation_pool(query, 0, pool, size, least, most);
  else
    gst_query_add_allocation_pool(query, pool, size, least, most);
  gst_object_unref(pool);
  return GST_BASE_SRC_CLASS(gst_face_rec_test_src_parent_class)->decide_allocation(src, query);
}

gboolean start(GstBaseSrc *src) {
  GST_FACE_REC_TEST_SRC(src)->state->next_frame = 0;
  return TRUE;
}

gboolean stop(GstBaseSrc *src) {
  GST_FACE_REC_TEST_SRC(src)->state->frames.reset();
  return TRUE;
}

bool has_rate(const GstVideoInfo &info) { return GST_VIDEO_INFO_FPS_N(&info) > 0; }

// How long so many frames last.
GstClockTime length_of(const GstVideoInfo &info, guint64 frames) {
  return gst_util_uint64_scale(frames, GST_SECOND * static_cast<guint64>(GST_VIDEO_INFO_FPS_D(&info)),
                               static_cast<guint64>(GST_VIDEO_INFO_FPS_N(&info)));
}

GstVideoInfo info_of(GstBaseSrc *src) {
  ObjectLock lock(src);
  return GST_FACE_REC_TEST_SRC(src)->state->info;
}

gboolean is_seekable(GstBaseSrc *src) { return !gst_base_src_is_live(src); }

// The scene is a function of the frame's number, so a seek is arithmetic. Backwards it does not play.
gboolean do_seek(GstBaseSrc *src, GstSegment *segment) {
  TestSrcState &state = *GST_FACE_REC_TEST_SRC(src)->state;
  if (segment->format != GST_FORMAT_TIME || segment->rate < 0)
    return FALSE;
  const GstVideoInfo info = info_of(src);
  segment->time = segment->start;
  state.next_frame = 0;
  if (has_rate(info) && GST_CLOCK_TIME_IS_VALID(segment->position))
    state.next_frame = gst_util_uint64_scale(segment->position, static_cast<guint64>(GST_VIDEO_INFO_FPS_N(&info)),
                                             GST_SECOND * static_cast<guint64>(GST_VIDEO_INFO_FPS_D(&info)));
  return TRUE;
}

// A live frame is there when its time is over; it may wait for as long as anybody likes.
bool answer_latency(GstBaseSrc *src, const GstVideoInfo &info, GstQuery *query) {
  if (!has_rate(info))
    return false;
  gst_query_set_latency(query, gst_base_src_is_live(src), length_of(info, 1), GST_CLOCK_TIME_NONE);
  return true;
}

bool answer_duration(GstBaseSrc *src, const GstVideoInfo &info, GstQuery *query) {
  GstFormat format = GST_FORMAT_UNDEFINED;
  gst_query_parse_duration(query, &format, nullptr);
  gint frames = -1;
  g_object_get(src, "num-buffers", &frames, nullptr);
  if (format != GST_FORMAT_TIME || frames < 0 || !has_rate(info))
    return false;
  gst_query_set_duration(query, format, static_cast<gint64>(length_of(info, static_cast<guint64>(frames))));
  return true;
}

gboolean answer(GstBaseSrc *src, GstQuery *query) {
  const GstVideoInfo info = info_of(src);
  if (GST_QUERY_TYPE(query) == GST_QUERY_LATENCY && answer_latency(src, info, query))
    return TRUE;
  if (GST_QUERY_TYPE(query) == GST_QUERY_DURATION && answer_duration(src, info, query))
    return TRUE;
  return GST_BASE_SRC_CLASS(gst_face_rec_test_src_parent_class)->query(src, query);
}

// A live source's frames come at their time.
void get_times(GstBaseSrc *src, GstBuffer *buffer, GstClockTime *from, GstClockTime *to) {
  *from = *to = GST_CLOCK_TIME_NONE;
  if (!gst_base_src_is_live(src) || !GST_BUFFER_PTS_IS_VALID(buffer))
    return;
  *from = GST_BUFFER_PTS(buffer);
  if (GST_BUFFER_DURATION_IS_VALID(buffer))
    *to = *from + GST_BUFFER_DURATION(buffer);
}

GstFlowReturn fill(GstPushSrc *src, GstBuffer *buffer) {
  TestSrcState &state = *GST_FACE_REC_TEST_SRC(src)->state;
  if (!state.frames)
    return GST_FLOW_NOT_NEGOTIATED;
  if (state.frames->over(state.next_frame))
    return GST_FLOW_EOS;
  bool attach_meta = false;
  {
    ObjectLock lock(src);
    attach_meta = state.attach_meta;
  }
  if (state.frames->fill(buffer, state.next_frame++, attach_meta))
    return GST_FLOW_OK;
  GST_ELEMENT_ERROR(src, RESOURCE, WRITE, ("A frame cannot be mapped."),
                    ("%" GST_PTR_FORMAT, static_cast<void *>(buffer)));
  return GST_FLOW_ERROR;
}

void finalize(GObject *object) {
  delete GST_FACE_REC_TEST_SRC(object)->state;
  G_OBJECT_CLASS(gst_face_rec_test_src_parent_class)->finalize(object);
}

GParamFlags flags(int changeable) {
  return static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | changeable);
}

void install_properties(GObjectClass *klass) {
  const GParamFlags ready = flags(GST_PARAM_MUTABLE_READY), playing = flags(GST_PARAM_MUTABLE_PLAYING);
  const SceneOptions defaults;
  g_object_class_install_property(
      klass, PropNumFaces,
      g_param_spec_int("num-faces", "num faces", "How many people", 1, 64, defaults.num_faces, ready));
  g_object_class_install_property(
      klass, PropSeed, g_param_spec_uint64("seed", "seed", "Seed of how they move", 0, G_MAXUINT64, 0, ready));
  g_object_class_install_property(klass, PropFirstPerson,
                                  g_param_spec_uint64("first-person", "first person",
                                                      "The first of the people; the others follow it by number", 0,
                                                      G_MAXUINT64, 0, ready));
  g_object_class_install_property(
      klass, PropFaceSize,
      g_param_spec_double(
          "face-size", "face size",
          "Size of a person's picture as a share of the room that each has; the face is two thirds of it", 0.1, 1,
          defaults.face_size, ready));
  g_object_class_install_property(
      klass, PropSpeed,
      g_param_spec_double("speed", "speed", "How fast they move; 0: not at all", 0, 10, defaults.speed, ready));
  g_object_class_install_property(
      klass, PropIsLive,
      g_param_spec_boolean("is-live", "is live", "Whether frames come at their time, as from a camera", FALSE, ready));
  g_object_class_install_property(klass, PropAttachMeta,
                                  g_param_spec_boolean("attach-meta", "attach meta",
                                                       "Whether frames carry the faces and their ids as metadata",
                                                       FALSE, playing));
}

void install_pads(GstElementClass *klass) {
  GstCaps *caps = gst_caps_from_string("video/x-raw, format = (string) " FACEREC_TEST_FORMATS
                                       ", width = (int) [ 1, 16384 ], height = (int) [ 1, 16384 ], "
                                       "framerate = " GST_VIDEO_FPS_RANGE);
  gst_element_class_add_pad_template(klass, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  gst_caps_unref(caps);
}

} // namespace

static void gst_face_rec_test_src_init(GstFaceRecTestSrc *self) {
  self->state = new TestSrcState;
  gst_base_src_set_format(GST_BASE_SRC(self), GST_FORMAT_TIME);
}

static void gst_face_rec_test_src_class_init(GstFaceRecTestSrcClass *klass) {
  GST_DEBUG_CATEGORY_INIT(face_rec_test_src_debug, "facerectestsrc", 0, "procedural people");
  register_detect_mark();
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->finalize = finalize;
  install_properties(object_class);
  GstElementClass *element_class = GST_ELEMENT_CLASS(klass);
  install_pads(element_class);
  gst_element_class_set_static_metadata(element_class, "Face test source", "Source/Video",
                                        "Makes a video of procedural people who move about",
                                        "The gst-facerecazure authors");
  GstBaseSrcClass *src_class = GST_BASE_SRC_CLASS(klass);
  src_class->fixate = fixate;
  src_class->set_caps = set_caps;
  src_class->decide_allocation = decide_allocation;
  src_class->start = start;
  src_class->stop = stop;
  src_class->get_times = get_times;
  src_class->is_seekable = is_seekable;
  src_class->do_seek = do_seek;
  src_class->query = answer;
  GST_PUSH_SRC_CLASS(klass)->fill = fill;
}
