#include "facerec/adding_options.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace facerec::tool {
namespace {

azure::Quality quality_from(const std::string &word) {
  if (word == "high")
    return azure::Quality::High;
  return word == "medium" ? azure::Quality::Medium : azure::Quality::Low;
}

} // namespace

void add_portrait_options(CLI::App &command, PortraitOptions &options) {
  command.add_flag("--force", options.force, "Add whatever the service takes, without asking for its quality");
  command
      .add_option("--min-quality", options.min_quality,
                  "Least quality for recognition of a portrait; Microsoft recommends high")
      ->check(CLI::IsMember({"low", "medium", "high"}))
      ->capture_default_str();
  command
      .add_option("--min-face-size", options.min_face_size,
                  "Least width and height of the face, in pixels; Microsoft recommends 200")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
}

std::optional<PortraitRules> rules_of(const PortraitOptions &options) {
  if (options.force)
    return std::nullopt;
  return PortraitRules{quality_from(options.min_quality), options.min_face_size};
}

} // namespace facerec::tool
