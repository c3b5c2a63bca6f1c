// facerec portraits DIR: pictures of the procedural people that the element facerectestsrc shows.
#include "facerec/context.h"
#include "facerec/json_output.h"
#include "facerec/synthetic/synthetic_face.h"

#include <array>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <ostream>

namespace facerec::tool {
namespace {

namespace fs = std::filesystem;

struct PortraitArguments {
  std::string directory;
  int people = 0;
  std::uint64_t first = 0;
  int per_person = 6;
};

constexpr int portrait_size = 400; // pixels: a face of about 240, above the 200 that Azure recommends

// Portrait `index` of a person: the first ones frontal, then turned, nodding, and in other light.
Expression expression_of(int index) {
  static constexpr std::array<Expression, 8> expressions{{{0, 0, 0, 1},
                                                          {-0.5, 0, 0, 1},
                                                          {0.5, 0, 0, 1},
                                                          {0, 0.4, 0, 1.15},
                                                          {0, -0.4, 0, 0.85},
                                                          {0.25, 0.2, 0.5, 0.9},
                                                          {-0.25, -0.2, 0, 1.1},
                                                          {0.8, 0, 0, 0.95}}};
  return expressions[std::size_t(index) % expressions.size()];
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

Result<fs::path, Failure> write_person(const PortraitArguments &arguments, std::uint64_t seed) {
  const fs::path folder = fs::path(arguments.directory) / ("person-" + std::to_string(seed));
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return Failure{ExitCode::LocalFailure, "\"" + folder.string() + "\" cannot be made: " + error.message() + "."};
  for (int index = 0; index < arguments.per_person; ++index) {
    const fs::path file = folder / (two_digits(index + 1) + ".png");
    if (!cv::imwrite(file.string(), draw_synthetic_face(seed, portrait_size, expression_of(index))))
      return Failure{ExitCode::LocalFailure, "\"" + file.string() + "\" cannot be written."};
  }
  return folder;
}

Outcome write_portraits(const Context &context, const PortraitArguments &arguments) {
  auto folders = nlohmann::ordered_json::array();
  for (std::uint64_t offset = 0; offset < std::uint64_t(arguments.people); ++offset) {
    const auto folder = write_person(arguments, arguments.first + offset);
    if (!folder)
      return folder.error();
    folders.push_back(folder->string());
    if (!context.options.json)
      context.environment.out << folder->string() << std::endl;
  }
  if (context.options.json)
    print_json(context.environment.out, folders);
  return ExitCode::Ok;
}

} // namespace

void add_portraits_command(CLI::App &app, Context &context) {
  CLI::App *command =
      app.add_subcommand("portraits", "Write portraits of the procedural people of facerectestsrc, for enrolment");
  auto arguments = std::make_shared<PortraitArguments>();
  command->add_option("DIR", arguments->directory, "Where to; each person gets the folder person-SEED")->required();
  command->add_option("--people", arguments->people, "How many people")->required()->check(CLI::Range(1, 1000));
  command->add_option("--first", arguments->first, "Seed of the first person; the others follow")
      ->capture_default_str();
  command->add_option("--per-person", arguments->per_person, "Portraits of each: other pose, other light")
      ->check(CLI::Range(1, 8))
      ->capture_default_str();
  command->callback([&context, arguments] {
    context.action = [&context, arguments] { return write_portraits(context, *arguments); };
  });
}

} // namespace facerec::tool
