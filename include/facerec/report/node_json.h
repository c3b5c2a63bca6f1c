// The node's entry in a frame's metadata: {"type": "face_rec_azure", "rois": {…}}.
#pragma once

#include "facerec/region/regions.h"
#include "facerec/report/frame_report.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace facerec {

// Each region's recognized faces (id, person_id, confidence, user_data, label), ids of unrecognized ones, counts and
// deltas. Ids are 64-bit integers. Always valid UTF-8.
std::string node_json(const FrameReport &report, const Regions &regions);

// Keeps the text while the report says the same, which is nearly every frame: a comparison instead of a document.
// One per stream, one thread at a time.
class NodeJson {
public:
  // The text for this report. Shared, so that buffers may hold on to it.
  std::shared_ptr<const std::string> update(const FrameReport &report, const Regions &regions);
  // Forgets the text, as when the regions have changed.
  void reset() { text_.reset(); }

private:
  std::shared_ptr<const std::string> text_;
  std::vector<std::uint64_t> essence_, scratch_; // what text_ was made of; boxes are not in it
};

} // namespace facerec
