// facerec report FILE.jsonl
#include "facerec/context.h"
#include "facerec/json_output.h"
#include "facerec/sightings_file.h"
#include "facerec/table.h"

#include <iomanip>
#include <ostream>
#include <sstream>

namespace facerec::tool {
namespace {

using nlohmann::ordered_json;

std::string format_confidence(double confidence) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(2) << confidence;
  return text.str();
}

double seconds(std::int64_t ns) { return double(ns) / 1e9; }

ordered_json to_json(const Sightings &sightings) {
  ordered_json value{
      {"frames", sightings.frames()}, {"people", ordered_json::array()}, {"unrecognized", ordered_json::array()}};
  for (const Sighting &person : sightings.people())
    value["people"].push_back({{"name", person.name},
                               {"personId", person.person_id},
                               {"region", person.region},
                               {"first", seconds(person.span.first)},
                               {"last", seconds(person.span.last)},
                               {"frames", person.frames},
                               {"confidence", person.best_confidence},
                               {"tracks", person.tracks}});
  for (const Unnamed &unnamed : sightings.unnamed())
    value["unrecognized"].push_back({{"region", unnamed.region},
                                     {"first", seconds(unnamed.span.first)},
                                     {"last", seconds(unnamed.span.last)},
                                     {"tracks", unnamed.tracks}});
  return value;
}

void print_table(std::ostream &out, const Sightings &sightings) {
  Table table({"WHO", "WHERE", "FIRST", "LAST", "FRAMES", "TRACKS", "CONFIDENCE"});
  for (const Sighting &person : sightings.people())
    table.add({person.name, person.region, format_time(person.span.first), format_time(person.span.last),
               std::to_string(person.frames), std::to_string(person.tracks.size()),
               format_confidence(person.best_confidence)});
  for (const Unnamed &unnamed : sightings.unnamed())
    table.add({"(unrecognized)", unnamed.region, format_time(unnamed.span.first), format_time(unnamed.span.last), "-",
               std::to_string(unnamed.tracks.size()), "-"});
  table.print(out);
}

Outcome report(const Context &context, const std::string &path) {
  const auto file = read_sightings(path, context.environment);
  if (!file)
    return file.error();
  if (context.options.json)
    print_json(context.environment.out, to_json(file->sightings));
  else
    print_table(context.environment.out, file->sightings);
  return file->unreadable_lines == 0 ? ExitCode::Ok : ExitCode::PartlyDone;
}

} // namespace

void add_report_command(CLI::App &app, Context &context) {
  CLI::App *command =
      app.add_subcommand("report", "Say who was seen where, when and how surely, from the output of facerecjson");
  auto path = std::make_shared<std::string>();
  command->add_option("FILE", *path, "JSON lines, one a frame")->required();
  command->footer("\nTimes are stream times, min:sec. CONFIDENCE is the best of all frames. A face that was named "
                  "nowhere counts as unrecognized.\n" +
                  command->get_footer());
  command->callback([&context, path] { context.action = [&context, path] { return report(context, *path); }; });
}

} // namespace facerec::tool
