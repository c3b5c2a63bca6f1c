// A picture full of marked faces, and an account that knows them.
#pragma once

#include "facerec/frame/frame_view.h"
#include "facerec/lookup/azure_lookup.h"
#include "facerec/track/tracked_face.h"
#include "tests/support/fake_azure.h"

#include <opencv2/core.hpp>

#include <vector>

namespace facerec::bench {

// 1920x1080, grey, with at most 100 faces of 80x80 on a grid. Face i has the track id and the mark first + i, and the
// place that belongs to that number: another face in the same place would inherit the name of the one before.
struct Scene {
  cv::Mat luma;
  std::vector<TrackedFace> faces;

  Scene(int first, int count);
  FrameView view() const;
};

// Options for this account with the defaults of the element.
AzureLookupOptions options_for(const test::FakeAzure &azure);

} // namespace facerec::bench
