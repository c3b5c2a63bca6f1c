// Which pictures a person's faces came from.
#pragma once

#include "facerec/account.h"

#include <map>
#include <set>
#include <span>
#include <string>

namespace facerec::tool {

class KnownFaces {
public:
  // Asks for the note (picture_note.h) of each face that is not known yet: a transaction each.
  azure::Answer<void> learn(Account &account, const azure::GroupRef &group, const std::string &person_id,
                            std::span<const std::string> face_ids);
  void add(const std::string &hash, const std::string &face_id);

  // nullptr: no face came from this picture, as far as notes tell.
  const std::string *find(const std::string &hash) const;
  std::size_t size() const { return ids_.size(); }
  // Are there faces without a note, which may have come from any picture?
  bool has_unnoted() const { return ids_.size() > by_hash_.size(); }

private:
  std::map<std::string, std::string> by_hash_; // face ids
  std::set<std::string> ids_;
};

} // namespace facerec::tool
