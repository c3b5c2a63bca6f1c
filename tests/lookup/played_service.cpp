#include "tests/lookup/played_service.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace facerec::test {
namespace {

using azure::HttpError;
using azure::HttpFailure;
using azure::HttpResponse;
using nlohmann::json;

std::string uuid(int kind, int n) {
  char text[37];
  std::snprintf(text, sizeof text, "%08x-0000-4000-8000-%012x", static_cast<unsigned>(kind), static_cast<unsigned>(n));
  return text;
}

HttpResponse ok(const json &body) { return {200, {}, body.dump()}; }

json person_json(int n) {
  return {{"personId", PlayedService::person_id(n)},
          {"name", "Person " + std::to_string(n)},
          {"userData", R"({"color":"00ffff"})"},
          {"persistedFaceIds", json::array()}};
}

json rectangle_json(const cv::Rect &rect) {
  return {{"left", rect.x}, {"top", rect.y}, {"width", rect.width}, {"height", rect.height}};
}

cv::Mat picture_of(const std::string &body) {
  const std::vector<std::uint8_t> bytes(body.begin(), body.end());
  return cv::imdecode(bytes, cv::IMREAD_GRAYSCALE);
}

// Around what is brighter than 180, largest first.
std::vector<cv::Rect> bright_parts(const cv::Mat &gray) {
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(gray > 180, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  std::vector<cv::Rect> parts;
  for (const auto &outline : outlines)
    if (const cv::Rect part = cv::boundingRect(outline); part.area() > 100)
      parts.push_back(part);
  std::sort(parts.begin(), parts.end(), [](const auto &a, const auto &b) { return a.area() > b.area(); });
  return parts;
}

int shade_of(const cv::Mat &gray, const cv::Rect &part) {
  const cv::Rect middle(part.x + part.width / 4, part.y + part.height / 4, part.width / 2, part.height / 2);
  return cvRound(cv::mean(gray(middle))[0] / 10) * 10;
}

} // namespace

std::string PlayedService::person_id(int n) { return uuid(0xbeef, n); }

void PlayedService::reply(const std::string &path, int status, std::string body, std::string retry_after) {
  HttpResponse response{status, {}, std::move(body)};
  if (!retry_after.empty())
    response.headers.emplace_back("retry-after", std::move(retry_after));
  scripted_[path].push_back(std::move(response));
}

void PlayedService::reply_error(const std::string &path, int status, const std::string &code,
                                const std::string &message) {
  reply(path, status, json({{"error", {{"code", code}, {"message", message}}}}).dump());
}

void PlayedService::fail(const std::string &path, HttpFailure failure) {
  scripted_[path].push_back(HttpError{failure, "it failed"});
}

void PlayedService::hang(const std::string &path) { hanging_ = path; }

int PlayedService::asked(const std::string &path) const {
  std::lock_guard lock(mutex_);
  const auto found = asked_.find(path);
  return found == asked_.end() ? 0 : found->second.times;
}

int PlayedService::asked() const {
  std::lock_guard lock(mutex_);
  int sum = 0;
  for (const auto &[path, each] : asked_)
    sum += each.times;
  return sum;
}

json PlayedService::last_body(const std::string &path) const {
  std::lock_guard lock(mutex_);
  return json::parse(asked_.at(path).body);
}

std::string PlayedService::last_query(const std::string &path) const {
  std::lock_guard lock(mutex_);
  return asked_.at(path).query;
}

std::chrono::milliseconds PlayedService::last_timeout(const std::string &path) const {
  std::lock_guard lock(mutex_);
  return asked_.at(path).timeout;
}

std::vector<cv::Size> PlayedService::pictures() const {
  std::lock_guard lock(mutex_);
  return pictures_;
}

void PlayedService::await(const std::string &path) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return asked_.contains(path); });
}

Result<HttpResponse, HttpError> PlayedService::send(const azure::HttpRequest &request, std::stop_token stop) {
  constexpr std::string_view base = "https://face.example.org/face/v1.2";
  const std::string target = request.url.substr(base.size());
  const std::string path = target.substr(0, target.find('?'));
  std::unique_lock lock(mutex_);
  Asked &asked = asked_[path];
  ++asked.times;
  asked.body.assign(request.body.begin(), request.body.end());
  asked.query = target.substr(path.size());
  asked.timeout = request.timeout;
  if (path == detect)
    pictures_.push_back(picture_of(asked.body).size());
  changed_.notify_all();
  if (path == hanging_) {
    changed_.wait(lock, stop, [] { return false; });
    return HttpError{HttpFailure::Cancelled, "stopped"};
  }
  if (auto &scripted = scripted_[path]; !scripted.empty()) {
    Reply reply = std::move(scripted.front());
    scripted.erase(scripted.begin());
    return reply;
  }
  return usual(path, asked);
}

PlayedService::Reply PlayedService::usual(const std::string &path, const Asked &asked) {
  if (path == group)
    return ok({{"largePersonGroupId", "staff"}, {"name", "Staff"}, {"recognitionModel", "recognition_04"}});
  if (path == training)
    return ok({{"status", "succeeded"}});
  if (path == persons)
    return ok(json::array({person_json(1), person_json(2)}));
  if (path == detect)
    return ok(rectangles.is_null() ? looked_for(asked) : detected());
  if (path == identify)
    return ok(identified(json::parse(asked.body)));
  for (int n = 1; n < 10; ++n)
    if (path == person(n))
      return ok(person_json(n));
  return HttpResponse{404, {}, R"({"error":{"code":"PersonNotFound","message":"who?"}})"};
}

json PlayedService::detected() {
  json faces = json::array();
  for (const json &each : rectangles)
    faces.push_back(
        {{"faceId", uuid(0xface, ++faces_)}, {"faceRectangle", rectangle_json({each[0], each[1], each[2], each[3]})}});
  return faces;
}

json PlayedService::looked_for(const Asked &asked) {
  const cv::Mat gray = picture_of(asked.body);
  json faces = json::array();
  for (const cv::Rect &part : bright_parts(gray)) {
    const int shade = shade_of(gray, part);
    json face{{"faceId", uuid(0xface, ++faces_)}, {"faceRectangle", rectangle_json(part)}};
    const bool wants_quality = asked.query.find("qualityForRecognition") != std::string::npos;
    if (wants_quality && quality_by_shade.contains(shade))
      face["faceAttributes"]["qualityForRecognition"] = quality_by_shade[shade];
    shades_[face["faceId"]] = shade;
    faces.push_back(std::move(face));
  }
  return faces;
}

json PlayedService::identified(const json &request) const {
  json results = json::array();
  for (const std::string face_id : request["faceIds"]) {
    const auto shade = shades_.find(face_id);
    const auto own = candidates_by_shade.find(shade == shades_.end() ? 0 : shade->second);
    results.push_back(
        {{"faceId", face_id}, {"candidates", own == candidates_by_shade.end() ? candidates : own->second}});
  }
  return results;
}

} // namespace facerec::test
