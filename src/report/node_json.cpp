#include "facerec/report/node_json.h"

#include <nlohmann/json.hpp>

#include <bit>

namespace facerec {
namespace {

using json = nlohmann::ordered_json;

json recognized_face(const FaceReport &face) {
  json entry;
  entry["id"] = face.track_id.value_or(0);
  entry["person_id"] = face.identity->person_id;
  entry["confidence"] = face.confidence;
  const std::string &user_data = face.identity->user_data.json;
  entry["user_data"] = user_data.empty() ? json::object() : json::parse(user_data, nullptr, false);
  entry["label"] = face.identity->name;
  return entry;
}

json region_entry(const FrameReport &report, const RegionReport &region) {
  json entry;
  json recognized = json::array();
  for (const std::size_t index : region.recognized)
    recognized.push_back(recognized_face(report.faces[index]));
  json unrecognized = json::array();
  for (const std::size_t index : region.unrecognized)
    unrecognized.push_back(report.faces[index].track_id.value_or(0));
  entry["recognized_faces"] = std::move(recognized);
  entry["unrecognized_face_ids"] = std::move(unrecognized);
  entry["recognized_face_count"] = region.recognized.size();
  entry["recognized_face_delta"] = region.recognized_delta;
  entry["unrecognized_face_count"] = region.unrecognized.size();
  entry["unrecognized_face_delta"] = region.unrecognized_delta;
  return entry;
}

// Everything that node_json() reads, as numbers that are cheap to compare. An identity is never changed once made, so
// its address stands for it as long as a track holds it; a new one at the same address comes with a new track.
void collect_essence(const FrameReport &report, std::vector<std::uint64_t> &out) {
  out.clear();
  for (const RegionReport &region : report.regions) {
    out.push_back(region.recognized.size());
    for (const std::size_t index : region.recognized) {
      const FaceReport &face = report.faces[index];
      out.push_back(face.track_id.value_or(0));
      out.push_back(reinterpret_cast<std::uintptr_t>(face.identity.get()));
      out.push_back(std::bit_cast<std::uint64_t>(face.confidence));
    }
    out.push_back(region.unrecognized.size());
    for (const std::size_t index : region.unrecognized)
      out.push_back(report.faces[index].track_id.value_or(0));
    out.push_back(static_cast<std::uint64_t>(region.recognized_delta));
    out.push_back(static_cast<std::uint64_t>(region.unrecognized_delta));
  }
}

} // namespace

std::string node_json(const FrameReport &report, const Regions &regions) {
  json rois = json::object();
  for (std::size_t i = 0; i < regions.size() && i < report.regions.size(); ++i)
    rois[regions[i].label] = region_entry(report, report.regions[i]);
  json node;
  node["type"] = "face_rec_azure";
  node["rois"] = std::move(rois);
  return node.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::shared_ptr<const std::string> NodeJson::update(const FrameReport &report, const Regions &regions) {
  collect_essence(report, scratch_);
  if (!text_ || scratch_ != essence_) {
    text_ = std::make_shared<const std::string>(node_json(report, regions));
    std::swap(essence_, scratch_);
  }
  return text_;
}

} // namespace facerec
