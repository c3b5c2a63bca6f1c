// The server as a client meets it: over HTTP, with real pictures of people that do not exist.
#include "server/server.h"

#include "facerec/azure/face_client.h"
#include "facerec/synthetic/synthetic_face.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <fstream>
#include <set>
#include <thread>

namespace facerec::server {
namespace {

using azure::GroupRef;

class ServerTest : public ::testing::Test {
protected:
  ServerTest() {
    options.data_dir = directory.path() / "data";
    options.ready_file = directory.path() / "ready";
    options.key = "secret";
  }

  void start() {
    server.reset();
    auto started = Server::start(options);
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(*started);
    client = make_client("secret");
  }

  std::unique_ptr<azure::FaceClient> make_client(const std::string &key) const {
    const auto endpoint = azure::Endpoint::parse(server->base_url(), false);
    return std::make_unique<azure::FaceClient>(
        azure::ClientOptions{.endpoint = *endpoint, .api_key = key, .request_timeout = std::chrono::seconds(60)},
        azure::make_curl_transport({}));
  }

  static std::vector<unsigned char> portrait(std::uint64_t seed, const Expression &expression = {}) {
    std::vector<unsigned char> bytes;
    cv::imencode(".jpg", draw_synthetic_face(seed, 240, expression), bytes);
    return bytes;
  }

  void enroll(std::uint64_t seed, const std::string &name) {
    const auto person = client->create_person(group, name, "", stop);
    ASSERT_TRUE(person) << person.error().message;
    for (const double turn : {-0.4, 0.0, 0.4}) {
      const auto face = client->add_face(group, *person, portrait(seed, {.turn = turn}), "detection_03", stop);
      ASSERT_TRUE(face) << name << ": " << face.error().message;
    }
    ids[name] = *person;
  }

  void train() {
    ASSERT_TRUE(client->train(group, stop));
    while (client->training_status(group, stop)->state == azure::TrainingState::Running)
      std::this_thread::yield();
    ASSERT_EQ(client->training_status(group, stop)->state, azure::TrainingState::Succeeded);
  }

  // Who the server says the picture shows, from 0.5 confidence; "" for nobody.
  std::string who_is(std::uint64_t seed, const Expression &expression) {
    const auto faces = client->detect(portrait(seed, expression), {}, stop);
    if (!faces || faces->size() != 1)
      return "no face";
    const std::vector<std::string> face_ids{faces->front().face_id};
    const auto found = client->identify(group, face_ids, 1, 0.5, stop);
    if (!found || found->front().candidates.empty())
      return "";
    for (const auto &[name, id] : ids)
      if (id == found->front().candidates.front().person_id)
        return name;
    return "somebody else";
  }

  const GroupRef group{azure::GroupType::Large, "g"};
  const std::stop_token stop;
  test::TemporaryDirectory directory;
  ServeOptions options;
  std::unique_ptr<Server> server;
  std::unique_ptr<azure::FaceClient> client;
  std::map<std::string, std::string> ids;
};

TEST_F(ServerTest, SaysInTheReadyFileWhereItListens) {
  start();
  std::string line;
  std::ifstream ready(options.ready_file);
  ASSERT_TRUE(std::getline(ready, line));
  EXPECT_EQ(line, "http://127.0.0.1:" + std::to_string(server->port()));
  EXPECT_EQ(line, server->base_url());
  server->stop();
  EXPECT_FALSE(std::filesystem::exists(options.ready_file));
}

TEST_F(ServerTest, AnswersOnlyWithTheRightKey) {
  start();
  EXPECT_TRUE(client->list_groups(azure::GroupType::Large, "", 10, stop));
  for (const char *key : {"", "Secret", "secret2"}) {
    const auto refused = make_client(key)->list_groups(azure::GroupType::Large, "", 10, stop);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().http_status, 401);
    EXPECT_EQ(refused.error().code, "401");
  }
}

TEST_F(ServerTest, NamesTheEnrolledOfSixSyntheticPeopleAndNeverTheOthers) {
  start();
  EXPECT_EQ(server->recognition(), "Haar + LBPH");
  ASSERT_TRUE(client->create_group(group, "G", "", "recognition_04", stop));
  for (std::uint64_t seed = 1; seed <= 4; ++seed)
    enroll(seed, "person " + std::to_string(seed));
  train();
  int named = 0;
  int asked = 0;
  for (const Expression &expression :
       {Expression{.turn = 0.2}, Expression{.turn = -0.2, .light = 0.8}, Expression{.nod = 0.2, .light = 1.2}}) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const std::string expected = seed <= 4 ? "person " + std::to_string(seed) : "";
      const std::string found = who_is(seed, expression);
      EXPECT_TRUE(found == expected || found.empty() || found == "no face") << "seed " << seed << " is " << found;
      asked += seed <= 4;
      named += seed <= 4 && found == expected;
    }
  }
  EXPECT_GE(named * 10, asked * 9) << named << " of " << asked;
}

