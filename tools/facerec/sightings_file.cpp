#include "facerec/sightings_file.h"

#include "facerec/base/text.h"

#include <fstream>
#include <ostream>

namespace facerec::tool {
namespace {

constexpr std::uint64_t most_complaints = 5;

void complain(std::ostream &err, const std::string &path, std::uint64_t line_number, std::uint64_t complaints) {
  if (complaints <= most_complaints)
    err << path << ", line " << line_number << ": no frame as facerecjson writes it." << std::endl;
}

} // namespace

Result<SightingsFile, Failure> read_sightings(const std::string &path, const Environment &environment) {
  std::ifstream file(path);
  SightingsFile result;
  std::string line;
  for (std::uint64_t number = 1; std::getline(file, line); ++number) {
    if (environment.stop.stop_requested())
      return Failure{ExitCode::Interrupted, "Interrupted."};
    if (trim(line).empty())
      continue;
    if (!result.sightings.add_line(line))
      complain(environment.err, path, number, ++result.unreadable_lines);
  }
  if (!file.is_open() || file.bad())
    return Failure{ExitCode::Usage, "\"" + path + "\" cannot be read."};
  if (result.sightings.frames() == result.unreadable_lines)
    return Failure{ExitCode::Usage, "\"" + path + "\" holds no frame as facerecjson writes it."};
  return result;
}

} // namespace facerec::tool
