// What an answer that is no success means.
#pragma once

#include "facerec/azure/face_client.h"

#include <ctime>
#include <string>
#include <string_view>

namespace facerec::azure {

// An answer whose status is not 2xx. `secret` is taken out of what the service wrote, should it echo it; `now` is the
// time of day for a Retry-After date.
ServiceError error_from(const HttpResponse &response, std::string_view secret, std::time_t now);

// The text with "…" for every place where it holds the secret, unless that is shorter than 6 bytes.
std::string without_secret(std::string text, std::string_view secret);

// No answer at all.
ServiceError error_from(const HttpError &error);

// A stop that was requested before anything was sent.
ServiceError cancelled_before();

// An argument that breaks a rule of the specification, found before anything was sent.
ServiceError bad_argument(std::string message);

// A success whose body is not what was promised.
ServiceError malformed_answer(int status, std::string message);

} // namespace facerec::azure
