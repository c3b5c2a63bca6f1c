// The trained faces of each group, ready to be searched.
#pragma once

#include "facerec/vision/face_gallery.h"
#include "server/store.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

namespace facerec::server {

// Any thread. A gallery in use stays valid while a newer one takes its place.
class Galleries {
public:
  Galleries(Store &store, std::string encoder, ConfidenceScale scale)
      : store_(store), encoder_(std::move(encoder)), scale_(scale) {}

  // The group's gallery as its last successful training made it; read from the store where it is not in memory yet.
  Stored<std::shared_ptr<const FaceGallery>> find(const GroupRef &group);
  // After a training, or when the group is gone: the next find() reads anew.
  void forget(const GroupRef &group);

private:
  struct ByTypeAndId {
    bool operator()(const GroupRef &a, const GroupRef &b) const {
      return std::tie(a.type, a.id) < std::tie(b.type, b.id);
    }
  };

  Store &store_;
  const std::string encoder_;
  const ConfidenceScale scale_;
  std::mutex mutex_; // guards loaded_; taken before the store's own
  std::map<GroupRef, std::shared_ptr<const FaceGallery>, ByTypeAndId> loaded_;
};

} // namespace facerec::server
