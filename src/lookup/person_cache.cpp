#include "lookup/person_cache.h"

#include "facerec/base/text.h"

#include <algorithm>
#include <utility>

namespace facerec {

PersonCache::Found PersonCache::find(const std::string &person_id, TimePoint now) {
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(person_id);
  const bool known = found != entries_.end();
  const bool fresh = known && now - found->second.since < ttl_;
  ++(fresh ? hits_ : misses_);
  return known ? Found{true, fresh, found->second.identity} : Found{};
}

IdentityPtr PersonCache::peek(const std::string &person_id) const {
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(person_id);
  return found == entries_.end() ? nullptr : found->second.identity;
}

IdentityPtr PersonCache::put(const azure::Person &person, TimePoint now) {
  auto identity = std::make_shared<const Identity>(
      Identity{person.id, to_valid_utf8(person.name), parse_user_data(person.user_data)});
  store(person.id, {identity, now});
  return identity;
}

void PersonCache::put_missing(const std::string &person_id, TimePoint now) { store(person_id, {nullptr, now}); }

void PersonCache::store(const std::string &person_id, Entry entry) {
  std::lock_guard lock(mutex_);
  if (!entries_.contains(person_id) && entries_.size() >= capacity_)
    entries_.erase(std::min_element(entries_.begin(), entries_.end(),
                                    [](const auto &a, const auto &b) { return a.second.since < b.second.since; }));
  entries_[person_id] = std::move(entry);
}

PersonCache::Stats PersonCache::stats() const {
  std::lock_guard lock(mutex_);
  return {entries_.size(), hits_, misses_};
}

} // namespace facerec
