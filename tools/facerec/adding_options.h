// The options of the commands that add pictures.
#pragma once

#include "facerec/portrait_rules.h"

#include <CLI/App.hpp>
#include <optional>
#include <string>

namespace facerec::tool {

struct PortraitOptions {
  bool force = false;
  std::string min_quality = "medium";
  int min_face_size = 64;
};

void add_portrait_options(CLI::App &command, PortraitOptions &options);

// Nothing with --force.
std::optional<PortraitRules> rules_of(const PortraitOptions &options);

} // namespace facerec::tool
