// How long the service asks to be left alone.
#pragma once

#include "facerec/azure/http.h"

#include <chrono>
#include <ctime>
#include <optional>
#include <string_view>

namespace facerec::azure {

// The Retry-After header (seconds, or a date, which is compared with the answer's own Date header, else with `now`);
// else "retry after N second…" or "try again in N second…" in `message`. 0 to 120 s; what cannot be read is ignored.
std::optional<std::chrono::milliseconds> retry_after(const HttpResponse &response, std::string_view message,
                                                     std::time_t now);

} // namespace facerec::azure
