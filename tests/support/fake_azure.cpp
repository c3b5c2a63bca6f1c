#include "tests/support/fake_azure.h"

#include <opencv2/imgcodecs.hpp>

#include <cstdio>

namespace facerec::test {
namespace {

using nlohmann::json;

std::string uuid(std::size_t number) {
  char text[37];
  std::snprintf(text, sizeof text, "00000000-0000-4000-8000-%012zu", number);
  return text;
}

ScriptedReply json_reply(int status, const json &body, const std::string &headers = "") {
  return http_reply(status, body.dump(), "Content-Type: application/json\r\n" + headers);
}

ScriptedReply error(int status, const char *code, const char *message, const std::string &headers = "") {
  return json_reply(status, {{"error", {{"code", code}, {"message", message}}}}, headers);
}

std::string path_of(const std::string &target) { return target.substr(0, target.find('?')); }

cv::Mat decode(const std::string &image) {
  const cv::Mat bytes(1, static_cast<int>(image.size()), CV_8U, const_cast<char *>(image.data()));
  return image.empty() ? cv::Mat() : cv::imdecode(bytes, cv::IMREAD_GRAYSCALE);
}

// Whole tiles, and more than one of them.
bool is_mosaic(const cv::Mat &picture) {
  constexpr int tile = 384;
  return picture.cols % tile == 0 && picture.rows % tile == 0 && picture.cols * picture.rows > tile * tile;
}

} // namespace

FakeAzure::FakeAzure()
    : server_(std::make_unique<LoopbackServer>([this](const ReceivedRequest &request) { return answer(request); },
                                               LoopbackServer::Keep::Nothing)) {}

FakeAzure::~FakeAzure() {
  const std::lock_guard lock(mutex_);
  closing_ = true;
  changed_.notify_all();
}

std::string FakeAzure::add_person(const std::string &name, const std::string &user_data) {
  const std::lock_guard lock(mutex_);
  const std::string id = uuid(1000 + persons_.size());
  persons_.push_back({{"personId", id}, {"name", name}, {"userData", user_data}, {"persistedFaceIds", json::array()}});
  return id;
}

void FakeAzure::enrol(int mark, const Candidates &candidates) {
  json list = json::array();
  for (const auto &[person_id, confidence] : candidates)
    list.push_back({{"personId", person_id}, {"confidence", confidence}});
  const std::lock_guard lock(mutex_);
  enrolled_[mark] = std::move(list);
}

std::vector<std::string> FakeAzure::enrol_many(int first, int count) {
  std::vector<std::string> ids;
  for (int mark = first; mark < first + count; ++mark) {
    ids.push_back(add_person("person-" + std::to_string(mark)));
    enrol(mark, ids.back(), 0.9);
  }
  return ids;
}

void FakeAzure::set_fault(Fault fault) {
  const std::lock_guard lock(mutex_);
  fault_ = fault;
}

void FakeAzure::set_latency(std::chrono::milliseconds latency) {
  const std::lock_guard lock(mutex_);
  latency_ = latency;
}

void FakeAzure::set_rate_limit(int per_second, std::optional<int> retry_after) {
  const std::lock_guard lock(mutex_);
  rate_limit_ = per_second;
  retry_after_ = retry_after;
}

void FakeAzure::reject_mosaics(bool reject) {
  const std::lock_guard lock(mutex_);
  mosaics_rejected_ = reject;
}

void FakeAzure::hold_identify() {
  const std::lock_guard lock(mutex_);
  held_ = true;
}

void FakeAzure::release_identify() {
  const std::lock_guard lock(mutex_);
  held_ = false;
  changed_.notify_all();
}

int FakeAzure::throttled() const {
  const std::lock_guard lock(mutex_);
  return throttled_;
}

ScriptedReply FakeAzure::answer(const ReceivedRequest &request) {
  const auto arrival = std::chrono::steady_clock::now();
  log_.add(path_of(request.target), arrival);
  if (auto refused = refusal(request, arrival))
    return *refused;
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, latency_, [this] { return closing_; });
    if (path_of(request.target).ends_with("/identify"))
      changed_.wait(lock, [this] { return !held_ || closing_; });
  }
  return route(request);
}

