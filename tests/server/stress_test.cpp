// Many clients at once, over real HTTP and with real pictures, in this process, so that sanitizers see the server.
#include "server/server.h"
#include "tests/server/rest_calls.h"
#include "tests/support/test_data.h"

#include "facerec/synthetic/synthetic_face.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <array>
#include <map>
#include <mutex>
#include <thread>

namespace facerec::server {
namespace {

using azure::Method;

constexpr int client_count = 64;
constexpr int known_people = 4;

class StressTest : public ::testing::Test {
protected:
  StressTest() {
    auto started = Server::start({.data_dir = directory.path() / "data", .key = "secret"});
    if (!started)
      throw std::runtime_error(started.error().message);
    server = std::move(*started);
    for (int person = 0; person < known_people; ++person) {
      std::vector<unsigned char> bytes;
      cv::imencode(".jpg", draw_synthetic_face(static_cast<std::uint64_t>(person) + 1, 160), bytes);
      pictures.at(static_cast<std::size_t>(person)).assign(bytes.begin(), bytes.end());
    }
  }

  RestCalls calls() const { return {server->base_url(), "secret"}; }

  // A call that must succeed. Throws in words otherwise, which ends the client.
  static nlohmann::json done(const std::optional<RestAnswer> &answer, const std::string &what) {
    if (!answer || answer->status >= 300)
      throw std::runtime_error(what + ": " + (answer ? answer->body.dump() : "no answer"));
    return answer->body;
  }

  static std::string make_person(const RestCalls &client, const std::string &name) {
    return done(client.send(Method::Post, group + "/persons", nlohmann::json{{"name", name}}.dump()), "create person")
        .at("personId");
  }

  std::string add_face(const RestCalls &client, const std::string &person, int who) const {
    return done(client.send_picture(group + "/persons/" + person + "/persistedfaces", picture(who)), "add face")
        .at("persistedFaceId");
  }

  const std::string &picture(int who) const { return pictures.at(static_cast<std::size_t>(who % known_people)); }

  void train_known_people() {
    const RestCalls client = calls();
    done(client.send(Method::Put, group, R"({"name":"G"})"), "create group");
    for (int who = 0; who < known_people; ++who) {
      known.push_back(make_person(client, "known"));
      add_face(client, known.back(), who);
    }
    done(client.send(Method::Post, group + "/train"), "train");
    wait_for_training(client);
  }

  static void wait_for_training(const RestCalls &client) {
    std::string status;
    do
      status = done(client.send(Method::Get, group + "/training"), "training").at("status");
    while (status == "running");
    ASSERT_EQ(status, "succeeded");
  }

  // Enrols two people; one loses the face again.
  void enrol(int number) {
    const RestCalls client = calls();
    const std::string name = "client " + std::to_string(number);
    const std::string person = make_person(client, name);
    const std::string face = add_face(client, person, number);
    const std::string other = make_person(client, name);
    const std::string lost = add_face(client, other, number + 1);
    done(client.send(Method::Patch, group + "/persons/" + person, nlohmann::json{{"userData", name}}.dump()), "update");
    done(client.send(Method::Delete, group + "/persons/" + other + "/persistedfaces/" + lost), "delete face");
    const std::lock_guard lock(mutex);
    enrolled[person] = {{"personId", person}, {"name", name}, {"userData", name}, {"persistedFaceIds", {face}}};
    enrolled[other] = {{"personId", other}, {"name", name}, {"persistedFaceIds", nlohmann::json::array()}};
  }

  // Looks the known people up, and has the group trained meanwhile.
  void identify(int number) {
    const RestCalls client = calls();
    const auto training = client.send(Method::Post, group + "/train");
    if (!training || (training->status != 202 && training->status != 409)) // 409: it is being trained
      throw std::runtime_error("train: " + (training ? training->body.dump() : "no answer"));
    for (int who = number; who < number + 2; ++who) {
      const auto faces = done(client.send_picture("/detect", picture(who)), "detect");
      const nlohmann::json question = {{"largePersonGroupId", "g"}, {"faceIds", {faces.at(0).at("faceId")}}};
      const auto found = done(client.send(Method::Post, "/identify", question.dump()), "identify");
      if (found.at(0).at("candidates").empty())
        throw std::runtime_error("identify: nobody");
    }
  }

  void run_client(int number) {
    try {
      number % 2 == 0 ? enrol(number) : identify(number / 2);
    } catch (const std::exception &error) {
      const std::lock_guard lock(mutex);
      errors.push_back(error.what());
    }
  }

  static inline const std::string group = "/largepersongroups/g";
  test::TemporaryDirectory directory;
  std::unique_ptr<Server> server;
  std::array<std::string, known_people> pictures;
  std::vector<std::string> known;
  std::mutex mutex;
  std::map<std::string, nlohmann::json> enrolled; // under mutex
  std::vector<std::string> errors;                // under mutex
};

TEST_F(StressTest, SixtyFourClientsEnrolAndIdentifyWithoutAnErrorOrALostWrite) {
  ASSERT_NO_THROW(train_known_people());
  std::vector<std::jthread> clients;
  for (int number = 0; number < client_count; ++number)
    clients.emplace_back([this, number] { run_client(number); });
  clients.clear();
  EXPECT_EQ(errors, std::vector<std::string>{});
  const RestCalls client = calls();
  wait_for_training(client);
  std::map<std::string, nlohmann::json> there;
  for (const auto &person : done(client.send(Method::Get, group + "/persons"), "list"))
    there[person.at("personId")] = person;
  for (const std::string &id : known)
    EXPECT_EQ(there.erase(id), 1U);
  EXPECT_EQ(there, enrolled);
  EXPECT_EQ(there.size(), std::size_t{client_count});
}

} // namespace
} // namespace facerec::server
