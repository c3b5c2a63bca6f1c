// The faces that Detect found, until their time is over.
#pragma once

#include "facerec/base/time.h"
#include "facerec/vision/face_encoder.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace facerec::server {

struct KnownFace {
  std::vector<Encoding> probes; // see FaceEncoder::probe_shifts()
  std::string recognition_model;
};

// Any thread. Lives in memory only: a faceId does not outlive the server.
class FaceIdCache {
public:
  // Where there are more than `max_faces`, those that would expire first make room.
  FaceIdCache(Clock clock, std::size_t max_faces) : clock_(std::move(clock)), max_faces_(max_faces) {}

  // The new face's id.
  std::string add(KnownFace face, std::chrono::seconds time_to_live);
  // Null where there is none (any more).
  std::shared_ptr<const KnownFace> find(std::string_view face_id);
  std::size_t size() const;

private:
  struct Entry {
    std::shared_ptr<const KnownFace> face;
    TimePoint expiry;
  };

  void drop_first();

  const Clock clock_;
  const std::size_t max_faces_;
  mutable std::mutex mutex_; // guards what follows
  std::map<std::string, Entry, std::less<>> faces_;
  std::set<std::pair<TimePoint, std::string>> by_expiry_;
};

} // namespace facerec::server
