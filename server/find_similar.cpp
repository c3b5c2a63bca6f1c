#include "server/answers.h"
#include "server/errors.h"
#include "server/face_comparison.h"
#include "server/operations.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace facerec::server {
namespace {

constexpr std::size_t max_face_ids = 1000;
constexpr int max_candidates = 1000;
constexpr int default_candidates = 20;

struct FindSimilarOptions {
  std::string face_id;
  std::vector<std::string> face_ids;
  int candidates = default_candidates;
  double threshold = same_person;
};

struct SimilarFace {
  std::string face_id;
  double confidence = 0;
};

// matchPerson leaves out who is somebody else; matchFace ranks all.
Parsed<double> read_threshold(const nlohmann::json &body) {
  const nlohmann::json *mode = member_of(body, "mode");
  if (!mode || *mode == "matchPerson")
    return same_person;
  if (*mode == "matchFace")
    return 0.0;
  return bad_argument("Mode is invalid.");
}

// The answer where the faces to look among are not given by "faceIds". This server keeps no lists of faces, so that
// none is found.
std::optional<Response> not_among_face_ids(const nlohmann::json &body) {
  const bool list = member_of(body, "faceListId");
  const bool large_list = member_of(body, "largeFaceListId");
  const int given = (list ? 1 : 0) + (large_list ? 1 : 0) + (member_of(body, "faceIds") ? 1 : 0);
  if (given == 0)
    return bad_argument("LargeFaceListId, faceListId and faceIds are all null.");
  if (given > 1)
    return bad_argument("2 or more of largeFaceListId, faceListId and faceIds are not null.");
  if (list) {
    const Parsed<std::string> id = collection_id_of(body, "faceListId", "Face list ID is invalid.");
    return id ? error_response(400, "FaceListNotFound", "Face list is not found.") : id.error();
  }
  if (large_list) {
    const Parsed<std::string> id = collection_id_of(body, "largeFaceListId", "Large face list ID is invalid.");
    return id ? error_response(400, "LargeFaceListNotFound", "Large face list is not found.") : id.error();
  }
  return std::nullopt;
}

Parsed<FindSimilarOptions> read_options(const Request &request) {
  const Parsed<nlohmann::json> body = json_object(request);
  if (!body)
    return body.error();
  const Parsed<std::string> face_id = uuid_of(*body, "faceId", "Request body is invalid.");
  if (!face_id)
    return face_id.error();
  const Parsed<int> candidates = max_candidates_of(*body, max_candidates, default_candidates);
  if (!candidates)
    return candidates.error();
  const Parsed<double> threshold = read_threshold(*body);
  if (!threshold)
    return threshold.error();
  if (std::optional<Response> answer = not_among_face_ids(*body))
    return *answer;
  Parsed<std::vector<std::string>> face_ids = face_ids_of(*body, 1, max_face_ids);
  if (!face_ids)
    return face_ids.error();
  return FindSimilarOptions{*face_id, std::move(*face_ids), *candidates, *threshold};
}

// Surest first; equal ones as they were asked for.
std::vector<SimilarFace> rank(const ComparedFace &face, const std::vector<KnownFacePtr> &others,
                              const FindSimilarOptions &options, const ConfidenceScale &scale) {
  std::vector<SimilarFace> ranked;
  for (std::size_t i = 0; i < others.size(); ++i) {
    const double confidence = face.confidence(ComparedFace(others[i], scale));
    if (confidence >= options.threshold)
      ranked.push_back({options.face_ids[i], confidence});
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const SimilarFace &a, const SimilarFace &b) { return a.confidence > b.confidence; });
  ranked.resize(std::min(ranked.size(), static_cast<std::size_t>(options.candidates)));
  return ranked;
}

} // namespace

Response find_similar(Service &service, const Call &call) {
  const Parsed<FindSimilarOptions> options = read_options(call.request);
  if (!options)
    return options.error();
  const Parsed<KnownFacePtr> face = known_face(service, options->face_id, 400);
  if (!face)
    return face.error();
  const auto others = known_faces(service, options->face_ids, (*face)->recognition_model);
  if (!others)
    return others.error();
  const ConfidenceScale scale = service.engine.scale();
  nlohmann::json list = nlohmann::json::array();
  for (const SimilarFace &similar : rank(ComparedFace(*face, scale), *others, *options, scale))
    list.push_back({{"faceId", similar.face_id}, {"confidence", similar.confidence}});
  return json_response(list);
}

} // namespace facerec::server
