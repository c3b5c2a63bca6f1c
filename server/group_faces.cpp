#include "server/answers.h"
#include "server/face_comparison.h"
#include "server/operations.h"

#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

constexpr std::size_t min_face_ids = 2;
constexpr std::size_t max_face_ids = 1000;

std::vector<std::vector<std::size_t>> group_by_person(const std::vector<KnownFacePtr> &faces,
                                                      const ConfidenceScale &scale) {
  std::vector<ComparedFace> compared;
  for (const KnownFacePtr &face : faces)
    compared.emplace_back(face, scale);
  return partition(faces.size(), [&](std::size_t one, std::size_t other) {
    return compared[one].confidence(compared[other]) >= same_person;
  });
}

} // namespace

Response group_faces(Service &service, const Call &call) {
  const Parsed<nlohmann::json> body = json_object(call.request);
  if (!body)
    return body.error();
  const Parsed<std::vector<std::string>> ids = face_ids_of(*body, min_face_ids, max_face_ids);
  if (!ids)
    return ids.error();
  const Parsed<std::vector<KnownFacePtr>> faces = known_faces(service, *ids, "");
  if (!faces)
    return faces.error();
  nlohmann::json groups = nlohmann::json::array();
  nlohmann::json messy = nlohmann::json::array(); // those that are like no other
  for (const std::vector<std::size_t> &part : group_by_person(*faces, service.engine.scale())) {
    nlohmann::json group = nlohmann::json::array();
    for (const std::size_t index : part)
      (part.size() == 1 ? messy : group).push_back((*ids)[index]);
    if (!group.empty())
      groups.push_back(std::move(group));
  }
  return json_response({{"groups", std::move(groups)}, {"messyGroup", std::move(messy)}});
}

} // namespace facerec::server
