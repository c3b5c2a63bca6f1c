#include "bench/naive_client.h"

#include "facerec/azure/face_client.h"
#include "facerec/frame/crop.h"

#include <atomic>
#include <thread>

namespace facerec::bench {
namespace {

constexpr std::chrono::milliseconds without_advice{1000};

// Repeats a call while it is throttled.
template <class Call> auto insist(const Call &call) {
  for (;;) {
    auto answer = call();
    if (answer || answer.error().kind != azure::ServiceError::Kind::Throttled)
      return answer;
    std::this_thread::sleep_for(answer.error().retry_after.value_or(without_advice));
  }
}

bool name_one(azure::FaceClient &client, const azure::GroupRef &group, const Scene &scene, const TrackedFace &face) {
  const std::stop_token never;
  const auto jpeg = encode_jpeg(copy_crop(scene.view(), face.box, 0.3).view(), 90);
  const auto found = insist([&] { return client.detect(*jpeg, {}, never); });
  if (!found || found->empty())
    return false;
  const std::vector<std::string> ids = {found->front().face_id};
  const auto results = insist([&] { return client.identify(group, ids, 1, 0.1, never); });
  if (!results || results->empty() || results->front().candidates.empty())
    return false;
  const std::string &person = results->front().candidates.front().person_id;
  return insist([&] { return client.get_person(group, person, never); }).ok();
}

} // namespace

bool name_naively(const test::FakeAzure &azure, const Scene &scene) {
  const AzureLookupOptions options = options_for(azure);
  azure::FaceClient client(options.client, azure::make_curl_transport({}));
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> all_named = true;
  const auto work = [&] {
    for (std::size_t i = next++; i < scene.faces.size(); i = next++)
      if (!name_one(client, options.group, scene, scene.faces[i]))
        all_named = false;
  };
  { const std::jthread first(work), second(work); }
  return all_named;
}

} // namespace facerec::bench
