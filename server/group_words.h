// What the two kinds of group are called; everything else of them is the same.
#pragma once

#include "facerec/azure/face_client.h"

#include <string_view>

namespace facerec::server {

using azure::GroupRef;
using azure::GroupType;

struct GroupWords {
  std::string_view collection; // in paths and in the database
  std::string_view id_member;  // in bodies
  std::string_view code;       // how Microsoft's error codes begin
  std::string_view name;       // how Microsoft's messages begin
};

constexpr GroupWords words_of(GroupType type) {
  if (type == GroupType::Large)
    return {"largepersongroups", "largePersonGroupId", "LargePersonGroup", "Large person group"};
  return {"persongroups", "personGroupId", "PersonGroup", "Person group"};
}

} // namespace facerec::server
