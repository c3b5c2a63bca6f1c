// What we say of one frame: every face with its state, every region with its counts, and what has just happened.
#pragma once

#include "facerec/region/geometry.h"
#include "facerec/region/regions.h"
#include "facerec/track/face_track.h"
#include "facerec/track/identity.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace facerec {

struct FaceReport {
  Rect box;
  std::optional<std::uint64_t> track_id;
  TrackState state = TrackState::Waiting;
  Reason reason = Reason::None;
  IdentityPtr identity;   // set exactly when state is Recognized
  double confidence = 0;  // of the recognition, 0..1; only when Recognized
  RegionMask regions = 0; // the regions that hold the face's anchor
  bool inherited = false; // the name came from a lost track, and no lookup has verified it yet
};

// One region's share of the frame. Faces are indices into FrameReport::faces.
struct RegionReport {
  std::vector<std::size_t> recognized;
  std::vector<std::size_t> unrecognized; // faces in state Unrecognized; pending ones are in neither list
  // Faces that this frame is the first to report in this region in this state.
  int recognized_delta = 0;
  int unrecognized_delta = 0;
};

struct FaceEvent {
  enum class Kind : std::uint8_t {
    Recognized,   // has got a name
    Unrecognized, // is given up; it may have had a name
    Withdrawn,    // had a name and is looked up anew
    Lost,         // is forgotten
  };
  Kind kind = Kind::Recognized;
  FaceReport face; // Lost: as last seen
};
std::string_view to_string(FaceEvent::Kind kind); // "recognized", "unrecognized", "withdrawn", "lost"

struct FrameReport {
  std::vector<FaceReport> faces;     // in the order they were given to the session
  std::vector<RegionReport> regions; // as many as Regions::size()
  std::vector<FaceEvent> events;
};

} // namespace facerec
