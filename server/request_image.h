// The picture of a request.
#pragma once

#include "server/parameters.h"
#include "server/service.h"

#include <opencv2/core/mat.hpp>

namespace facerec::server {

// From a body of application/octet-stream, or from where a body {"url": …} says, if the service may fetch.
Parsed<cv::Mat> request_image(const Service &service, const Request &request);

} // namespace facerec::server
