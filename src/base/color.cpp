#include "facerec/base/color.h"

#include <charconv>

namespace facerec {

std::optional<Color> parse_color(std::string_view text) {
  if (text.starts_with('#'))
    text.remove_prefix(1);
  if (text.size() != 6)
    return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return Color{static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8 & 0xff),
               static_cast<std::uint8_t>(value & 0xff)};
}

} // namespace facerec
