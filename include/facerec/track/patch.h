// What a place in the picture looks like, in a few numbers: tells a moving face from a cut to another picture.
#pragma once

#include "facerec/frame/frame_view.h"
#include "facerec/region/geometry.h"

#include <array>
#include <optional>

namespace facerec {

inline constexpr int patch_side = 16;

// Average luma of 16 x 16 tiles, row by row.
using Patch = std::array<float, patch_side * patch_side>;

// The luma around `box`, a tenth of its size more on every side, cut to the frame. Nothing where less than 8 x 8 pixels
// are in the frame.
std::optional<Patch> read_patch(const FrameView &frame, const Rect &box);

// The luma of the whole frame. Reads a part of the rows only: cheap on large frames.
Patch read_frame_patch(const FrameView &frame);

// How little two looks at the same place have in common: 0 (the same) to 1 (nothing, or the opposite). It is 1 minus
// their correlation, so that a change of light alone is no change. Nothing where either is flat: nothing can be said.
std::optional<double> patch_change(const Patch &before, const Patch &now);

} // namespace facerec
