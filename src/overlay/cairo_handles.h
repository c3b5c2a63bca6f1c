// Owners of Cairo's objects.
#pragma once

#include <cairo.h>

#include <memory>

namespace facerec {

struct CairoDeleter {
  void operator()(cairo_t *context) const { cairo_destroy(context); }
  void operator()(cairo_surface_t *surface) const { cairo_surface_destroy(surface); }
};
using CairoContext = std::unique_ptr<cairo_t, CairoDeleter>;
using CairoSurface = std::unique_ptr<cairo_surface_t, CairoDeleter>;

} // namespace facerec
