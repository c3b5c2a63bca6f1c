// What the bodies of Identify, Verify, Find Similar and Group have in common.
#pragma once

#include "server/parameters.h"
#include "server/service.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::server {

using KnownFacePtr = std::shared_ptr<const KnownFace>;

// Null where the body has no such member, or null for it.
const nlohmann::json *member_of(const nlohmann::json &body, const char *name);

// "faceIds": from `least` to `most` UUIDs.
Parsed<std::vector<std::string>> face_ids_of(const nlohmann::json &body, std::size_t least, std::size_t most);
// "maxNumOfCandidatesReturned": from 1 to `most`, `fallback` where there is none.
Parsed<int> max_candidates_of(const nlohmann::json &body, int most, int fallback);
// A UUID; BadArgument with `message` where it is none.
Parsed<std::string> uuid_of(const nlohmann::json &body, const char *name, std::string_view message);
// An id as groups and lists have them; BadArgument with `message` where it is none.
Parsed<std::string> collection_id_of(const nlohmann::json &body, std::string_view name, std::string_view message);
// The group of a type whose id is there.
Parsed<GroupRef> group_of(const nlohmann::json &body, GroupType type);

// The face that Detect gave this id; FaceNotFound, with `status`, where there is none (any more).
Parsed<KnownFacePtr> known_face(Service &service, std::string_view face_id, int status);
// The same for several, which have to be of one recognition model; any where `model` is empty.
Parsed<std::vector<KnownFacePtr>> known_faces(Service &service, const std::vector<std::string> &face_ids,
                                              std::string model);
Response incompatible_models();

} // namespace facerec::server
