#include "gst/azure_stream.h"

#include "gst/azure_meta.h"
#include "gst/azure_stats.h"
#include "gst/video_frame.h"

#include <algorithm>
#include <utility>

namespace facerec::gst {

AzureStream::AzureStream(StreamSetup setup, StreamIdentity identity, AzureLookup lookup, std::string model_name,
                         AzureListener listener)
    : setup_(std::move(setup)), identity_(std::move(identity)), lookup_(std::move(lookup)),
      model_name_(std::move(model_name)), listener_(std::move(listener)), session_(setup_.session, lookup_.service),
      painter_(setup_.style) {
  register_azure_meta();
}

void AzureStream::configure(StreamSetup setup, StreamIdentity identity) {
  setup_ = std::move(setup);
  setup_.session.mode = mode(); // the clock of one is not that of the other, see time_of()
  identity_ = std::move(identity);
  session_.set_options(setup_.session);
  painter_.set_style(setup_.style);
  node_json_.reset();
}

bool AzureStream::process(GstBuffer *buffer, const GstVideoInfo &info, TimePoint now) {
  read(buffer);
  FrameView view;
  view.width = GST_VIDEO_INFO_WIDTH(&info);
  view.height = GST_VIDEO_INFO_HEIGHT(&info);
  const FrameReport *report = nullptr;
  if (faces_.empty()) { // nothing will look at the pixels
    report = &session_.process(view, faces_, now);
  } else {
    MappedFrame frame(info, buffer, GST_MAP_READ);
    if (!frame.ok())
      return false;
    report = &session_.process(frame.view(), faces_, now);
  }
  write(buffer, *report);
  tell(*report);
  watch_account();
  return !has_something_to_paint(*report) || paint(buffer, info, *report);
}

void AzureStream::drain() {
  tell(session_.drain(std::chrono::steady_clock::now() + setup_.drain_timeout));
  watch_account();
}

void AzureStream::read(GstBuffer *buffer) {
  rois_ = read_faces(buffer, identity_.face_labels);
  faces_.clear();
  for (const RoiFace &roi : rois_)
    faces_.push_back(roi.face);
  watch_for_ids();
}

// A tracker may see a face a few times before it gives an id (min-hits of facerectrack), so one frame proves nothing.
void AzureStream::watch_for_ids() {
  constexpr int enough_frames = 10;
  if (id_seen_ || faces_.empty())
    return;
  id_seen_ =
      std::any_of(faces_.begin(), faces_.end(), [](const TrackedFace &face) { return face.track_id.has_value(); });
  if (id_seen_ || ++frames_without_ids_ != enough_frames)
    return;
  const bool any_param =
      std::any_of(rois_.begin(), rois_.end(), [](const RoiFace &roi) { return roi.meta->params != nullptr; });
  listener_.on_missing_ids(any_param ? "no tracker has given the faces an id; put facerectrack (or gvatrack) between "
                                       "the detector and facerecazure"
                                     : "the faces carry neither an id nor a confidence; put facerectrack between the "
                                       "detector and facerecazure, and keep videoconvert and videoscale, which drop "
                                       "such parameters, in front of it");
}

void AzureStream::write(GstBuffer *buffer, const FrameReport &report) {
  for (std::size_t i = 0; i < rois_.size() && i < report.faces.size(); ++i)
    add_face_param(rois_[i].meta, report.faces[i], model_name_);
  add_azure_meta(buffer, identity_.node_id, *node_json_.update(report, setup_.session.regions));
}

bool AzureStream::has_something_to_paint(const FrameReport &report) const {
  const bool regions = setup_.style.draw_regions && !setup_.session.regions.whole_frame();
  return regions || (setup_.style.draw_faces && !report.faces.empty());
}

bool AzureStream::paint(GstBuffer *buffer, const GstVideoInfo &info, const FrameReport &report) {
  MappedFrame frame(info, buffer, GST_MAP_READWRITE);
  if (!frame.ok())
    return false;
  painter_.paint(frame.mutable_view(), report, setup_.session.regions);
  return true;
}

void AzureStream::tell(const FrameReport &report) {
  for (const FaceEvent &event : report.events)
    listener_.on_event(event_structure(event, setup_.session.regions, identity_.node_id));
  std::lock_guard lock(stats_mutex_);
  stats_ = session_.stats();
}

void AzureStream::watch_account() {
  const auto account = lookup_.service->account();
  if (account.generation == account_generation_)
    return;
  account_generation_ = account.generation;
  listener_.on_account(account.status);
}

GstStructure *AzureStream::statistics() const {
  SessionStats session;
  {
    std::lock_guard lock(stats_mutex_);
    session = stats_;
  }
  return stats_structure(session, lookup_);
}

} // namespace facerec::gst
