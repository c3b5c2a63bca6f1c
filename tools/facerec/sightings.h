// Who was seen where, when and how surely: the JSON lines of facerecjson, summed up.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace facerec::tool {

struct TimeSpan {
  std::int64_t first = 0; // ns of stream time
  std::int64_t last = 0;
};

// One person in one region.
struct Sighting {
  std::string name;
  std::string person_id;
  std::string region; // the region's label; "NODE/LABEL" where the lines come from several nodes
  TimeSpan span;
  std::uint64_t frames = 0;
  double best_confidence = 0;
  std::set<std::string> tracks; // ids
};

// Faces that were given up as unrecognized in one region, and never named anywhere.
struct Unnamed {
  std::string region;
  TimeSpan span;
  std::set<std::string> tracks;
};

// What one frame says, for choosing pictures.
struct FrameSummary {
  std::uint64_t index = 0; // of the frame in the video, from 0
  std::int64_t pts = 0;    // ns
  std::size_t named = 0;   // different people
};

class Sightings {
public:
  // Takes one line. False: it is not a frame as facerecjson writes it; nothing is counted but the frame.
  bool add_line(std::string_view line);

  std::uint64_t frames() const { return frames_; }
  std::vector<Sighting> people() const; // by time of the first sight
  std::vector<Unnamed> unnamed() const; // by region
  const std::vector<FrameSummary> &frame_summaries() const { return summaries_; }

private:
  using Region = std::pair<std::string, std::string>; // node, label
  void add_region(const Region &region, const nlohmann::json &entry, std::int64_t pts, std::set<std::string> &named);
  void add_recognized(const Region &region, const nlohmann::json &face, std::int64_t pts, std::set<std::string> &named);
  std::string region_name(const Region &region) const;

  std::uint64_t frames_ = 0;
  std::int64_t last_pts_ = 0; // also of frames without a time of their own
  std::set<std::string> nodes_;
  std::map<std::pair<Region, std::string>, Sighting> people_;      // the second key: person id
  std::map<Region, std::map<std::string, TimeSpan>> unrecognized_; // by track
  std::set<std::string> named_tracks_;
  std::vector<FrameSummary> summaries_;
};

// At most `count` frames for a contact sheet: the time in which somebody is named, cut into equal parts, and of each
// part the frame with most people named, nearest to its middle. In order of time; empty where nobody is named.
std::vector<FrameSummary> pick_moments(const std::vector<FrameSummary> &frames, std::size_t count);

// "1:02.5": minutes, seconds and tenths.
std::string format_time(std::int64_t ns);

} // namespace facerec::tool
