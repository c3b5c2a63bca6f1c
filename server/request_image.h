// The picture of a request.
#pragma once

#include "server/parameters.h"
#include "server/service.h"

#include <opencv2/core/mat.hpp>

#include <memory>

namespace facerec::server {

// At most so many are in memory at once, in the whole process: a small file may hold 100 megapixels.
inline constexpr int max_pictures = 8;

struct Picture {
  std::shared_ptr<void> place; // among max_pictures, until the last copy goes
  cv::Mat bgr;
};

// From a body of application/octet-stream, or from where a body {"url": …} says, if the service may fetch. Waits until
// there is a place for it.
Parsed<Picture> request_image(const Service &service, const Request &request);

} // namespace facerec::server
