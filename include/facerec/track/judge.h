// What one answer of the service says about a face: a match, or why it is none.
#pragma once

#include "facerec/track/face_track.h"
#include "facerec/track/verdict.h"

#include <vector>

namespace facerec {

// Candidates, best first: None is a match. A tie is nobody, and so is a best candidate that is not min_margin ahead of
// the second; one that is not listed counts as 0.
Reason judge(const std::vector<Candidate> &candidates, const TrackPolicy &policy);

// The same for every outcome.
Reason judge(const Verdict &verdict, const TrackPolicy &policy);

} // namespace facerec
