// /admin/behaviours: behaviours on demand, seen and changed while the server runs.
#pragma once

#include "server/front/director.h"

namespace facerec::server {

bool is_admin(const Request &request);

// GET: the behaviours as they are by now; PUT: others instead of them; DELETE: none. Each answers what holds from then
// on. Refuses clients on other machines. The request's key must have been checked.
Response administer(Director &director, const Request &request);

} // namespace facerec::server
