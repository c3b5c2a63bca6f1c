// The elements of the plugin, one GST_ELEMENT_REGISTER_DEFINE each in the file of the same name.
#pragma once

#include <gst/gst.h>

GST_ELEMENT_REGISTER_DECLARE(facerecazure)
GST_ELEMENT_REGISTER_DECLARE(facerecdetect)
GST_ELEMENT_REGISTER_DECLARE(facerecjson)
GST_ELEMENT_REGISTER_DECLARE(facerectestsrc)
GST_ELEMENT_REGISTER_DECLARE(facerectrack)
