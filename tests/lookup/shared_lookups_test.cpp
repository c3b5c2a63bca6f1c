#include "facerec/lookup/azure_lookup.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>

namespace facerec {
namespace {

AzureLookupOptions options_for(const std::string &key, const std::string &group = "staff") {
  AzureLookupOptions options;
  // Nobody listens there. Budgets stay for the life of the process, so that each test has a resource of its own.
  const int port = 1 + static_cast<int>(std::hash<std::string>{}(key) % 900);
  options.client.endpoint = *azure::Endpoint::parse("http://127.0.0.1:" + std::to_string(port), false);
  options.client.api_key = key;
  options.group = {azure::GroupType::Large, group};
  return options;
}

AzureLookup share(const AzureLookupOptions &options) {
  auto lookup = share_azure_lookup(options);
  EXPECT_TRUE(lookup);
  return lookup ? std::move(*lookup) : AzureLookup{};
}

TEST(SharedLookups, OneAccountAndGroupIsOneService) {
  const AzureLookup first = share(options_for("one-service"));
  const AzureLookup second = share(options_for("one-service"));
  EXPECT_EQ(first.service, second.service);
  EXPECT_EQ(first.recognizer, second.recognizer);
  EXPECT_EQ(first.budget, second.budget);
  EXPECT_TRUE(second.overruled.empty());
}

TEST(SharedLookups, GroupsOfOneAccountShareTheBudgetOnly) {
  const AzureLookup staff = share(options_for("groups", "staff"));
  const AzureLookup guests = share(options_for("groups", "guests"));
  EXPECT_NE(staff.service, guests.service);
  EXPECT_NE(staff.recognizer, guests.recognizer);
  EXPECT_EQ(staff.budget, guests.budget);
}

TEST(SharedLookups, ResourcesShareNothing) {
  AzureLookupOptions options = options_for("key", "staff");
  const AzureLookup mine = share(options);
  options.client.endpoint = *azure::Endpoint::parse("http://127.0.0.1:2/", false);
  const AzureLookup yours = share(options);
  EXPECT_NE(mine.service, yours.service);
  EXPECT_NE(mine.budget, yours.budget);
}

// What an account has spent is not given back when a pipeline stops and starts.
TEST(SharedLookups, BudgetOutlivesTheServices) {
  TransactionBudget *first = nullptr;
  {
    const AzureLookup lookup = share(options_for("again"));
    first = lookup.budget.get();
    lookup.budget->pause(std::chrono::hours(1));
  }
  AzureLookupOptions other = options_for("again");
  other.daily_budget = 77;
  const AzureLookup lookup = share(other);
  EXPECT_EQ(lookup.budget.get(), first);
  EXPECT_FALSE(lookup.budget->available(1)) << "still paused";
  EXPECT_EQ(lookup.budget->daily(), 77u) << "with the limits of those who use it now";
}

TEST(SharedLookups, KeysAndSpellingsOfOneResourceShareItsBudget) {
  AzureLookupOptions options = options_for("first-key");
  options.client.endpoint = *azure::Endpoint::parse("https://Face.example.org/", false);
  const AzureLookup first = share(options);
  options.client.endpoint = *azure::Endpoint::parse("https://face.example.org:443", false);
  options.client.api_key = "second-key";
  const AzureLookup second = share(options);
  EXPECT_EQ(first.budget, second.budget);
  EXPECT_NE(first.service, second.service);
}

AzureLookupOptions options_of_identity(const std::string &client_id) {
  AzureLookupOptions options = options_for("identities");
  options.entra = azure::ClientSecret{"https://127.0.0.1:1", "tenant", client_id, "secret"};
  return options;
}

TEST(SharedLookups, OneIdentityIsOneServiceWhateverKeyStandsBesideIt) {
  AzureLookupOptions options = options_of_identity("app");
  const AzureLookup first = share(options);
  options.client.api_key = "not looked at";
  const AzureLookup second = share(options);
  EXPECT_EQ(first.service, second.service);
  EXPECT_EQ(first.budget, second.budget);
}

TEST(SharedLookups, IdentitiesAndKeysOfOneResourceShareItsBudgetOnly) {
  const AzureLookup by_key = share(options_for("identities"));
  const AzureLookup by_token = share(options_of_identity("app"));
  const AzureLookup by_another = share(options_of_identity("other-app"));
  EXPECT_NE(by_key.service, by_token.service);
  EXPECT_NE(by_token.service, by_another.service);
  EXPECT_EQ(by_key.budget, by_token.budget);
  EXPECT_EQ(by_token.budget, by_another.budget);
}

TEST(SharedLookups, OtherModelsAreAnotherService) {
  AzureLookupOptions options = options_for("models");
  const AzureLookup first = share(options);
  options.detection_model = "detection_01";
  EXPECT_NE(share(options).service, first.service);
}

TEST(SharedLookups, LastOneOutClosesTheService) {
  std::weak_ptr<LookupService> service;
  {
    const AzureLookup first = share(options_for("closing"));
    service = first.service;
    { const AzureLookup second = share(options_for("closing")); }
    EXPECT_FALSE(service.expired());
  }
  EXPECT_TRUE(service.expired());
  EXPECT_NE(share(options_for("closing")).service, nullptr) << "and it can be opened again";
}

TEST(SharedLookups, TellsWhatIsNotInForceBecauseTheFirstSaidOtherwise) {
  AzureLookupOptions options = options_for("overruled");
  const AzureLookup first = share(options);
  options.workers = 7;
  options.batch_window = std::chrono::milliseconds(7);
  options.rate_limit = 7;
  EXPECT_EQ(share(options).overruled, (std::vector<std::string>{"workers", "batch-window"}));
}

TEST(SharedLookups, StrictestRateAndBudgetCount) {
  AzureLookupOptions options = options_for("strict");
  options.rate_limit = 0;
  const AzureLookup first = share(options);
  EXPECT_EQ(first.budget->daily(), 0u);
  options.daily_budget = 500;
  const AzureLookup second = share(options);
  options.group.id = "guests";
  options.daily_budget = 800;
  const AzureLookup third = share(options);
  EXPECT_EQ(first.budget->daily(), 500u);
}

TEST(SharedLookups, BadOptionsOpenNothingAndTightenNothing) {
  AzureLookupOptions options = options_for("bad");
  const AzureLookup good = share(options);
  options.workers = 0;
  options.daily_budget = 5;
  EXPECT_EQ(share_azure_lookup(options).error().message, "the number of workers must be 1 to 16");
  EXPECT_EQ(good.budget->daily(), 0u);
}

TEST(SharedLookups, ComingAndGoingOnManyThreadsLeavesNothingOpen) {
  std::weak_ptr<LookupService> last;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([] {
        for (int round = 0; round < 50; ++round)
          EXPECT_NE(share(options_for("busy")).service, nullptr);
      });
  }
  last = share(options_for("busy")).service;
  EXPECT_TRUE(last.expired());
}

} // namespace
} // namespace facerec
