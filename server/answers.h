// How the operations answer.
#pragma once

#include "server/http_message.h"
#include "server/store.h"

#include <nlohmann/json_fwd.hpp>

namespace facerec::server {

struct Call;

// 200 with a body.
Response json_response(const nlohmann::json &body);

// Microsoft's words for what the store did not do, in an operation on a large person group.
Response store_error(StoreError error, const Call &call);

// 200 without a body, or the error.
Response done(const Stored<void> &outcome, const Call &call);

} // namespace facerec::server
