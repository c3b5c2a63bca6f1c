#include "server/errors.h"

#include <nlohmann/json.hpp>

namespace facerec::server {

Response error_response(int status, std::string_view code, std::string_view message) {
  const nlohmann::json body = {{"error", {{"code", code}, {"message", message}}}};
  return {status,
          body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
          {{"x-ms-error-code", std::string(code)}}};
}

Response bad_argument(std::string_view message) { return error_response(400, "BadArgument", message); }

Response invalid_image(std::string_view message) { return error_response(400, "InvalidImage", message); }

Response access_denied() {
  return error_response(401, "401",
                        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a "
                        "valid key for an active subscription and use a correct regional API endpoint for your "
                        "resource.");
}

Response internal_error() { return error_response(500, "InternalServerError", "The server failed; try again later."); }

} // namespace facerec::server
