// Which operation a method and a path mean.
#pragma once

#include "server/http_message.h"
#include "server/service.h"

#include <string_view>
#include <vector>

namespace facerec::server {

// The answer to a request whose key is right: the operation's, or 404 where there is none of that method and path.
// Never throws: what fails unexpectedly (no memory) is a 500.
Response route(Service &service, const Request &request);

// The operation's name, for people: "detect", "create-group", …; empty where there is none of that method and path.
std::string_view operation_of(const Request &request);
std::vector<std::string_view> operation_names(); // all of them

bool is_v1_0(const Request &request);
// An answer as the request's version gives it: before v1.2 there was no x-ms-error-code.
Response for_version(Response response, const Request &request);

} // namespace facerec::server
