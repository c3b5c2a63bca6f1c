#include "server/face_id_cache.h"

#include <gtest/gtest.h>

namespace facerec::server {
namespace {

using std::chrono::seconds;

class FaceIdCacheTest : public ::testing::Test {
protected:
  std::string add(const std::string &model, int time_to_live_s) {
    return cache.add({{1.0F}, model}, seconds(time_to_live_s));
  }

  TimePoint now{};
  FaceIdCache cache{[this] { return now; }, 3};
};

TEST_F(FaceIdCacheTest, KnowsAFaceUntilItsTimeIsOver) {
  const std::string id = add("recognition_04", 60);
  now += seconds(59);
  ASSERT_TRUE(cache.find(id));
  EXPECT_EQ(cache.find(id)->recognition_model, "recognition_04");
  EXPECT_EQ(cache.find(id)->encoding, Encoding{1.0F});
  now += seconds(1);
  EXPECT_FALSE(cache.find(id));
  EXPECT_FALSE(cache.find("00000000-0000-0000-0000-000000000000"));
}

TEST_F(FaceIdCacheTest, LeavesAFaceThatIsInUseAlone) {
  const auto face = cache.find(add("recognition_04", 60));
  now += seconds(60);
  add("recognition_01", 60); // throws out what is over
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_EQ(face->recognition_model, "recognition_04");
}

TEST_F(FaceIdCacheTest, MakesRoomWhereItIsFullWithWhatWouldExpireFirst) {
  const std::string long_lived = add("recognition_04", 90);
  const std::string short_lived = add("recognition_04", 60);
  const std::string newest = add("recognition_04", 70);
  const std::string one_more = add("recognition_04", 80);
  EXPECT_EQ(cache.size(), 3U);
  EXPECT_FALSE(cache.find(short_lived));
  for (const std::string &id : {long_lived, newest, one_more})
    EXPECT_TRUE(cache.find(id));
}

} // namespace
} // namespace facerec::server
