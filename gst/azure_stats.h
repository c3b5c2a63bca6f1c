// The property `stats` of facerecazure.
#pragma once

#include "facerec/lookup/azure_lookup.h"
#include "facerec/session/face_session.h"

#include <gst/gst.h>

namespace facerec::gst {

// "stats" with counts as uint64, times as uint64 microseconds, and the structures `states`, `reasons`, `answers` and
// `transactions` in it. Transfer full.
GstStructure *stats_structure(const SessionStats &session, const AzureLookup &lookup);

} // namespace facerec::gst
