#include "lookup/person_cache.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace facerec {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{100s};

azure::Person person(const std::string &id, const std::string &name = "Ada") { return {id, name, "", {}}; }

TEST(PersonCache, KnowsWhomItWasToldOf) {
  PersonCache cache(300s, 10);
  const IdentityPtr ada = cache.put({"1", "Ada", R"({"aux_label":"VIP"})", {}}, t0);
  EXPECT_EQ(ada->name, "Ada");
  EXPECT_EQ(ada->user_data.aux_label, "VIP");
  const auto found = cache.find("1", t0);
  EXPECT_TRUE(found.known);
  EXPECT_TRUE(found.fresh);
  EXPECT_EQ(found.identity, ada) << "the same object for every track";
  EXPECT_FALSE(cache.find("2", t0).known);
}

TEST(PersonCache, BrokenBytesInANameBecomeText) {
  PersonCache cache(300s, 10);
  EXPECT_EQ(cache.put(person("1", "A\xff"), t0)->name, "A\xef\xbf\xbd");
}

TEST(PersonCache, NewsAgeButStayKnown) {
  PersonCache cache(300s, 10);
  cache.put(person("1"), t0);
  EXPECT_TRUE(cache.find("1", t0 + 299s).fresh);
  const auto old = cache.find("1", t0 + 300s);
  EXPECT_TRUE(old.known);
  EXPECT_FALSE(old.fresh);
  EXPECT_EQ(old.identity->name, "Ada");
}

TEST(PersonCache, NewsReplaceOldOnes) {
  PersonCache cache(300s, 10);
  cache.put(person("1"), t0);
  cache.put(person("1", "Grace"), t0 + 400s);
  EXPECT_EQ(cache.find("1", t0 + 400s).identity->name, "Grace");
  EXPECT_TRUE(cache.find("1", t0 + 400s).fresh);
  EXPECT_EQ(cache.stats().size, 1u);
}

TEST(PersonCache, RemembersWhoDoesNotExist) {
  PersonCache cache(300s, 10);
  cache.put_missing("1", t0);
  const auto found = cache.find("1", t0);
  EXPECT_TRUE(found.known);
  EXPECT_TRUE(found.fresh);
  EXPECT_EQ(found.identity, nullptr);
}

TEST(PersonCache, FullCacheForgetsTheOldestNews) {
  PersonCache cache(300s, 2);
  cache.put(person("1"), t0);
  cache.put(person("2"), t0 + 1s);
  cache.put(person("1"), t0 + 2s);
  cache.put(person("3"), t0 + 3s);
  EXPECT_EQ(cache.stats().size, 2u);
  EXPECT_FALSE(cache.find("2", t0 + 3s).known);
  EXPECT_TRUE(cache.find("1", t0 + 3s).known);
  EXPECT_TRUE(cache.find("3", t0 + 3s).known);
}

TEST(PersonCache, ZeroTtlMakesNothingFresh) {
  PersonCache cache(0s, 2);
  cache.put(person("1"), t0);
  EXPECT_FALSE(cache.find("1", t0).fresh);
}

TEST(PersonCache, CountsHitsAndMisses) {
  PersonCache cache(300s, 2);
  cache.put(person("1"), t0);
  (void)cache.find("1", t0);
  (void)cache.find("1", t0 + 1h);
  (void)cache.find("2", t0);
  EXPECT_EQ(cache.stats().hits, 1u);
  EXPECT_EQ(cache.stats().misses, 2u);
}

TEST(PersonCache, ServesManyThreads) {
  PersonCache cache(300s, 8);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&cache] {
      for (int i = 0; i < 1000; ++i) {
        const std::string id = std::to_string(i % 16);
        if (!cache.find(id, t0).known)
          cache.put(person(id), t0);
      }
    });
  threads.clear();
  EXPECT_EQ(cache.stats().size, 8u);
  EXPECT_EQ(cache.stats().hits + cache.stats().misses, 4000u);
}

} // namespace
} // namespace facerec
