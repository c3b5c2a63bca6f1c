#include "facerec/identify.h"

#include <algorithm>

namespace facerec::tool {
namespace {

constexpr std::size_t most_faces_at_once = 10; // Azure Face v1.2, Identify

azure::ServiceError no_face_ids() {
  azure::ServiceError error;
  error.kind = azure::ServiceError::Kind::Forbidden;
  error.code = "UnsupportedFeature";
  error.message = "The service gives this account no faceIds.";
  return error;
}

} // namespace

azure::Answer<std::vector<SeenFace>> Identifier::identify(std::span<const std::uint8_t> picture) {
  azure::DetectOptions options;
  options.detection_model = rules_.detection_model;
  options.recognition_model = rules_.recognition_model;
  const auto faces =
      account_.ask([&](auto &client, std::stop_token stop) { return client.detect(picture, options, stop); });
  if (!faces)
    return faces.error();
  std::vector<SeenFace> seen;
  const std::span<const azure::DetectedFace> all(*faces);
  for (std::size_t first = 0; first < all.size(); first += most_faces_at_once) {
    const auto some = all.subspan(first, std::min(most_faces_at_once, all.size() - first));
    if (const auto done = identify_some(some, seen); !done)
      return done.error();
  }
  return seen;
}

azure::Answer<void> Identifier::identify_some(std::span<const azure::DetectedFace> faces, std::vector<SeenFace> &seen) {
  std::vector<std::string> ids;
  for (const azure::DetectedFace &face : faces)
    ids.push_back(face.face_id);
  if (std::any_of(ids.begin(), ids.end(), [](const std::string &id) { return id.empty(); }))
    return no_face_ids();
  const auto results = account_.ask([&](auto &client, std::stop_token stop) {
    return client.identify(group_, ids, rules_.candidates, rules_.threshold, stop);
  });
  if (!results)
    return results.error();
  for (const azure::DetectedFace &face : faces) {
    SeenFace one{face.rectangle, {}};
    const auto result =
        std::find_if(results->begin(), results->end(), [&](auto &at) { return at.face_id == face.face_id; });
    for (std::size_t i = 0; result != results->end() && i < result->candidates.size(); ++i) {
      const azure::IdentifyCandidate &candidate = result->candidates[i];
      const auto name = name_of(candidate.person_id);
      if (!name)
        return name.error();
      one.matches.push_back({candidate.person_id, *name, candidate.confidence});
    }
    seen.push_back(std::move(one));
  }
  return {};
}

// Empty where the person was deleted since the training.
azure::Answer<std::string> Identifier::name_of(const std::string &person_id) {
  if (const auto known = names_.find(person_id); known != names_.end())
    return known->second;
  const auto person =
      account_.ask([&](auto &client, std::stop_token stop) { return client.get_person(group_, person_id, stop); });
  if (!person && person.error().kind != azure::ServiceError::Kind::NotFound)
    return person.error();
  return names_[person_id] = person ? person->name : "";
}

} // namespace facerec::tool
