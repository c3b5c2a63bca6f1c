// What facerecazure does with a stream between READY and PAUSED: glue between buffers and the core.
//
// Made and destroyed by the state change. The streaming thread calls configure(), process() and drain(); interrupt()
// and statistics() may come from any thread.
#pragma once

#include "facerec/lookup/azure_lookup.h"
#include "facerec/overlay/overlay_painter.h"
#include "facerec/report/node_json.h"
#include "facerec/session/face_session.h"
#include "facerec/session/settings.h"
#include "gst/roi_meta.h"

#include <gst/video/video.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace facerec::gst {

// Where the stream's news go; the element turns them into messages and signals.
struct AzureListener {
  std::function<void(GstStructure *)> on_event;            // takes the structure
  std::function<void(const AccountStatus &)> on_account;   // the account's state has changed
  std::function<void(const std::string &)> on_missing_ids; // once: what is missing and what to do
};

// What a stream is told of its element.
struct StreamIdentity {
  std::string node_id;
  FaceLabels face_labels;
};

class AzureStream {
public:
  AzureStream(StreamSetup setup, StreamIdentity identity, AzureLookup lookup, std::string model_name,
              AzureListener listener);

  // Takes effect with the next frame; the mode stays what it was at the start.
  void configure(StreamSetup setup, StreamIdentity identity);

  // Reads the buffer's faces, writes what is known of them to the buffer and paints. The buffer must be writable.
  // False: its memory cannot be mapped.
  bool process(GstBuffer *buffer, const GstVideoInfo &info, TimePoint now);

  // Waits for open lookups up to the drain timeout and posts what came of them.
  void drain();

  void new_generation() { session_.new_generation(); }
  void interrupt() { session_.interrupt(); }
  void resume() { session_.resume(); }
  Mode mode() const { return session_.options().mode; }

  GstStructure *statistics() const; // transfer full

private:
  void read(GstBuffer *buffer);
  void watch_for_ids();
  void write(GstBuffer *buffer, const FrameReport &report);
  bool paint(GstBuffer *buffer, const GstVideoInfo &info, const FrameReport &report);
  bool has_something_to_paint(const FrameReport &report) const;
  void tell(const FrameReport &report);
  void watch_account();

  StreamSetup setup_;
  StreamIdentity identity_;
  AzureLookup lookup_;
  std::string model_name_;
  AzureListener listener_;
  FaceSession session_;
  OverlayPainter painter_;
  NodeJson node_json_;
  std::vector<RoiFace> rois_;
  std::vector<TrackedFace> faces_;
  bool id_seen_ = false;
  int frames_without_ids_ = 0; // frames with faces so far, none of them with an id
  std::uint64_t account_generation_ = 0;
  mutable std::mutex stats_mutex_; // guards stats_ alone
  SessionStats stats_;
};

} // namespace facerec::gst
