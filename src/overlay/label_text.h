// What of an untrusted text is shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace facerec {

inline constexpr std::size_t longest_label = 64; // characters (code points)

// Valid UTF-8 of one line and at most longest_label characters, the last of them "…" where it was cut. Line ends and
// tabs become spaces; other control characters, and format characters such as bidi overrides, are left out, but for
// the joiners that scripts and emoji need. Blanks at both ends are removed.
std::string label_text(std::string_view untrusted);

} // namespace facerec
