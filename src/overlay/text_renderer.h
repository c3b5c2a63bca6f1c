// Text to coverage, by Pango and Cairo.
#pragma once

#include "overlay/coverage_mask.h"

#include <memory>
#include <string>

namespace facerec {

class TextRenderer {
public:
  // `font`: see check_font(); one that it refuses is taken as "Sans 12".
  explicit TextRenderer(const std::string &font);
  ~TextRenderer();
  TextRenderer(TextRenderer &&) noexcept;
  TextRenderer &operator=(TextRenderer &&) noexcept;

  // One line of text, as text and not as markup; empty where nothing is to be seen. At most 4096 x 1024 pixels, the
  // rest is cut off.
  CoverageMask render(const std::string &text) const;

private:
  struct Pango;
  std::unique_ptr<Pango> pango_;
};

} // namespace facerec
