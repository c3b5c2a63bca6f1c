#include "facerec/lookup/azure_lookup.h"

#include <gtest/gtest.h>

#include <limits>

namespace facerec {
namespace {

AzureLookupOptions good_options() {
  AzureLookupOptions options;
  options.client.endpoint = *azure::Endpoint::parse("http://127.0.0.1:1/", false); // nobody listens there
  options.client.api_key = "0123456789abcdef";
  options.group = {azure::GroupType::Large, "staff"};
  return options;
}

std::string problem_with(void (*spoil)(AzureLookupOptions &)) {
  AzureLookupOptions options = good_options();
  spoil(options);
  const auto lookup = make_azure_lookup(options);
  if (lookup)
    return "(accepted)";
  EXPECT_EQ(lookup.error().code, ErrorCode::InvalidArgument);
  return lookup.error().message;
}

TEST(AzureLookup, ServiceThatIsNotThereIsNoErrorHere) {
  auto lookup = make_azure_lookup(good_options());
  ASSERT_TRUE(lookup);
  EXPECT_NE(lookup->service, nullptr);
  EXPECT_EQ(lookup->recognizer->stats().persons_cached, 0u);
}

TEST(AzureLookup, FaceThatCannotBeLookedUpIsAServiceError) {
  auto lookup = make_azure_lookup(good_options());
  ASSERT_TRUE(lookup);
  auto box = std::make_shared<VerdictBox>();
  lookup->service->submit({1, 0, {}}, box);
  ASSERT_TRUE(box->wait_until(TimePoint::max()));
  EXPECT_EQ(box->take().at(0).outcome, Outcome::ServiceError);
  EXPECT_EQ(lookup->service->account().status.state, AccountState::Unreachable);
  EXPECT_EQ(lookup->recognizer->stats().failed, 1u);
}

TEST(AzureLookup, NamesTheValueThatIsOutOfRange) {
  EXPECT_EQ(problem_with([](auto &o) { o.group.id = "a/b"; }), "the group id must be 1 to 64 of a-z, 0-9, '_' and '-'");
  EXPECT_EQ(problem_with([](auto &o) { o.workers = 0; }), "the number of workers must be 1 to 16");
  EXPECT_EQ(problem_with([](auto &o) { o.queue_size = 5000; }), "the queue size must be 1 to 4096");
  EXPECT_EQ(problem_with([](auto &o) { o.rate_limit = std::numeric_limits<double>::quiet_NaN(); }),
            "the rate limit must be 0 or more transactions per second");
  EXPECT_EQ(problem_with([](auto &o) { o.jpeg_quality = 0; }), "the JPEG quality must be 1 to 100");
  EXPECT_EQ(problem_with([](auto &o) { o.person_cache_ttl = std::chrono::milliseconds(-1); }),
            "the time that persons are cached must not be negative");
}

} // namespace
} // namespace facerec
