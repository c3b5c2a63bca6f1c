// JSON on a stream.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>

namespace facerec::tool {

// Indented, with a line end; broken UTF-8 becomes U+FFFD.
void print_json(std::ostream &out, const nlohmann::ordered_json &value);

} // namespace facerec::tool
