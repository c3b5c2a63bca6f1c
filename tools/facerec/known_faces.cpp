#include "facerec/known_faces.h"

#include "facerec/picture_note.h"

namespace facerec::tool {

azure::Answer<void> KnownFaces::learn(Account &account, const azure::GroupRef &group, const std::string &person_id,
                                      std::span<const std::string> face_ids) {
  for (const std::string &face_id : face_ids) {
    if (ids_.contains(face_id))
      continue;
    const auto face = account.ask(
        [&](auto &client, std::stop_token stop) { return client.get_face(group, person_id, face_id, stop); });
    if (!face)
      return face.error();
    ids_.insert(face_id);
    if (const auto hash = hash_in(face->user_data))
      by_hash_.emplace(*hash, face_id);
  }
  return {};
}

void KnownFaces::add(const std::string &hash, const std::string &face_id) {
  ids_.insert(face_id);
  by_hash_.emplace(hash, face_id);
}

const std::string *KnownFaces::find(const std::string &hash) const {
  const auto found = by_hash_.find(hash);
  return found == by_hash_.end() ? nullptr : &found->second;
}

} // namespace facerec::tool
