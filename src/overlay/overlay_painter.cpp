#include "facerec/overlay/overlay_painter.h"

#include "overlay/canvas.h"
#include "overlay/label_cache.h"
#include "overlay/label_text.h"
#include "overlay/palette.h"
#include "overlay/region_outline.h"
#include "overlay/text_renderer.h"

#include <algorithm>
#include <array>

namespace facerec {
namespace {

constexpr int largest_line_width = 32;
constexpr std::size_t kept_labels = 256;
constexpr std::size_t looked_at_bytes = 1024; // of a text; far more than longest_label characters take
constexpr std::string_view unknown_label = "unknown";
constexpr std::uint8_t region_plate_opacity = 170;

int even(int value) { return value & ~1; }
int even_up(int value) { return even(value + 1); }

// Boxes of metadata may hold any ints. What lies further outside than a line is wide can be cut without being seen.
Rect near_frame(const Rect &box, const Canvas &canvas) {
  constexpr int far = 2 * largest_line_width;
  return intersect(box, {-far, -far, canvas.width() + 2 * far, canvas.height() + 2 * far});
}

// Lines of an even width are moved outwards to whole chroma samples, which keeps their colour clear.
Rect line_box(const Rect &box, int line_width) {
  if (line_width % 2 != 0)
    return box;
  const int left = even(box.x);
  const int top = even(box.y);
  return {left, top, even_up(box.x + box.width) - left, even_up(box.y + box.height) - top};
}

void draw_box(Canvas &canvas, const Rect &box, int line_width, const Ink &ink) {
  const int across = std::min(line_width, box.height);
  const int along = std::min(line_width, box.width);
  canvas.fill({box.x, box.y, box.width, across}, ink);
  canvas.fill({box.x, box.y + box.height - across, box.width, across}, ink);
  const int sides = box.height - 2 * across;
  canvas.fill({box.x, box.y + across, along, sides}, ink);
  canvas.fill({box.x + box.width - along, box.y + across, along, sides}, ink);
}

// Up to two lines of text over each other.
struct Label {
  std::array<const CoverageMask *, 2> lines{};

  int text_height() const {
    int height = 0;
    for (const CoverageMask *line : lines)
      height += line ? line->height : 0;
    return height;
  }
  int text_width() const {
    int width = 0;
    for (const CoverageMask *line : lines)
      width = std::max(width, line ? line->width : 0);
    return width;
  }
  bool empty() const { return text_height() == 0; }
};

struct LabelColors {
  Color plate;
  Color text;
  std::uint8_t plate_opacity = 255;
};

int side_padding(const Label &label) { return 2 + (label.lines[0] ? label.lines[0]->height / 6 : 0); }

Rect plate_at(const Label &label, int x, int y) {
  return {x, y, even_up(label.text_width() + 2 * side_padding(label)), even_up(label.text_height() + 2)};
}

// Moved, not cut, so that the label of a face at the border can be read.
Rect moved_inside(Rect plate, const Canvas &canvas) {
  plate.x = even(std::clamp(plate.x, 0, std::max(0, canvas.width() - plate.width)));
  plate.y = even(std::clamp(plate.y, 0, std::max(0, canvas.height() - plate.height)));
  return plate;
}

// Over the box where there is room, else inside it under its upper line.
Rect plate_of_face(const Label &label, const Rect &box, int line_width, const Canvas &canvas) {
  Rect plate = plate_at(label, box.x, box.y);
  plate.y = box.y >= plate.height ? box.y - plate.height : box.y + line_width;
  return moved_inside(plate, canvas);
}

// At the corner nearest to the frame's upper left one, within the line.
Rect plate_of_region(const Label &label, const Region &region, int line_width, const Canvas &canvas) {
  Point corner{double(canvas.width()), double(canvas.height())};
  for (const Point &normalised : region.polygon) {
    const Point candidate = corner_in_frame(normalised, canvas.width(), canvas.height());
    if (candidate.x + candidate.y < corner.x + corner.y)
      corner = candidate;
  }
  return moved_inside(plate_at(label, static_cast<int>(corner.x) + line_width, static_cast<int>(corner.y) + line_width),
                      canvas);
}

void draw_label(Canvas &canvas, const Label &label, const Rect &plate, const LabelColors &colors) {
  canvas.fill(plate, canvas.ink(colors.plate), colors.plate_opacity);
  const Ink ink = canvas.ink(colors.text);
  int y = plate.y + 1;
  for (const CoverageMask *line : label.lines) {
    if (!line)
      continue;
    canvas.blend(*line, plate.x + side_padding(label), y, ink);
    y += line->height;
  }
}

OverlayStyle usable(OverlayStyle style) {
  style.line_width = std::clamp(style.line_width, 1, largest_line_width);
  return style;
}

} // namespace

class OverlayPainter::Impl {
public:
  explicit Impl(OverlayStyle style)
      : style_(usable(std::move(style))), renderer_(style_.font),
        labels_(kept_labels, [this](std::string_view text) { return renderer_.render(label_text(text)); }) {
    labels_.get(unknown_label); // Pango finds its fonts now, and not on the first frame
  }

