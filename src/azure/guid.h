// A name for a request, unique in the world.
#pragma once

#include <string>

namespace facerec::azure {

// A random GUID (RFC 9562, version 4) in its usual form of 36 lower-case characters. Any thread.
std::string make_guid();

} // namespace facerec::azure
