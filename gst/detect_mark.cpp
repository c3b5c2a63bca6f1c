#include "gst/detect_mark.h"

namespace facerec::gst {

// Without tags, so that scaling and conversion keep it.
void register_detect_mark() {
  static const gchar *tags[] = {nullptr};
  if (!gst_meta_get_info(detect_mark_name))
    gst_meta_register_custom(detect_mark_name, tags, nullptr, nullptr, nullptr);
}

void mark_searched(GstBuffer *buffer, bool searched) {
  GstCustomMeta *meta = gst_buffer_get_custom_meta(buffer, detect_mark_name);
  const bool known = meta && was_searched(buffer);
  if (!meta)
    meta = gst_buffer_add_custom_meta(buffer, detect_mark_name);
  gst_structure_set(gst_custom_meta_get_structure(meta), "searched", G_TYPE_BOOLEAN, searched || known, nullptr);
}

bool was_searched(GstBuffer *buffer) {
  GstCustomMeta *meta = gst_buffer_get_custom_meta(buffer, detect_mark_name);
  gboolean searched = TRUE;
  if (meta)
    gst_structure_get_boolean(gst_custom_meta_get_structure(meta), "searched", &searched);
  return searched;
}

} // namespace facerec::gst
