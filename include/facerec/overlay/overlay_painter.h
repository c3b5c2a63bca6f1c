// Paints a report onto a frame, in place and in the frame's own format.
#pragma once

#include "facerec/base/result.h"
#include "facerec/frame/frame_view.h"
#include "facerec/region/regions.h"
#include "facerec/report/frame_report.h"

#include <memory>
#include <string>
#include <string_view>

namespace facerec {

struct OverlayStyle {
  bool draw_regions = true;
  bool draw_faces = true;
  std::string font = "Sans 12"; // a Pango font description; sizes count at 96 dpi
  int line_width = 2;           // pixels, 1..32
};

// Whether Pango can make a font of the description (it needs a size greater than 0).
Result<void> check_font(std::string_view description);

// Keeps rendered labels between frames (an LRU), so that text costs only when it changes. One painter per stream, one
// thread at a time.
class OverlayPainter {
public:
  explicit OverlayPainter(OverlayStyle style);
  ~OverlayPainter();
  OverlayPainter(const OverlayPainter &) = delete;
  OverlayPainter &operator=(const OverlayPainter &) = delete;

  void set_style(OverlayStyle style);

  // Regions as outlines with their label; faces as boxes, with name and aux_label where recognized. user_data.color
  // wins over the state's colour. Everything is clipped to the frame.
  void paint(const MutableFrameView &frame, const FrameReport &report, const Regions &regions);

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace facerec
