#include "facerec/sightings.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace facerec::tool {
namespace {

using nlohmann::json;

// Track ids are integers, or strings where the element was told so.
std::string id_text(const json &id) { return id.is_string() ? id.get<std::string>() : id.dump(); }

std::string text_of(const json &object, const char *key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

double number_of(const json &object, const char *key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_number() ? at->get<double>() : 0.0;
}

const json &member(const json &object, const char *key) {
  static const json nothing;
  const auto at = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && at != object.end() ? *at : nothing;
}

const json &list_of(const json &object, const char *key) {
  static const json nothing = json::array();
  const json &list = member(object, key);
  return list.is_array() ? list : nothing;
}

void widen(TimeSpan &span, std::int64_t pts) {
  span.first = std::min(span.first, pts);
  span.last = std::max(span.last, pts);
}

} // namespace

bool Sightings::add_line(std::string_view line) {
  const std::uint64_t index = frames_++;
  const json frame = json::parse(line, nullptr, false);
  const json &pts = member(frame, "pts");
  if (!(pts.is_number_integer() || pts.is_null()) || !member(frame, "objects").is_array())
    return false;
  if (pts.is_number_integer())
    last_pts_ = pts.get<std::int64_t>();
  std::set<std::string> named;
  for (const auto &[node, entry] : member(frame, "nodes").items()) {
    const json &regions = member(entry, "rois");
    if (!regions.is_object())
      continue;
    nodes_.insert(node);
    for (const auto &[label, region] : regions.items())
      add_region({node, label}, region, last_pts_, named);
  }
  summaries_.push_back({index, last_pts_, named.size()});
  return true;
}

void Sightings::add_region(const Region &region, const json &entry, std::int64_t pts, std::set<std::string> &named) {
  for (const json &face : list_of(entry, "recognized_faces"))
    add_recognized(region, face, pts, named);
  for (const json &id : list_of(entry, "unrecognized_face_ids")) {
    const auto [track, is_new] = unrecognized_[region].try_emplace(id_text(id), TimeSpan{pts, pts});
    widen(track->second, pts);
  }
}

void Sightings::add_recognized(const Region &region, const json &face, std::int64_t pts, std::set<std::string> &named) {
  const std::string person = text_of(face, "person_id");
  const std::string track = id_text(member(face, "id"));
  const auto [at, is_new] = people_.try_emplace({region, person});
  Sighting &sighting = at->second;
  if (is_new) {
    sighting.person_id = person;
    sighting.span = {pts, pts};
  }
  sighting.name = text_of(face, "label");
  sighting.best_confidence = std::max(sighting.best_confidence, number_of(face, "confidence"));
  sighting.tracks.insert(track);
  ++sighting.frames;
  widen(sighting.span, pts);
  named_tracks_.insert(track);
  named.insert(person);
}

std::string Sightings::region_name(const Region &region) const {
  return nodes_.size() > 1 ? region.first + "/" + region.second : region.second;
}

std::vector<Sighting> Sightings::people() const {
  std::vector<Sighting> list;
  for (const auto &[key, sighting] : people_) {
    list.push_back(sighting);
    list.back().region = region_name(key.first);
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const Sighting &a, const Sighting &b) { return a.span.first < b.span.first; });
  return list;
}

std::vector<Unnamed> Sightings::unnamed() const {
  std::vector<Unnamed> list;
  for (const auto &[region, tracks] : unrecognized_) {
    Unnamed unnamed{region_name(region), {}, {}};
    for (const auto &[track, span] : tracks) {
      if (named_tracks_.contains(track))
        continue;
      if (unnamed.tracks.empty())
        unnamed.span = span;
      widen(unnamed.span, span.first);
      widen(unnamed.span, span.last);
      unnamed.tracks.insert(track);
    }
    if (!unnamed.tracks.empty())
      list.push_back(std::move(unnamed));
  }
  return list;
}

namespace {

const FrameSummary *best_of_part(const std::vector<FrameSummary> &frames, double begin, double end) {
  const double middle = (begin + end) / 2;
  const FrameSummary *best = nullptr;
  for (const FrameSummary &frame : frames) {
    const double pts = double(frame.pts);
    if (frame.named == 0 || pts < begin || pts >= end)
      continue;
    const bool is_nearer = best && std::abs(pts - middle) < std::abs(double(best->pts) - middle);
    if (!best || frame.named > best->named || (frame.named == best->named && is_nearer))
      best = &frame;
  }
  return best;
}

} // namespace

std::vector<FrameSummary> pick_moments(const std::vector<FrameSummary> &frames, std::size_t count) {
  const auto names_somebody = [](const FrameSummary &frame) { return frame.named > 0; };
  const auto first = std::find_if(frames.begin(), frames.end(), names_somebody);
  const auto last = std::find_if(frames.rbegin(), frames.rend(), names_somebody);
  std::vector<FrameSummary> moments;
  if (first == frames.end())
    return moments;
  const double begin = double(first->pts);
  const double part = (double(last->pts) + 1 - begin) / double(count);
  for (std::size_t index = 0; index < count; ++index) {
    const double start = begin + part * double(index);
    if (const FrameSummary *best = best_of_part(frames, start, start + part))
      moments.push_back(*best);
  }
  return moments;
}

std::string format_time(std::int64_t ns) {
  const std::int64_t tenths = ns / 100'000'000;
  std::ostringstream text;
  text << tenths / 600 << ':' << std::setw(2) << std::setfill('0') << tenths / 10 % 60 << '.' << tenths % 10;
  return text.str();
}

} // namespace facerec::tool
