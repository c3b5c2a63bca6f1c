#include "facerec/retry.h"

#include "base/backoff.h"

namespace facerec::tool {
namespace {

using azure::ServiceError;
using std::chrono::milliseconds;

bool was_not_carried_out(const ServiceError &error) {
  return error.kind == ServiceError::Kind::Throttled || error.kind == ServiceError::Kind::Conflict ||
         error.http_status == 503;
}

constexpr Backoff backoff{.cap = std::chrono::seconds(30)};
constexpr auto long_ago = std::chrono::hours(1); // so that only the number of attempts bounds the delay

} // namespace

bool may_have_been_done(const ServiceError &error) { return azure::is_retryable(error) && !was_not_carried_out(error); }

std::optional<milliseconds> retry_delay(const ServiceError &error, int attempt, Repeat repeat, double random) {
  if (attempt >= max_attempts || !azure::is_retryable(error))
    return std::nullopt;
  if (repeat == Repeat::OnlyIfRefused && may_have_been_done(error))
    return std::nullopt;
  return error.retry_after.value_or(std::chrono::duration_cast<milliseconds>(backoff.delay(attempt, long_ago, random)));
}

} // namespace facerec::tool
