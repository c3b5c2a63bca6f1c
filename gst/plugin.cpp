// The plugin's entry: registers its elements.
#include "gst/elements.h"

#include <algorithm>
#include <initializer_list>

#define PACKAGE FACEREC_PACKAGE

namespace {

using RegisterElement = gboolean (*)(GstPlugin *);

gboolean plugin_init(GstPlugin *plugin) {
  const std::initializer_list<RegisterElement> elements = {
      gst_element_register_facerecazure, gst_element_register_facerecdetect, gst_element_register_facerectrack,
      gst_element_register_facerecjson, gst_element_register_facerectestsrc};
  return std::all_of(elements.begin(), elements.end(), [plugin](RegisterElement add) { return add(plugin); });
}

} // namespace

GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, facerecazure, "Finds, tracks and names faces in live video",
                  plugin_init, FACEREC_VERSION, "LGPL", FACEREC_PACKAGE, "unknown package origin")
