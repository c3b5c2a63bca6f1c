// Names by personId, for a while. Safe from any thread; no I/O happens here, and so none under its mutex.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/base/time.h"
#include "facerec/track/identity.h"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace facerec {

class PersonCache {
public:
  // Persons are good for `ttl`; at most `capacity` (1 or more) are kept, and the oldest news goes first.
  PersonCache(Duration ttl, std::size_t capacity) : ttl_(ttl), capacity_(capacity) {}

  struct Found {
    bool known = false;   // there is an entry
    bool fresh = false;   // it is younger than the ttl
    IdentityPtr identity; // null in a known entry: the service said that there is no such person
  };
  // A fresh entry counts as a hit, anything else as a miss.
  Found find(const std::string &person_id, TimePoint now);
  // Whoever is known by this id, however old the news; null: nobody. Counts as nothing.
  IdentityPtr peek(const std::string &person_id) const;

  IdentityPtr put(const azure::Person &person, TimePoint now);
  void put_missing(const std::string &person_id, TimePoint now);

  struct Stats {
    std::size_t size = 0;
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
  };
  Stats stats() const;

private:
  struct Entry {
    IdentityPtr identity;
    TimePoint since;
  };
  void store(const std::string &person_id, Entry entry);

  const Duration ttl_;
  const std::size_t capacity_;
  mutable std::mutex mutex_; // guards all below
  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t hits_ = 0;
  std::uint64_t misses_ = 0;
};

} // namespace facerec
