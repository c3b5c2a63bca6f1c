// The property `stats` of facerecazure.
#pragma once

#include "facerec/lookup/azure_lookup.h"
#include "facerec/session/face_session.h"

#include <gst/gst.h>

namespace facerec::gst {

// "stats" with counts as uint64, times as uint64 microseconds, and the structures `states`, `reasons`, `answers`,
// `dropped-crops` and `transactions` in it. What the queue and the calls say is of all elements that share the account
// and the group; everything else is of this element alone. Transfer full.
GstStructure *stats_structure(const SessionStats &session, const AzureLookup &lookup);

} // namespace facerec::gst
