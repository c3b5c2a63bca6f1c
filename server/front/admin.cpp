#include "server/front/admin.h"

#include "server/answers.h"
#include "server/errors.h"

#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

Response put(Director &director, const Request &request) {
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  if (request.body_too_large || body.is_discarded())
    return bad_argument("JSON parsing error.");
  Result<Behaviours> behaviours = behaviours_from(body);
  if (!behaviours)
    return bad_argument(behaviours.error().message);
  director.set(std::move(*behaviours));
  return json_response(to_json(director.behaviours()));
}

} // namespace

bool is_admin(const Request &request) { return request.path == "/admin" || request.path.starts_with("/admin/"); }

Response administer(Director &director, const Request &request) {
  if (!request.is_from_this_machine)
    return error_response(403, "Forbidden", "/admin answers clients on the server's own machine only.");
  if (request.path != "/admin/behaviours")
    return error_response(404, "404", "Resource not found");
  if (request.method == "PUT")
    return put(director, request);
  if (request.method == "DELETE")
    director.set({});
  else if (request.method != "GET")
    return error_response(405, "MethodNotAllowed", "/admin/behaviours knows GET, PUT and DELETE.");
  return json_response(to_json(director.behaviours()));
}

} // namespace facerec::server