std::optional<ScriptedReply> FakeAzure::refusal(const ReceivedRequest &request, CallLog::Time arrival) {
  const std::lock_guard lock(mutex_);
  if (fault_ == Fault::Reset)
    return ScriptedReply{"", ScriptedReply::Then::Reset};
  if (fault_ == Fault::Hang)
    return ScriptedReply{"", ScriptedReply::Then::Hang};
  if (fault_ == Fault::Unavailable)
    return error(503, "ServiceUnavailable", "The service is temporarily unavailable.");
  if (fault_ == Fault::Throttled || over_the_limit(arrival))
    return throttle();
  if (request.header("ocp-apim-subscription-key") != std::string(key) &&
      request.header("authorization") != "Bearer " + std::string(token))
    return error(401, "401", "Access denied due to invalid subscription key or wrong API endpoint.");
  return std::nullopt;
}

ScriptedReply FakeAzure::throttle() {
  ++throttled_;
  const std::string header = retry_after_ ? "Retry-After: " + std::to_string(*retry_after_) + "\r\n" : "";
  return error(429, "429", "Requests have exceeded the rate limit of this account.", header);
}

bool FakeAzure::over_the_limit(CallLog::Time now) {
  while (!served_.empty() && now - served_.front() >= std::chrono::seconds(1))
    served_.pop_front();
  if (rate_limit_ > 0 && served_.size() >= static_cast<std::size_t>(rate_limit_))
    return true;
  served_.push_back(now);
  return false;
}

ScriptedReply FakeAzure::route(const ReceivedRequest &request) {
  const std::string path = path_of(request.target);
  if (path == "/face/v1.2/detect")
    return detect(request.body);
  if (path == "/face/v1.2/identify")
    return identify(request.body);
  const std::string base = std::string("/face/v1.2/largepersongroups/") + group;
  if (path.starts_with(base))
    if (const auto body = group_json(std::string_view(path).substr(base.size())))
      return json_reply(200, *body);
  return error(404, "LargePersonGroupNotFound", "Large person group is not found.");
}

ScriptedReply FakeAzure::detect(const std::string &image) {
  const cv::Mat picture = decode(image);
  if (picture.empty())
    return error(400, "InvalidImage", "Decoding error, image format unsupported.");
  const std::vector<MarkedFace> found = find_marked_faces(picture);
  const std::lock_guard lock(mutex_);
  if (mosaics_rejected_ && is_mosaic(picture))
    return error(400, "InvalidImage", "Decoding error, image format unsupported.");
  json faces = json::array();
  for (const MarkedFace &face : found)
    faces.push_back(face_json(face));
  return json_reply(200, faces);
}

json FakeAzure::face_json(const MarkedFace &face) {
  const std::string id = uuid(++face_count_);
  if (face.mark)
    faces_[id] = *face.mark;
  return {{"faceId", id},
          {"faceRectangle",
           {{"left", face.box.x}, {"top", face.box.y}, {"width", face.box.width}, {"height", face.box.height}}},
          {"faceAttributes", {{"qualityForRecognition", "high"}}}};
}

ScriptedReply FakeAzure::identify(const std::string &body) {
  const json request = json::parse(body);
  if (request["faceIds"].size() > 10)
    return error(400, "BadArgument", "The argument faceIds holds more than 10 items.");
  const std::lock_guard lock(mutex_);
  json results = json::array();
  for (const json &face_id : request["faceIds"]) {
    const auto face = faces_.find(face_id.get<std::string>());
    const auto person = face == faces_.end() ? enrolled_.end() : enrolled_.find(face->second);
    results.push_back(
        {{"faceId", face_id}, {"candidates", person == enrolled_.end() ? json::array() : person->second}});
  }
  return json_reply(200, results);
}

// What a GET below the group's address gives.
std::optional<json> FakeAzure::group_json(std::string_view path) const {
  const std::lock_guard lock(mutex_);
  if (path.empty())
    return json{{"largePersonGroupId", group}, {"name", "Staff"}, {"recognitionModel", "recognition_04"}};
  if (path == "/training")
    return json{{"status", "succeeded"},
                {"createdDateTime", "2024-01-01T00:00:00Z"},
                {"lastActionDateTime", "2024-01-01T00:00:00Z"},
                {"lastSuccessfulTrainingDateTime", "2024-01-01T00:00:00Z"}};
  if (path == "/persons")
    return persons_;
  for (const json &person : persons_)
    if (path == "/persons/" + person["personId"].get<std::string>())
      return person;
  return std::nullopt;
}

} // namespace facerec::test
