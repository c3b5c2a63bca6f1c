// The manual page, man(7).
#pragma once

#include "facerec/command_tree.h"

#include <iosfwd>

namespace facerec::tool {

// facerec.1. `version` stands in its foot.
void write_manual(std::ostream &out, const CommandInfo &root, const std::string &version);

} // namespace facerec::tool
