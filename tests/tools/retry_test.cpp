#include "facerec/retry.h"

#include <gtest/gtest.h>

namespace facerec::tool {
namespace {

using azure::ServiceError;
using namespace std::chrono_literals;

ServiceError error_of(ServiceError::Kind kind, int status) {
  ServiceError error;
  error.kind = kind;
  error.http_status = status;
  return error;
}

TEST(RetryDelay, GrowsWithEachAttemptUntilItGivesUp) {
  const ServiceError error = error_of(ServiceError::Kind::Unavailable, 500);
  EXPECT_EQ(retry_delay(error, 1, Repeat::Freely, 0.0), 500ms);
  EXPECT_EQ(retry_delay(error, 1, Repeat::Freely, 0.5), 750ms);
  EXPECT_EQ(retry_delay(error, 4, Repeat::Freely, 0.5), 4250ms);
  EXPECT_EQ(retry_delay(error, 5, Repeat::Freely, 0.5), std::nullopt);
}

TEST(RetryDelay, IsTheServicesWishWhereItHasOne) {
  ServiceError error = error_of(ServiceError::Kind::Throttled, 429);
  error.retry_after = 9s;
  EXPECT_EQ(retry_delay(error, 1, Repeat::Freely, 0.3), 9000ms);
}

TEST(RetryDelay, IsNoneWhereSomebodyHasToMendSomething) {
  for (const auto kind : {ServiceError::Kind::Unauthorized, ServiceError::Kind::Forbidden, ServiceError::Kind::NotFound,
                          ServiceError::Kind::Rejected, ServiceError::Kind::Cancelled})
    EXPECT_EQ(retry_delay(error_of(kind, 400), 1, Repeat::Freely, 0), std::nullopt);
}

TEST(RetryDelay, DoesNotRepeatWhatMayHaveBeenCarriedOut) {
  EXPECT_EQ(retry_delay(error_of(ServiceError::Kind::Timeout, 0), 1, Repeat::OnlyIfRefused, 0), std::nullopt);
  EXPECT_EQ(retry_delay(error_of(ServiceError::Kind::Unavailable, 500), 1, Repeat::OnlyIfRefused, 0), std::nullopt);
  EXPECT_EQ(retry_delay(error_of(ServiceError::Kind::Unavailable, 503), 1, Repeat::OnlyIfRefused, 0), 500ms);
  EXPECT_EQ(retry_delay(error_of(ServiceError::Kind::Throttled, 429), 1, Repeat::OnlyIfRefused, 0), 500ms);
}

} // namespace
} // namespace facerec::tool
