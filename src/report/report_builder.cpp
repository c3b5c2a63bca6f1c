#include "facerec/report/report_builder.h"

namespace facerec {

std::string_view to_string(FaceEvent::Kind kind) {
  switch (kind) {
  case FaceEvent::Kind::Recognized:
    return "recognized";
  case FaceEvent::Kind::Unrecognized:
    return "unrecognized";
  case FaceEvent::Kind::Withdrawn:
    return "withdrawn";
  case FaceEvent::Kind::Lost:
    return "lost";
  }
  return "";
}

void begin_report(FrameReport &report, std::size_t region_count) {
  report.faces.clear();
  report.events.clear();
  report.regions.resize(region_count);
  for (RegionReport &region : report.regions) {
    region.recognized.clear();
    region.unrecognized.clear();
    region.recognized_delta = 0;
    region.unrecognized_delta = 0;
  }
}

namespace {

// Notes the face in every region of `faces`, and counts the regions that hear of it for the first time.
void count(FrameReport &report, RegionMask regions, RegionMask &reported, std::vector<std::size_t> RegionReport::*list,
           int RegionReport::*delta) {
  for (std::size_t i = 0; i < report.regions.size(); ++i) {
    const RegionMask bit = RegionMask{1} << i;
    if (!(regions & bit))
      continue;
    (report.regions[i].*list).push_back(report.faces.size());
    if (!(reported & bit))
      ++(report.regions[i].*delta);
    reported |= bit;
  }
}

} // namespace

void add_face(FrameReport &report, FaceReport face, Reported *reported) {
  if (reported && face.state == TrackState::Recognized)
    count(report, face.regions, reported->recognized, &RegionReport::recognized, &RegionReport::recognized_delta);
  else if (reported && face.state == TrackState::Unrecognized)
    count(report, face.regions, reported->unrecognized, &RegionReport::unrecognized, &RegionReport::unrecognized_delta);
  report.faces.push_back(std::move(face));
}

} // namespace facerec
