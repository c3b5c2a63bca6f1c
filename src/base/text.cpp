#include "facerec/base/text.h"

#include <algorithm>
#include <cstdint>

namespace facerec {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

struct Lead {
  std::size_t length;  // of the whole sequence; 0: not a lead byte
  std::uint32_t bits;  // that the lead byte contributes
  std::uint32_t least; // smallest code point that may be written this long
};

Lead decode_lead(unsigned char byte) {
  if (byte < 0x80)
    return {1, byte, 0};
  if ((byte & 0xe0) == 0xc0)
    return {2, byte & 0x1fu, 0x80};
  if ((byte & 0xf0) == 0xe0)
    return {3, byte & 0x0fu, 0x800};
  if ((byte & 0xf8) == 0xf0)
    return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

// Length of the well-formed sequence at the start of `text`, 0 where there is none.
std::size_t sequence_length(std::string_view text) {
  const Lead lead = decode_lead(static_cast<unsigned char>(text[0]));
  if (lead.length == 0 || lead.length > text.size())
    return 0;
  std::uint32_t code = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!is_continuation(byte))
      return 0;
    code = code << 6 | (byte & 0x3fu);
  }
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < lead.least || code > 0x10ffff || surrogate ? 0 : lead.length;
}

} // namespace

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t end; (end = text.find(separator, start)) != std::string_view::npos; start = end + 1)
    parts.push_back(text.substr(start, end - start));
  parts.push_back(text.substr(start));
  return parts;
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0)
      return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string to_valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0)
      valid += "\xef\xbf\xbd";
    else
      valid += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return valid;
}

std::string shorten(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view ellipsis = "…";
  std::string clean = to_valid_utf8(text);
  std::replace_if(
      clean.begin(), clean.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  if (clean.size() <= max_bytes)
    return clean;
  std::size_t cut = max_bytes > ellipsis.size() ? max_bytes - ellipsis.size() : 0;
  while (cut > 0 && is_continuation(static_cast<unsigned char>(clean[cut])))
    --cut;
  clean.resize(cut);
  return clean + std::string(ellipsis);
}

} // namespace facerec
