#include "server/galleries.h"

namespace facerec::server {

Stored<std::shared_ptr<const FaceGallery>> Galleries::find(const GroupRef &group) {
  const std::lock_guard lock(mutex_);
  if (const auto entry = loaded_.find(group); entry != loaded_.end())
    return entry->second;
  const Stored<std::vector<GalleryFace>> faces = store_.trained_faces(group, encoder_);
  if (!faces)
    return faces.error();
  auto gallery = std::make_shared<const FaceGallery>(*faces, scale_);
  loaded_.emplace(group, gallery);
  return gallery;
}

void Galleries::forget(const GroupRef &group) {
  const std::lock_guard lock(mutex_);
  loaded_.erase(group);
}

} // namespace facerec::server
