// The picture of a request.
#pragma once

#include "server/parameters.h"

#include <opencv2/core/mat.hpp>

namespace facerec::server {

// From a body of application/octet-stream. A url body is refused (InvalidURL): this server fetches nothing.
Parsed<cv::Mat> request_image(const Request &request);

} // namespace facerec::server
