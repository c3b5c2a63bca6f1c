// The trained faces of each group, ready to be searched.
#pragma once

#include "facerec/vision/face_gallery.h"
#include "server/store.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace facerec::server {

// Any thread. A gallery in use stays valid while a newer one takes its place.
class Galleries {
public:
  Galleries(Store &store, std::string encoder, ConfidenceScale scale)
      : store_(store), encoder_(std::move(encoder)), scale_(scale) {}

  // The group's gallery as its last successful training made it; read from the store where it is not in memory yet.
  Stored<std::shared_ptr<const FaceGallery>> find(std::string_view group);
  // Trains the group by `train`. Who asks meanwhile waits: whoever has seen that the training is done must find it.
  void renew(std::string_view group, const std::function<void()> &train);
  // When the group is gone: the next find() reads anew.
  void forget(std::string_view group);

private:
  void erase(std::string_view group); // under mutex_

  Store &store_;
  const std::string encoder_;
  const ConfidenceScale scale_;
  std::mutex mutex_; // guards loaded_; taken before the store's own
  std::map<std::string, std::shared_ptr<const FaceGallery>, std::less<>> loaded_;
};

} // namespace facerec::server
