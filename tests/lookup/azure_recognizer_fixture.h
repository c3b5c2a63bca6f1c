// An AzureRecognizer on a played service, and crops for it.
#pragma once

#include "facerec/lookup/azure_recognizer.h"

#include "tests/lookup/played_service.h"
#include "tests/lookup/scripted_recognizer.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace facerec::test {

inline constexpr int dark = 60;

// A picture of `width` by 100 with nobody in it, at `face` the tracker saw somebody.
inline Crop dark_crop(Rect face = {10, 10, 80, 80}, int width = 100) {
  Crop crop;
  crop.format = PixelFormat::GRAY8;
  crop.range = ColorRange::Full;
  crop.area = {200, 100, width, 100};
  crop.face = face;
  crop.pixels.assign(static_cast<std::size_t>(width) * 100, dark);
  return crop;
}

inline void paint(Crop &crop, const Rect &face, int shade) {
  for (int y = face.y; y < face.y + face.height; ++y)
    for (int x = face.x; x < face.x + face.width; ++x)
      crop.pixels[static_cast<std::size_t>(y * crop.area.width + x)] = static_cast<std::uint8_t>(shade);
}

// The same with a face, which the played service tells from others by its brightness.
inline Crop face_crop(int shade = 220, Rect face = {10, 10, 80, 80}) {
  Crop crop = dark_crop(face);
  paint(crop, face, shade);
  return crop;
}

inline double sum_of_costs(const std::vector<Recognition> &answers) {
  double sum = 0;
  for (const Recognition &answer : answers)
    sum += answer.cost;
  return sum;
}

class AzureRecognizerFixture : public testing::Test {
protected:
  AzureRecognizerFixture() {
    options_.group = {azure::GroupType::Large, "staff"};
    options_.endpoint = "https://face.example.org";
    options_.clock = clock_.clock();
    service_->rectangles = nullptr; // it looks at the pictures
  }

  AzureRecognizer &recognizer() {
    if (!recognizer_) {
      azure::ClientOptions client;
      client.endpoint = *azure::Endpoint::parse("https://face.example.org/", false);
      client.api_key = "0123456789abcdef";
      client.tokens = tokens_;
      recognizer_ = std::make_unique<AzureRecognizer>(options_, std::make_shared<azure::FaceClient>(client, service_));
    }
    return *recognizer_;
  }
  // What recognize() says of `crops`; the status is left in status_.
  std::vector<Recognition> recognize(const std::vector<Crop> &crops, FaceQuality min_quality = FaceQuality::Low) {
    std::vector<Query> queries;
    for (const Crop &crop : crops)
      queries.push_back({&crop, min_quality});
    return recognize(queries);
  }
  std::vector<Recognition> recognize(const std::vector<Query> &queries, Permit permit = {}) {
    status_.reset();
    CallContext context{stop_.get_token(), std::move(permit), timeout_};
    return recognizer().recognize(queries, context, status_);
  }
  Recognition recognize_one() { return recognize({face_crop()})[0]; }
  AccountStatus check() {
    CallContext context{stop_.get_token(), {}, timeout_};
    return recognizer().check_account(context);
  }
  void set_candidates(std::vector<std::pair<int, double>> people) {
    service_->candidates = nlohmann::json::array();
    for (const auto &[n, confidence] : people)
      service_->candidates.push_back({{"personId", PlayedService::person_id(n)}, {"confidence", confidence}});
  }

  ManualClock clock_;
  AzureRecognizerOptions options_;
  std::shared_ptr<PlayedService> service_ = std::make_shared<PlayedService>();
  std::shared_ptr<azure::TokenSource> tokens_; // null: the key authorises
  std::unique_ptr<AzureRecognizer> recognizer_;
  std::stop_source stop_;
  // So many transactions a day, and no other limit.
  void set_daily_budget(std::uint64_t transactions) {
    options_.budget = TransactionBudget::make({.rate = 0, .daily = transactions, .clock = clock_.clock()});
  }
  void reject_mosaic() { service_->reply_error(PlayedService::detect, 400, "InvalidImage", "Decoding error."); }
  int detects() const { return service_->asked(PlayedService::detect); }

  std::optional<std::chrono::milliseconds> timeout_;
  std::optional<AccountStatus> status_;
};

} // namespace facerec::test
