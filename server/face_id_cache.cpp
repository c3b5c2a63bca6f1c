#include "server/face_id_cache.h"

#include "server/random.h"

namespace facerec::server {

void FaceIdCache::drop_first() {
  faces_.erase(by_expiry_.begin()->second);
  by_expiry_.erase(by_expiry_.begin());
}

std::string FaceIdCache::add(KnownFace face, std::chrono::seconds time_to_live) {
  std::string id = random_uuid();
  const TimePoint now = clock_();
  const std::lock_guard lock(mutex_);
  while (!by_expiry_.empty() && (by_expiry_.begin()->first <= now || faces_.size() >= max_faces_))
    drop_first();
  by_expiry_.emplace(now + time_to_live, id);
  faces_.emplace(id, Entry{std::make_shared<const KnownFace>(std::move(face)), now + time_to_live});
  return id;
}

std::shared_ptr<const KnownFace> FaceIdCache::find(std::string_view face_id) {
  const TimePoint now = clock_();
  const std::lock_guard lock(mutex_);
  const auto entry = faces_.find(face_id);
  if (entry == faces_.end() || entry->second.expiry <= now)
    return nullptr;
  return entry->second.face;
}

std::size_t FaceIdCache::size() const {
  const std::lock_guard lock(mutex_);
  return faces_.size();
}

} // namespace facerec::server
