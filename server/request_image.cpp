#include "server/request_image.h"

#include "facerec/base/text.h"
#include "server/errors.h"
#include "server/fetch/url_fetcher.h"
#include "server/image_decoder.h"

#include <nlohmann/json.hpp>

#include <semaphore>

namespace facerec::server {
namespace {

Response too_big() { return error_response(400, "InvalidImageSize", "Image size is too big."); }

Response invalid_url(std::string_view message) { return error_response(400, "InvalidURL", message); }

Response refusal(FetchFailure failure) {
  switch (failure) {
  case FetchFailure::NotAUrl:
    return invalid_url("Invalid image URL.");
  case FetchFailure::TooLarge:
    return too_big();
  case FetchFailure::Unreachable:
    break;
  }
  return invalid_url("Invalid image URL or error downloading from target server. Remote server error returned: "
                     "\"An error occurred while sending the request.\"");
}

Parsed<std::string> url_of(const Request &request) {
  const Parsed<nlohmann::json> body = json_object(request);
  if (!body)
    return body.error();
  const auto url = body->find("url");
  if (url == body->end() || !url->is_string())
    return bad_argument("Request body is invalid.");
  return url->get<std::string>();
}

Parsed<std::string> fetched_bytes(const Service &service, const Request &request) {
  const Parsed<std::string> url = url_of(request);
  if (!url)
    return url.error();
  if (!service.urls)
    return invalid_url("Invalid image URL: this server fetches no pictures; start it with --allow-url-fetch to "
                       "allow that.");
  Result<std::string, FetchFailure> bytes = service.urls->fetch(*url);
  return bytes ? Parsed<std::string>(std::move(*bytes)) : refusal(bytes.error());
}

std::shared_ptr<void> wait_for_place() {
  static std::counting_semaphore<max_pictures> places(max_pictures);
  places.acquire();
  return {nullptr, [](void *) { places.release(); }};
}

Parsed<Picture> decoded(std::string_view bytes) {
  if (bytes.size() > max_image_bytes)
    return too_big();
  if (bytes.size() < min_image_bytes)
    return error_response(400, "InvalidImageSize", "Image size is too small.");
  std::shared_ptr<void> place = wait_for_place();
  Result<cv::Mat> bgr = decode_image(bytes);
  if (!bgr)
    return invalid_image("Decoding error, image format unsupported.");
  return Picture{std::move(place), std::move(*bgr)};
}

} // namespace

Parsed<Picture> request_image(const Service &service, const Request &request) {
  if (to_lower(request.content_type).starts_with("application/json")) {
    const Parsed<std::string> bytes = fetched_bytes(service, request);
    return bytes ? decoded(*bytes) : bytes.error();
  }
  return request.body_too_large ? too_big() : decoded(request.body);
}

} // namespace facerec::server
