// From the faces of a frame to what each region has to say about them.
#pragma once

#include "facerec/report/frame_report.h"

#include <cstddef>

namespace facerec {

// Which regions have already reported a face in a state; belongs to the face's track.
struct Reported {
  RegionMask &recognized;
  RegionMask &unrecognized;
};

// Starts a report over `region_count` regions, keeping the memory of the last one.
void begin_report(FrameReport &report, std::size_t region_count);

// Adds a face: counts it in each of its regions if it is Recognized or Unrecognized, and in the region's delta where
// `reported` does not have it yet (and then notes it there). Faces without a track are never counted: reported is null.
void add_face(FrameReport &report, FaceReport face, Reported *reported);

} // namespace facerec
