/**
 * SECTION:element-facerecjson
 * @title: facerecjson
 *
 * Writes what the metadata of each frame says, as one line of JSON (`application/x-json`) for any sink: the objects
 * (#GstVideoRegionOfInterestMeta) with their track ids and, where facerecazure named them, their names, and under
 * `nodes` what each facerecazure upstream reports (`FaceRecAzureMeta`).
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 facerectestsrc num-buffers=3 attach-meta=true ! facerecjson ! fdsink
 * ]|
 * Prints three lines like
 * |[
 * {"pts":0,"width":1280,"height":720,"objects":[{"id":1,"label":"face","class_id":0,"probability":1.0,…}],"nodes":{}}
 * ]|
 */
#include "gst/elements.h"
#include "gst/frame_document.h"
#include "gst/object_lock.h"

#include <gst/base/gstbasetransform.h>

GST_DEBUG_CATEGORY_STATIC(face_rec_json_debug);
#define GST_CAT_DEFAULT face_rec_json_debug

namespace {

using namespace facerec;
using namespace facerec::gst;

enum Property { PropMetadataIds = 1 };

} // namespace

#define GST_TYPE_FACE_REC_JSON (gst_face_rec_json_get_type())
G_DECLARE_FINAL_TYPE(GstFaceRecJson, gst_face_rec_json, GST, FACE_REC_JSON, GstBaseTransform)

struct _GstFaceRecJson {
  GstBaseTransform parent;
  GstVideoInfo info; // streaming thread
  gint ids;          // an IdFormat; object lock
};

G_DEFINE_TYPE(GstFaceRecJson, gst_face_rec_json, GST_TYPE_BASE_TRANSFORM)
GST_ELEMENT_REGISTER_DEFINE(facerecjson, "facerecjson", GST_RANK_NONE, GST_TYPE_FACE_REC_JSON)

namespace {

constexpr const char *json_caps = "application/x-json";
constexpr const char *video_caps = "video/x-raw(ANY)";

GType id_format_type() {
  static const GEnumValue values[] = {{static_cast<gint>(IdFormat::Number), "Integers of 64 bits", "number"},
                                      {static_cast<gint>(IdFormat::String), "Strings, for JavaScript", "string"},
                                      {0, nullptr, nullptr}};
  static const GType type = g_enum_register_static("GstFaceRecJsonIds", values);
  return type;
}

void set_property(GObject *object, guint id, const GValue *value, GParamSpec *spec) {
  ObjectLock lock(object);
  if (id == PropMetadataIds)
    GST_FACE_REC_JSON(object)->ids = g_value_get_enum(value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
}

void get_property(GObject *object, guint id, GValue *value, GParamSpec *spec) {
  ObjectLock lock(object);
  if (id == PropMetadataIds)
    g_value_set_enum(value, GST_FACE_REC_JSON(object)->ids);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
}

GstCaps *transform_caps(GstBaseTransform *, GstPadDirection direction, GstCaps *, GstCaps *filter) {
  GstCaps *caps = gst_caps_from_string(direction == GST_PAD_SINK ? json_caps : video_caps);
  if (!filter)
    return caps;
  GstCaps *both = gst_caps_intersect_full(filter, caps, GST_CAPS_INTERSECT_FIRST);
  gst_caps_unref(caps);
  return both;
}

gboolean set_caps(GstBaseTransform *trans, GstCaps *in, GstCaps *) {
  return gst_video_info_from_caps(&GST_FACE_REC_JSON(trans)->info, in);
}

// The line is as long as it is: the output is made here, and nothing is left to transform.
GstFlowReturn prepare_output_buffer(GstBaseTransform *trans, GstBuffer *in, GstBuffer **out) {
  GstFaceRecJson *self = GST_FACE_REC_JSON(trans);
  gint ids = 0;
  {
    ObjectLock lock(self);
    ids = self->ids;
  }
  const std::string line = frame_json(read_document(in, self->info), static_cast<IdFormat>(ids)) + "\n";
  *out = gst_buffer_new_memdup(line.data(), line.size());
  gst_buffer_copy_into(*out, in, GST_BUFFER_COPY_TIMESTAMPS, 0, static_cast<gsize>(-1));
  return GST_FLOW_OK;
}

GstFlowReturn transform(GstBaseTransform *, GstBuffer *, GstBuffer *) { return GST_FLOW_OK; }

void install_pads(GstElementClass *klass) {
  GstCaps *sink = gst_caps_from_string(video_caps);
  GstCaps *src = gst_caps_from_string(json_caps);
  gst_element_class_add_pad_template(klass, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, sink));
  gst_element_class_add_pad_template(klass, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, src));
  gst_caps_unref(sink);
  gst_caps_unref(src);
}

} // namespace

static void gst_face_rec_json_init(GstFaceRecJson *self) { gst_video_info_init(&self->info); }

static void gst_face_rec_json_class_init(GstFaceRecJsonClass *klass) {
  GST_DEBUG_CATEGORY_INIT(face_rec_json_debug, "facerecjson", 0, "writes metadata as JSON");
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = set_property;
  object_class->get_property = get_property;
  g_object_class_install_property(
      object_class, PropMetadataIds,
      g_param_spec_enum(
          "metadata-ids", "metadata ids", "How track ids are written", id_format_type(),
          static_cast<gint>(IdFormat::Number),
          static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING)));
  GstElementClass *element_class = GST_ELEMENT_CLASS(klass);
  install_pads(element_class);
  gst_element_class_set_static_metadata(element_class, "Face metadata writer", "Converter/Metadata",
                                        "Writes the objects and names of each frame as a line of JSON",
                                        "The gst-facerecazure authors");
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS(klass);
  trans_class->transform_caps = transform_caps;
  trans_class->set_caps = set_caps;
  trans_class->prepare_output_buffer = prepare_output_buffer;
  trans_class->transform = transform;
  trans_class->passthrough_on_same_caps = FALSE;
}
