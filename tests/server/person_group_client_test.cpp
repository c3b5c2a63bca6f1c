// The project's own client, which the element and the tool use, in person groups of the real server: what they call
// person-group-type=standard and --group-type standard.
#include "facerec/azure/face_client.h"
#include "facerec/synthetic/synthetic_face.h"
#include "server/server.h"
#include "tests/support/test_data.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <thread>

namespace facerec::server {
namespace {

class PersonGroupClientTest : public ::testing::TestWithParam<azure::ApiVersion> {
protected:
  void SetUp() override {
    auto started = Server::start({.data_dir = directory.path() / "data", .key = "secret"});
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(*started);
    const auto endpoint = azure::Endpoint::parse(server->base_url(), false);
    client = std::make_unique<azure::FaceClient>(azure::ClientOptions{.endpoint = *endpoint,
                                                                      .api_key = "secret",
                                                                      .api_version = GetParam(),
                                                                      .request_timeout = std::chrono::seconds(60)},
                                                 azure::make_curl_transport({}));
  }

  static std::vector<unsigned char> portrait(double turn) {
    std::vector<unsigned char> bytes;
    cv::imencode(".jpg", draw_synthetic_face(1, 240, {.turn = turn}), bytes);
    return bytes;
  }

  azure::TrainingState train() {
    EXPECT_TRUE(client->train(group, stop));
    while (client->training_status(group, stop)->state == azure::TrainingState::Running)
      std::this_thread::yield();
    return client->training_status(group, stop)->state;
  }

  const azure::GroupRef group{azure::GroupType::Standard, "g"};
  const std::stop_token stop;
  test::TemporaryDirectory directory;
  std::unique_ptr<Server> server;
  std::unique_ptr<azure::FaceClient> client;
};

TEST_P(PersonGroupClientTest, NamesAPersonOfAPersonGroup) {
  ASSERT_TRUE(client->create_group(group, "G", "", "recognition_04", stop));
  EXPECT_EQ(client->get_group(group, stop)->id, "g");
  EXPECT_EQ(client->list_groups(azure::GroupType::Standard, "", 10, stop)->size(), 1U);
  EXPECT_TRUE(client->list_groups(azure::GroupType::Large, "", 10, stop)->empty());
  const auto person = client->create_person(group, "Ada", "", stop);
  ASSERT_TRUE(person);
  ASSERT_TRUE(client->add_face(group, *person, portrait(0), "detection_03", stop));
  ASSERT_EQ(train(), azure::TrainingState::Succeeded);
  const auto faces = client->detect(portrait(0.1), {}, stop);
  ASSERT_TRUE(faces);
  ASSERT_EQ(faces->size(), 1U);
  const std::vector<std::string> ids{faces->front().face_id};
  const auto found = client->identify(group, ids, 1, 0.5, stop);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->front().candidates.size(), 1U);
  EXPECT_EQ(found->front().candidates.front().person_id, *person);
  EXPECT_EQ(client->get_person(group, *person, stop)->name, "Ada");
  EXPECT_TRUE(client->delete_group(group, stop));
}

INSTANTIATE_TEST_SUITE_P(Version, PersonGroupClientTest,
                         ::testing::Values(azure::ApiVersion::V1_0, azure::ApiVersion::V1_2), [](const auto &version) {
                           return version.param == azure::ApiVersion::V1_0 ? "V1_0" : "V1_2";
                         });

} // namespace
} // namespace facerec::server