TEST_F(ServerTest, KnowsEverybodyAfterARestart) {
  start();
  ASSERT_TRUE(client->create_group(group, "G", "", "recognition_04", stop));
  enroll(1, "one");
  enroll(2, "two");
  train();
  start();
  EXPECT_EQ(who_is(2, {.turn = 0.1}), "two");
}

TEST_F(ServerTest, HasItsDataFolderForItselfUntilItStops) {
  start();
  const auto second = Server::start(options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), (Error{ErrorCode::Unavailable, "another server uses the folder '" + options.data_dir +
                                                               "'; stop it or give this one a folder of its own"}));
  server->stop();
  auto third = Server::start(options);
  ASSERT_TRUE(third) << third.error().message;
  *third = nullptr;
  EXPECT_TRUE(Server::start(options));
}

TEST_F(ServerTest, RefusesABodyThatIsTooLarge) {
  start();
  const std::vector<unsigned char> huge(std::size_t{7} * 1024 * 1024, 'x');
  const auto refused = client->detect(huge, {}, stop);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "InvalidImageSize");
  EXPECT_EQ(refused.error().message, "Image size is too big.");
}

TEST_F(ServerTest, LinksToTheHostThatTheClientKnows) {
  start();
  const auto link_of_training = [&](const std::string &id, const std::string &host) {
    EXPECT_TRUE(client->create_group({azure::GroupType::Large, id}, "G", "", "recognition_04", stop));
    const azure::HttpRequest request{.method = azure::Method::Post,
                                     .url = server->base_url() + "/face/v1.2/largepersongroups/" + id + "/train",
                                     .headers = {{"Ocp-Apim-Subscription-Key", "secret"}, {"Host", host}},
                                     .body = {},
                                     .timeout = std::chrono::seconds(60)};
    const auto response = azure::make_curl_transport({})->send(request, stop);
    return std::string(response ? response->header("operation-location").value_or("") : response.error().message);
  };
  const std::string path = "/face/v1.2/largepersongroups/";
  EXPECT_EQ(link_of_training("a", "faces.example.org:8080"), "http://faces.example.org:8080" + path + "a/training");
  EXPECT_EQ(link_of_training("b", "[::1]:80"), "http://[::1]:80" + path + "b/training");
  EXPECT_EQ(link_of_training("c", "evil/?"), server->base_url() + path + "c/training");
}

TEST_F(ServerTest, ServesManyClientsAtOnce) {
  start();
  ASSERT_TRUE(client->create_group(group, "G", "", "recognition_04", stop));
  std::vector<std::jthread> clients;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back([this] {
      const auto own = make_client("secret");
      for (int n = 0; n < 5; ++n)
        EXPECT_TRUE(own->create_person(group, "n", "", stop));
    });
  clients.clear();
  EXPECT_EQ(client->list_persons(group, "", 1000, stop)->size(), 40U);
}

TEST_F(ServerTest, SaysWhatItCannotStartWith) {
  const auto error = [&] { return Server::start(options).error(); };
  options.address = "localhost";
  EXPECT_EQ(error(), invalid_argument("'localhost' is not an IPv4 or IPv6 address"));
  options.address = "127.0.0.1";
  start();
  options.port = static_cast<std::uint16_t>(server->port());
  options.data_dir = directory.path() / "other";
  EXPECT_EQ(error().code, ErrorCode::Unavailable);
  options.models_dir = "/nowhere";
  EXPECT_EQ(error(), (Error{ErrorCode::NotFound, "there is no directory '/nowhere' with models"}));
  options.data_dir.clear();
  EXPECT_EQ(error(), invalid_argument("the server needs a data directory"));
}

} // namespace
} // namespace facerec::server
