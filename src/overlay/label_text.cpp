#include "overlay/label_text.h"

#include "facerec/base/text.h"

#include <glib.h>

namespace facerec {
namespace {

constexpr gunichar zero_width_non_joiner = 0x200c;
constexpr gunichar zero_width_joiner = 0x200d;
constexpr gunichar ellipsis = 0x2026;

// The character to show, 0 for none.
gunichar shown(gunichar c) {
  switch (g_unichar_type(c)) {
  case G_UNICODE_CONTROL:
    return c == '\t' || c == '\n' || c == '\r' ? ' ' : 0;
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
    return ' ';
  case G_UNICODE_FORMAT:
    return c == zero_width_joiner || c == zero_width_non_joiner ? c : 0;
  default:
    return c;
  }
}

std::string to_utf8(const std::u32string &characters) {
  std::string text;
  for (const char32_t c : characters) {
    char bytes[6];
    text.append(bytes, static_cast<std::size_t>(g_unichar_to_utf8(c, bytes)));
  }
  return text;
}

} // namespace

std::string label_text(std::string_view untrusted) {
  const std::string valid = to_valid_utf8(untrusted);
  const std::string_view trimmed = trim(valid);
  std::u32string characters;
  const char *end = trimmed.data() + trimmed.size();
  for (const char *at = trimmed.data(); at < end && characters.size() <= longest_label; at = g_utf8_next_char(at))
    if (const gunichar c = shown(g_utf8_get_char(at)))
      characters += c;
  if (characters.size() > longest_label) {
    characters.resize(longest_label);
    characters.back() = ellipsis;
  }
  return std::string(trim(to_utf8(characters)));
}

} // namespace facerec
