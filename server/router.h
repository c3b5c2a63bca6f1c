// Which operation a method and a path mean.
#pragma once

#include "server/http_message.h"
#include "server/service.h"

namespace facerec::server {

// The answer to a request whose key is right: the operation's, or 404 where there is none of that method and path.
// Never throws: what fails unexpectedly (no memory) is a 500.
Response route(Service &service, const Request &request);

} // namespace facerec::server
