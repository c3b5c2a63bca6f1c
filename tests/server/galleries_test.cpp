#include "server/galleries.h"
#include "tests/server/fixture.h"

#include <thread>

namespace facerec::server {
namespace {

class GalleriesTest : public ServerFixture {};

TEST_F(GalleriesTest, WhoAsksWhileATrainingIsWrittenGetsTheNewOne) {
  make_group();
  add_face(make_person("Ada"), 40);
  ASSERT_EQ(train(), "succeeded");
  ASSERT_EQ((*galleries_->find(g))->size(), 1U);
  add_face(make_person("Ruby"), 7);
  ASSERT_TRUE(store_->begin_training(g));
  std::shared_ptr<const FaceGallery> found;
  std::jthread asker;
  galleries_->renew(g, [&] {
    EXPECT_EQ(*store_->finish_training(g, engine_.encoder()), 2);
    asker = std::jthread([&] { found = *galleries_->find(g); });
  });
  asker.join();
  EXPECT_EQ(found->size(), 2U);
}

} // namespace
} // namespace facerec::server
