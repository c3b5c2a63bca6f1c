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

// Whether Pango can make a font of the description: not empty, valid UTF-8, with a size greater than 0 and at most 500.
Result<void> check_font(std::string_view description);

// Keeps rendered labels between frames (an LRU), so that text costs only when it changes. One painter per stream, one
// thread at a time.
class OverlayPainter {
public:
  explicit OverlayPainter(OverlayStyle style);
  ~OverlayPainter();
  OverlayPainter(const OverlayPainter &) = delete;
  OverlayPainter &operator=(const OverlayPainter &) = delete;

  // Before the next frame. A font that check_font() refuses is taken as "Sans 12", a line width outside its range as
  // the nearest one within.
  void set_style(OverlayStyle style);

  // Regions as outlines with their label; faces as boxes, with name and aux_label where recognized and "unknown" where
  // unrecognized. user_data.color wins over the state's colour. Everything is clipped to the frame; labels of faces at
  // the border are moved inside. Texts are shown as label_text() in src/overlay/label_text.h says.
  void paint(const MutableFrameView &frame, const FrameReport &report, const Regions &regions);

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace facerec
