// From a buffer's metadata to the document of its frame: what the element facerecjson does.
#pragma once

#include "facerec/report/frame_json.h"

#include <gst/video/video.h>

namespace facerec::gst {

// All ROIs with their params `object_id`, `detection` and `facerecazure`, and every GstCustomMeta "FaceRecAzureMeta".
FrameDocument read_document(GstBuffer *buffer, const GstVideoInfo &info);

} // namespace facerec::gst
