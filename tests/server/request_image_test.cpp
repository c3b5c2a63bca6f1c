#include "server/request_image.h"
#include "tests/server/fixture.h"

#include <future>

namespace facerec::server {
namespace {

class RequestImageTest : public ServerFixture {
protected:
  Parsed<Picture> decode() {
    return request_image(service_, {.method = "POST", .content_type = "application/octet-stream", .body = bytes_});
  }

  Service service_{*store_, engine_, *face_ids_, *galleries_, *trainer_, "http://127.0.0.1:1"};
  const std::string bytes_ = encoded(FakeEngine::picture({7}));
};

TEST_F(RequestImageTest, WaitsUntilThereIsAPlaceAmongThePicturesInMemory) {
  std::vector<Picture> pictures;
  for (int i = 0; i < max_pictures; ++i)
    pictures.push_back(*decode());
  auto one_more = std::async(std::launch::async, [this] { return static_cast<bool>(decode()); });
  EXPECT_EQ(one_more.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  pictures.pop_back();
  EXPECT_TRUE(one_more.get());
}

TEST_F(RequestImageTest, TakesNoPlaceForWhatIsNoPicture) {
  const Service &service = service_;
  for (int i = 0; i <= max_pictures; ++i)
    EXPECT_FALSE(request_image(
        service, {.method = "POST", .content_type = "application/octet-stream", .body = std::string(2000, 'x')}));
}

} // namespace
} // namespace facerec::server
