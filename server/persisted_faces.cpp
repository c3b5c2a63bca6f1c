#include "facerec/base/text.h"
#include "server/answers.h"
#include "server/errors.h"
#include "server/kept_image.h"
#include "server/operations.h"
#include "server/parameters.h"
#include "server/random.h"
#include "server/request_image.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace facerec::server {
namespace {

// "left,top,width,height"; nothing where there is no targetFace.
Parsed<std::optional<Rect>> target_face(const Request &request, const cv::Size &picture) {
  const std::string value = text_parameter(request, "targetFace");
  if (value.empty())
    return std::optional<Rect>();
  const std::vector<std::string_view> parts = split(value, ',');
  std::array<int, 4> numbers{};
  bool valid = parts.size() == numbers.size();
  for (std::size_t i = 0; valid && i < numbers.size(); ++i) {
    const char *end = parts[i].data() + parts[i].size();
    const auto [stop, error] = std::from_chars(parts[i].data(), end, numbers[i]);
    valid = error == std::errc() && stop == end && numbers[i] >= 0;
  }
  const Rect rect{numbers[0], numbers[1], numbers[2], numbers[3]};
  if (!valid || rect.empty())
    return bad_argument("Invalid argument targetFace.");
  if (intersect(rect, {0, 0, picture.width, picture.height}) != rect)
    return bad_argument("Argument targetFace out of range.");
  return std::optional(rect);
}

bool covers(const Rect &rect, const Point &point) {
  return point.x >= rect.x && point.y >= rect.y && point.x < rect.x + rect.width && point.y < rect.y + rect.height;
}

// The one face that is meant.
Parsed<SeenFace> only_face(std::vector<SeenFace> faces, const std::optional<Rect> &target) {
  if (target)
    std::erase_if(faces, [&](const SeenFace &seen) { return !covers(*target, seen.face.box.center()); });
  if (faces.empty())
    return invalid_image("No face detected in the image.");
  if (faces.size() > 1)
    return invalid_image("There is more than 1 face in the image.");
  return faces.front();
}

struct LearnedFace {
  Encoding encoding;
  std::string image; // empty: none is kept
};

Parsed<LearnedFace> learn_face(Service &service, const Request &request) {
  const Parsed<Picture> picture = request_image(service, request);
  if (!picture)
    return picture.error();
  const Parsed<std::optional<Rect>> target = target_face(request, picture->bgr.size());
  if (!target)
    return target.error();
  const Parsed<SeenFace> face = only_face(service.engine.detect(picture->bgr), *target);
  if (!face)
    return face.error();
  Result<Encoding> encoding = service.engine.encode(picture->bgr, face->face);
  if (!encoding)
    return internal_error();
  return LearnedFace{std::move(*encoding),
                     service.keep_images ? kept_image(picture->bgr, face->face.box) : std::string()};
}

} // namespace

Response add_face(Service &service, const Call &call) {
  if (const Parsed<std::string> model = detection_model(call.request); !model)
    return model.error();
  const Parsed<std::string> user_data =
      checked_text(text_parameter(call.request, "userData"), "userData", max_face_user_data_length);
  if (!user_data)
    return user_data.error();
  // Before the work on the picture, which a wrong id would waste.
  if (const Stored<PersonRecord> person = service.store.person(call.group, call.person); !person)
    return store_error(person.error(), call);
  Parsed<LearnedFace> learned = learn_face(service, call.request);
  if (!learned)
    return learned.error();
  const std::string id = random_uuid();
  const Stored<void> added = service.store.add_face(
      call.group, call.person,
      {id, *user_data, service.engine.encoder(), std::move(learned->encoding), std::move(learned->image)});
  return added ? json_response({{"persistedFaceId", id}}) : store_error(added.error(), call);
}

Response get_face(Service &service, const Call &call) {
  const Stored<FaceRecord> face = service.store.face(call.group, call.person, call.face);
  if (!face)
    return store_error(face.error(), call);
  nlohmann::json json = {{"persistedFaceId", face->id}};
  if (!face->user_data.empty())
    json["userData"] = face->user_data;
  return json_response(json);
}

Response update_face(Service &service, const Call &call) {
  const Parsed<nlohmann::json> body = json_object(call.request);
  if (!body)
    return body.error();
  const auto user_data = text_member(*body, "userData", max_face_user_data_length);
  if (!user_data)
    return user_data.error();
  if (*user_data)
    return done(service.store.update_face(call.group, call.person, call.face, **user_data), call);
  const Stored<FaceRecord> unchanged = service.store.face(call.group, call.person, call.face);
  return unchanged ? Response{} : store_error(unchanged.error(), call);
}

Response delete_face(Service &service, const Call &call) {
  return done(service.store.delete_face(call.group, call.person, call.face), call);
}

} // namespace facerec::server
