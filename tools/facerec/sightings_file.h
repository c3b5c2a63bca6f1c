// Reading the JSON lines of facerecjson from a file.
#pragma once

#include "facerec/base/result.h"
#include "facerec/environment.h"
#include "facerec/exit_code.h"
#include "facerec/sightings.h"

#include <string>

namespace facerec::tool {

struct SightingsFile {
  Sightings sightings;
  std::uint64_t unreadable_lines = 0; // each of the first few is named on the environment's err
};

// An unreadable file, an interruption, or a file without one readable line is a Failure.
Result<SightingsFile, Failure> read_sightings(const std::string &path, const Environment &environment);

} // namespace facerec::tool
