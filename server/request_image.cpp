#include "server/request_image.h"

#include "facerec/base/text.h"
#include "server/errors.h"
#include "server/image_decoder.h"

#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

Response refuse_url(const Request &request) {
  const Parsed<nlohmann::json> body = json_object(request);
  if (!body)
    return body.error();
  const auto url = body->find("url");
  if (url == body->end() || !url->is_string())
    return bad_argument("Request body is invalid.");
  return error_response(400, "InvalidURL",
                        "Invalid image URL or error downloading from target server. Remote server error returned: "
                        "\"An error occurred while sending the request.\"");
}

} // namespace

Parsed<cv::Mat> request_image(const Request &request) {
  if (to_lower(request.content_type).starts_with("application/json"))
    return refuse_url(request);
  if (request.body_too_large || request.body.size() > max_image_bytes)
    return error_response(400, "InvalidImageSize", "Image size is too big.");
  if (request.body.size() < min_image_bytes)
    return error_response(400, "InvalidImageSize", "Image size is too small.");
  Result<cv::Mat> picture = decode_image(request.body);
  if (!picture)
    return invalid_image("Decoding error, image format unsupported.");
  return std::move(*picture);
}

} // namespace facerec::server
