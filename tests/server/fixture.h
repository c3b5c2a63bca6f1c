// A whole server without sockets: a request in, an answer out.
#pragma once

#include "server/galleries.h"
#include "server/kept_image.h"
#include "server/router.h"
#include "server/trainer.h"
#include "tests/server/fake_engine.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

#include <optional>

namespace facerec::server {

class ServerFixture : public ::testing::Test {
protected:
  ServerFixture() { open(); }

  // Closes everything and opens it again from the same file, as a restart does.
  void restart() {
    trainer_->stop();
    open();
  }

  Response send(const std::string &method, const std::string &path, const std::string &body = "",
                std::map<std::string, std::string, std::less<>> query = {},
                const std::string &content_type = "application/json") {
    Request request{method, path, std::move(query), content_type, "", body, false};
    Service service{*store_, engine_, *face_ids_, *galleries_, *trainer_, "http://127.0.0.1:1", nullptr, keep_images};
    return route(service, request);
  }

  Response send_picture(const std::string &path, const std::vector<int> &persons,
                        std::map<std::string, std::string, std::less<>> query = {}) {
    return send("POST", path, encoded(FakeEngine::picture(persons)), std::move(query), "application/octet-stream");
  }

  // As a BMP: large enough for the rule of 1 KB, and without loss.
  static std::string encoded(const cv::Mat &bgr, const std::string &extension = ".bmp") {
    std::vector<unsigned char> bytes;
    cv::imencode(extension, bgr, bytes);
    return {bytes.begin(), bytes.end()};
  }

  static nlohmann::json json(const Response &response) { return nlohmann::json::parse(response.body); }

  void make_group(const std::string &model = "recognition_04") {
    ASSERT_EQ(send("PUT", group, R"({"name":"G","recognitionModel":")" + model + R"("})").status, 200);
  }

  std::string make_person(const std::string &name) {
    return json(send("POST", group + "/persons", nlohmann::json{{"name", name}}.dump())).at("personId");
  }

  std::string add_face(const std::string &person, int who) {
    return json(send_picture(group + "/persons/" + person + "/persistedfaces", {who})).at("persistedFaceId");
  }

  // Asks until the training under way is over. The trainer needs no time worth mentioning.
  std::string train() {
    EXPECT_EQ(send("POST", group + "/train").status, 202);
    return await_training();
  }

  std::string await_training() {
    std::string status;
    do
      status = json(send("GET", group + "/training")).at("status");
    while (status == "running");
    return status;
  }

  std::string face_id(int who, const std::string &model = "recognition_04") {
    return json(send_picture("/face/v1.2/detect", {who}, {{"recognitionModel", model}})).at(0).at("faceId");
  }

  Response identify(const std::string &face, const std::string &extra = "") {
    return send("POST", "/face/v1.2/identify",
                R"({"largePersonGroupId":"g","faceIds":[")" + face + R"("])" + extra + "}");
  }

  std::string group = "/face/v1.2/largepersongroups/g"; // which the helpers above work on
  const GroupRef g{GroupType::Large, "g"};
  StoreLimits limits;                            // from the next restart on
  std::function<void()> training_starts = [] {}; // on the trainer's thread; hold it there to see what happens meanwhile
  TimePoint now{};
  bool keep_images = false;
  FakeEngine engine_;
  test::TemporaryDirectory directory;
  std::unique_ptr<Store> store_;
  std::unique_ptr<FaceIdCache> face_ids_;
  std::unique_ptr<Galleries> galleries_;
  std::unique_ptr<Trainer> trainer_;

private:
  void open() {
    trainer_.reset();
    galleries_.reset();
    store_.reset();
    auto store = Store::open(directory.path() / "faces.db", limits);
    if (!store)
      throw std::runtime_error(store.error().message);
    store_ = std::move(*store);
    face_ids_ = std::make_unique<FaceIdCache>([this] { return now; }, 1000);
    galleries_ = std::make_unique<Galleries>(*store_, engine_.encoder(), engine_.scale());
    trainer_ = std::make_unique<Trainer>(*store_, *galleries_, engine_.encoder(),
                                         [this](const GroupRef &trained, const std::stop_token &stop) {
                                           training_starts();
                                           encode_kept_images(*store_, engine_, trained, stop);
                                         });
  }
};

// The answer is Microsoft's error of this status, code and message.
MATCHER_P3(IsError, status, code, message, "") {
  const nlohmann::json expected = {{"error", {{"code", code}, {"message", message}}}};
  *result_listener << "is " << arg.status << " " << arg.body;
  return arg.status == status && nlohmann::json::parse(arg.body, nullptr, false) == expected;
}

} // namespace facerec::server
