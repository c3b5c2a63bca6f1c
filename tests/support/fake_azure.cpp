#include "tests/support/fake_azure.h"

#include <cstdio>

namespace facerec::test {
namespace {

using nlohmann::json;

std::string uuid(std::size_t number) {
  char text[37];
  std::snprintf(text, sizeof text, "00000000-0000-4000-8000-%012zu", number);
  return text;
}

ScriptedReply json_reply(int status, const json &body) {
  return http_reply(status, body.dump(), "Content-Type: application/json\r\n");
}

ScriptedReply error(int status, const char *code, const char *message) {
  return json_reply(status, {{"error", {{"code", code}, {"message", message}}}});
}

std::string path_of(const std::string &target) { return target.substr(0, target.find('?')); }

} // namespace

FakeAzure::FakeAzure()
    : server_(std::make_unique<LoopbackServer>([this](const ReceivedRequest &request) { return answer(request); })) {}

std::string FakeAzure::add_person(const std::string &name, const std::string &user_data) {
  const std::lock_guard lock(mutex_);
  const std::string id = uuid(1000 + persons_.size());
  persons_.push_back({{"personId", id}, {"name", name}, {"userData", user_data}, {"persistedFaceIds", json::array()}});
  return id;
}

void FakeAzure::identify_next(const std::string &person_id, double confidence) {
  const std::lock_guard lock(mutex_);
  identifications_.push_back(json::array({{{"personId", person_id}, {"confidence", confidence}}}));
}

void FakeAzure::identify_nobody_next() {
  const std::lock_guard lock(mutex_);
  identifications_.push_back(json::array());
}

void FakeAzure::set_down(bool down) {
  const std::lock_guard lock(mutex_);
  down_ = down;
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

int FakeAzure::calls(std::string_view suffix) const {
  const std::lock_guard lock(mutex_);
  int count = 0;
  for (const auto &[path, number] : calls_)
    if (path.ends_with(suffix))
      count += number;
  return count;
}

void FakeAzure::await_calls(std::string_view suffix, int count) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    int sum = 0;
    for (const auto &[path, number] : calls_)
      sum += path.ends_with(suffix) ? number : 0;
    return sum >= count;
  });
}

ScriptedReply FakeAzure::answer(const ReceivedRequest &request) {
  std::unique_lock lock(mutex_);
  ++calls_[path_of(request.target)];
  changed_.notify_all();
  if (down_)
    return {"", ScriptedReply::Then::Reset};
  if (request.header("ocp-apim-subscription-key") != std::string(key))
    return error(401, "401", "Access denied due to invalid subscription key or wrong API endpoint.");
  if (path_of(request.target).ends_with("/identify"))
    changed_.wait(lock, [this] { return !held_; });
  return route(request);
}

ScriptedReply FakeAzure::route(const ReceivedRequest &request) {
  const std::string path = path_of(request.target);
  const std::string base = std::string("/face/v1.2/largepersongroups/") + group;
  if (path == "/face/v1.2/detect")
    return json_reply(200,
                      json::array({{{"faceId", uuid(++faces_)},
                                    {"faceRectangle", {{"left", 20}, {"top", 20}, {"width", 60}, {"height", 60}}}}}));
  if (path == "/face/v1.2/identify")
    return json_reply(200, identify(json::parse(request.body)));
  if (path == base)
    return json_reply(200, {{"largePersonGroupId", group}, {"name", "Staff"}, {"recognitionModel", "recognition_04"}});
  if (path == base + "/training")
    return json_reply(200, {{"status", "succeeded"},
                            {"createdDateTime", "2024-01-01T00:00:00Z"},
                            {"lastActionDateTime", "2024-01-01T00:00:00Z"},
                            {"lastSuccessfulTrainingDateTime", "2024-01-01T00:00:00Z"}});
  if (path == base + "/persons")
    return json_reply(200, persons_);
  for (const json &person : persons_)
    if (path == base + "/persons/" + person["personId"].get<std::string>())
      return json_reply(200, person);
  return error(404, "LargePersonGroupNotFound", "Large person group is not found.");
}

json FakeAzure::identify(const json &request) {
  json results = json::array();
  for (const json &face_id : request["faceIds"]) {
    json candidates = json::array();
    if (!identifications_.empty()) {
      candidates = std::move(identifications_.front());
      identifications_.pop_front();
    }
    results.push_back({{"faceId", face_id}, {"candidates", std::move(candidates)}});
  }
  return results;
}

} // namespace facerec::test
