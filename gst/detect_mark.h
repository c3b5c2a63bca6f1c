// Whether anybody looked for faces on a buffer: the GstCustomMeta "FaceRecDetectMeta", field searched=(boolean).
//
// A buffer without faces means two things: the detector found nobody, or it skipped the frame (interval). A tracker has
// to know: in the first case a face is missing, in the second it is where it was going.
#pragma once

#include <gst/gst.h>

namespace facerec::gst {

inline constexpr const char *detect_mark_name = "FaceRecDetectMeta";

// Once per process, before the others; may be called again.
void register_detect_mark();

// The buffer must be writable. Of several detectors one that searched is enough.
void mark_searched(GstBuffer *buffer, bool searched);

// True where there is no mark: other detectors search every frame that they let through.
bool was_searched(GstBuffer *buffer);

} // namespace facerec::gst
