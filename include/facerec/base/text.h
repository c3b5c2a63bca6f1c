// Small things that are done to text all over the core.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace facerec {

// `text` without blanks, tabs and line ends at both ends.
std::string_view trim(std::string_view text);

// The parts between separators; always at least one, empty parts included.
std::vector<std::string_view> split(std::string_view text, char separator);

// Lower case of the ASCII letters; other bytes stay.
std::string to_lower(std::string_view text);

bool is_valid_utf8(std::string_view text);

// `text` with every broken byte replaced by U+FFFD: always valid UTF-8. Overlong forms and surrogates are broken.
std::string to_valid_utf8(std::string_view text);

// For messages: valid UTF-8 of at most `max_bytes` bytes, control characters as spaces, "…" at the end where cut.
std::string shorten(std::string_view text, std::size_t max_bytes);

} // namespace facerec