  void set_style(OverlayStyle style) {
    style = usable(std::move(style));
    if (style.font != style_.font) {
      renderer_ = TextRenderer(style.font);
      labels_.clear();
    }
    style_ = std::move(style);
  }

  void paint(const MutableFrameView &frame, const FrameReport &report, const Regions &regions) {
    Canvas canvas(frame, scratch_);
    if (style_.draw_regions && !regions.whole_frame())
      paint_regions(canvas, regions);
    if (!style_.draw_faces)
      return;
    for (const FaceReport &face : report.faces)
      paint_box(canvas, face);
    for (const FaceReport &face : report.faces) // over all boxes, so that no line crosses a name
      paint_face_label(canvas, face);
  }

private:
  const CoverageMask *line(std::string_view text) {
    if (text.empty())
      return nullptr;
    const CoverageMask &mask = labels_.get(text.substr(0, looked_at_bytes));
    return mask.empty() ? nullptr : &mask;
  }

  // A face that is still looked up has no label: nothing is known yet, and a word that soon changes distracts.
  Label label_of(const FaceReport &face) {
    if (face.state == TrackState::Unrecognized)
      return {{line(unknown_label), nullptr}};
    if (face.state != TrackState::Recognized || !face.identity)
      return {};
    return {{line(face.identity->name), line(face.identity->user_data.aux_label)}};
  }

  void paint_box(Canvas &canvas, const FaceReport &face) {
    const Rect box = near_frame(face.box, canvas);
    if (!box.empty())
      draw_box(canvas, line_box(box, style_.line_width), style_.line_width, canvas.ink(face_color(face)));
  }

  void paint_face_label(Canvas &canvas, const FaceReport &face) {
    const Rect visible = clamp_to_frame(face.box, canvas.width(), canvas.height());
    const Label label = visible.empty() ? Label{} : label_of(face);
    if (label.empty())
      return;
    const Color color = face_color(face);
    const Rect box = line_box(near_frame(face.box, canvas), style_.line_width);
    draw_label(canvas, label, plate_of_face(label, box, style_.line_width, canvas), {color, text_color_on(color)});
  }

  void paint_regions(Canvas &canvas, const Regions &regions) {
    const Ink ink = canvas.ink(region_color);
    for (const auto &tiles : outlines_.get(regions, canvas.width(), canvas.height(), style_.line_width))
      for (const OutlineTile &tile : tiles)
        canvas.blend(tile.mask, tile.x, tile.y, ink);
    for (const Region &region : regions.all()) {
      const Label label{{line(region.label), nullptr}};
      if (!label.empty())
        draw_label(canvas, label, plate_of_region(label, region, style_.line_width, canvas),
                   {{0, 0, 0}, region_color, region_plate_opacity});
    }
  }

  OverlayStyle style_;
  TextRenderer renderer_;
  LabelCache labels_;
  OutlineCache outlines_;
  CanvasScratch scratch_;
};

OverlayPainter::OverlayPainter(OverlayStyle style) : impl_(std::make_unique<Impl>(std::move(style))) {}
OverlayPainter::~OverlayPainter() = default;

void OverlayPainter::set_style(OverlayStyle style) { impl_->set_style(std::move(style)); }

void OverlayPainter::paint(const MutableFrameView &frame, const FrameReport &report, const Regions &regions) {
  if (frame.width > 0 && frame.height > 0 && frame.planes[0])
    impl_->paint(frame, report, regions);
}

} // namespace facerec
