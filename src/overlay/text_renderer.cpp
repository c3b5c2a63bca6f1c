#include "overlay/text_renderer.h"

#include "facerec/base/text.h"
#include "facerec/overlay/overlay_painter.h"
#include "overlay/cairo_handles.h"

#include <pango/pangocairo.h>

#include <algorithm>
#include <cstring>

namespace facerec {
namespace {

constexpr int largest_width = 4096;
constexpr int largest_height = 1024;
constexpr int largest_font_size = 500;

struct PangoDeleter {
  void operator()(PangoFontDescription *description) const { pango_font_description_free(description); }
  void operator()(cairo_font_options_t *options) const { cairo_font_options_destroy(options); }
  template <class T> void operator()(T *object) const { g_object_unref(object); }
};
template <class T> using Owned = std::unique_ptr<T, PangoDeleter>;

Owned<PangoFontDescription> parse_font(std::string_view description) {
  return Owned<PangoFontDescription>(pango_font_description_from_string(std::string(description).c_str()));
}

Owned<PangoContext> make_context(PangoFontMap *fonts) {
  Owned<PangoContext> context(pango_font_map_create_context(fonts));
  pango_cairo_context_set_resolution(context.get(), 96);
  const Owned<cairo_font_options_t> options(cairo_font_options_create());
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context.get(), options.get());
  return context;
}

// The pixels of a text: its line's height, and in width what the line or its ink takes, whichever is more.
PangoRectangle extents_of(PangoLayout *layout) {
  PangoRectangle ink;
  PangoRectangle line;
  pango_layout_get_pixel_extents(layout, &ink, &line);
  const int left = std::min(ink.x, line.x);
  const int right = std::max(ink.x + ink.width, line.x + line.width);
  return {left, line.y, std::clamp(right - left, 0, largest_width), std::clamp(line.height, 0, largest_height)};
}

CoverageMask mask_of(cairo_surface_t *surface) {
  cairo_surface_flush(surface);
  CoverageMask mask{cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), {}};
  const unsigned char *row = cairo_image_surface_get_data(surface);
  for (int y = 0; row && y < mask.height; ++y, row += cairo_image_surface_get_stride(surface))
    mask.coverage.insert(mask.coverage.end(), row, row + mask.width);
  return mask;
}

} // namespace

struct TextRenderer::Pango {
  Owned<PangoFontMap> fonts; // not Pango's own, which belongs to the thread that asks first
  Owned<PangoContext> context;
  Owned<PangoLayout> layout;
};

TextRenderer::TextRenderer(const std::string &font) : pango_(std::make_unique<Pango>()) {
  pango_->fonts.reset(pango_cairo_font_map_new());
  pango_->context = make_context(pango_->fonts.get());
  pango_->layout.reset(pango_layout_new(pango_->context.get()));
  const auto description = parse_font(check_font(font) ? font : OverlayStyle{}.font);
  pango_layout_set_font_description(pango_->layout.get(), description.get());
  pango_layout_set_single_paragraph_mode(pango_->layout.get(), TRUE);
}

TextRenderer::~TextRenderer() = default;
TextRenderer::TextRenderer(TextRenderer &&) noexcept = default;
TextRenderer &TextRenderer::operator=(TextRenderer &&) noexcept = default;

CoverageMask TextRenderer::render(const std::string &text) const {
  PangoLayout *layout = pango_->layout.get();
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
  const PangoRectangle extents = extents_of(layout);
  if (extents.width == 0 || extents.height == 0)
    return {};
  const CairoSurface surface(cairo_image_surface_create(CAIRO_FORMAT_A8, extents.width, extents.height));
  const CairoContext cairo(cairo_create(surface.get()));
  cairo_move_to(cairo.get(), -extents.x, -extents.y);
  pango_cairo_show_layout(cairo.get(), layout);
  return mask_of(surface.get());
}

Result<void> check_font(std::string_view description) {
  const std::string shown = "font \"" + shorten(description, 100) + "\"";
  if (trim(description).empty())
    return invalid_argument("the font is empty; give a family and a size, as in \"Sans 12\"");
  if (!is_valid_utf8(description))
    return invalid_argument(shown + " is not valid UTF-8");
  const auto font = parse_font(description);
  const int size = pango_font_description_get_size(font.get());
  if (size <= 0)
    return invalid_argument(shown + " has no size greater than 0; give one, as in \"Sans 12\"");
  if (size > largest_font_size * PANGO_SCALE)
    return invalid_argument(shown + " is larger than " + std::to_string(largest_font_size));
  return {};
}

} // namespace facerec
