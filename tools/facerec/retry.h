// When a failed request is worth another try, and after how long.
#pragma once

#include "facerec/azure/face_client.h"

#include <chrono>
#include <optional>

namespace facerec::tool {

// May a request be sent again when nobody knows whether the first one was carried out?
enum class Repeat {
  Freely,        // yes: twice does no more than once
  OnlyIfRefused, // only when the service said that it did not do it (429, 503, 409): it would make a second person
};

inline constexpr int max_attempts = 5;

// Worth another try, but nobody knows whether it was carried out.
bool may_have_been_done(const azure::ServiceError &error);

// The delay before try `attempt + 1` after try `attempt` (from 1) failed with `error`; nothing: give up.
// The service's own wish (Retry-After), else a growing delay with jitter (base/backoff.h) of 0.5 s to at most 30 s.
// `random`: uniform in [0, 1).
std::optional<std::chrono::milliseconds> retry_delay(const azure::ServiceError &error, int attempt, Repeat repeat,
                                                     double random);

} // namespace facerec::tool
