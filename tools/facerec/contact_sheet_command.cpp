// facerec contact-sheet VIDEO FILE.jsonl
#include "facerec/contact_sheet.h"
#include "facerec/context.h"
#include "facerec/sightings_file.h"

#include <opencv2/imgcodecs.hpp>
#include <ostream>

namespace facerec::tool {
namespace {

struct SheetArguments {
  std::string video;
  std::string lines;
  std::string output = "contact-sheet.png";
  int frames = 6;
  int columns = 3;
  int width = 640;
};

std::vector<std::uint64_t> indices_of(const std::vector<FrameSummary> &moments) {
  std::vector<std::uint64_t> indices;
  for (const FrameSummary &moment : moments)
    indices.push_back(moment.index);
  return indices;
}

std::vector<SheetTile> tiles_of(const std::vector<cv::Mat> &frames, const std::vector<FrameSummary> &moments) {
  std::vector<SheetTile> tiles;
  for (std::size_t index = 0; index < frames.size(); ++index)
    tiles.push_back(
        {frames[index], format_time(moments[index].pts) + "  " + std::to_string(moments[index].named) + " named"});
  return tiles;
}

Outcome write_sheet(const Context &context, const SheetArguments &arguments) {
  const auto file = read_sightings(arguments.lines, context.environment);
  if (!file)
    return file.error();
  const auto moments = pick_moments(file->sightings.frame_summaries(), std::size_t(arguments.frames));
  if (moments.empty())
    return Failure{ExitCode::PartlyDone, "Nobody is named in \"" + arguments.lines + "\": there is nothing to show."};
  const auto frames = read_frames(arguments.video, indices_of(moments));
  if (!frames)
    return Failure{ExitCode::Usage, frames.error()};
  const cv::Mat sheet = make_contact_sheet(tiles_of(*frames, moments), arguments.columns, arguments.width);
  if (!cv::imwrite(arguments.output, sheet))
    return Failure{ExitCode::LocalFailure, "\"" + arguments.output + "\" cannot be written."};
  context.environment.err << "Wrote " << arguments.output << " with " << frames->size() << " frames." << std::endl;
  return ExitCode::Ok;
}

} // namespace

void add_contact_sheet_command(CLI::App &app, Context &context) {
  CLI::App *command =
      app.add_subcommand("contact-sheet", "Show the frames of a video in which most people are named in one picture");
  auto arguments = std::make_shared<SheetArguments>();
  command->add_option("VIDEO", arguments->video, "The video, best behind facerecazure, with its boxes and names")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("FILE", arguments->lines, "What facerecjson wrote of the same frames")->required();
  command->add_option("-o,--output", arguments->output, "The picture; its ending says the format")
      ->capture_default_str();
  command->add_option("--frames", arguments->frames, "Most frames to show")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_option("--columns", arguments->columns, "Frames in a row")
      ->check(CLI::Range(1, 20))
      ->capture_default_str();
  command->add_option("--width", arguments->width, "Width of a frame in pixels")
      ->check(CLI::Range(64, 4096))
      ->capture_default_str();
  command->callback(
      [&context, arguments] { context.action = [&context, arguments] { return write_sheet(context, *arguments); }; });
}

} // namespace facerec::tool
