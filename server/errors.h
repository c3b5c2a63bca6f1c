// Microsoft's errors: the words of "Face API error codes" (reference-face-error-codes), status, code and message.
#pragma once

#include "server/http_message.h"

#include <string>
#include <string_view>

namespace facerec::server {

// {"error":{"code":…,"message":…}}
Response error_response(int status, std::string_view code, std::string_view message);

Response bad_argument(std::string_view message);
Response invalid_image(std::string_view message);
Response access_denied();
Response internal_error(); // 500; what went wrong is nobody's business outside

} // namespace facerec::server
