// How the operations answer.
#pragma once

#include "server/http_message.h"
#include "server/store.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace facerec::server {

struct Call;

// 200 with a body.
Response json_response(const nlohmann::json &body);

// Microsoft's words about groups of a kind. Identify says 400 where the operations on a group say 404.
Response group_not_found(int status, GroupType type);
Response group_not_trained(int status, GroupType type);
Response group_under_training(GroupType type); // 409
std::string invalid_group_id(GroupType type);

// The same for what the store did not do, in an operation on a group.
Response store_error(StoreError error, const Call &call);

// 200 without a body, or the error.
Response done(const Stored<void> &outcome, const Call &call);

} // namespace facerec::server
