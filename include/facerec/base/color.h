// An RGB colour.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace facerec {

struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  friend bool operator==(const Color &, const Color &) = default;
};

// "RRGGBB" with or without a leading '#', hexadecimal in either case. Anything else is nothing.
std::optional<Color> parse_color(std::string_view text);

} // namespace facerec
