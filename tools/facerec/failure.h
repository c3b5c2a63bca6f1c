// What went wrong with the service, in words and as an exit code.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/exit_code.h"

#include <string>
#include <string_view>

namespace facerec::tool {

ExitCode exit_code_of(const azure::ServiceError &error);

// "No face detected in the image. (InvalidImage)": the service's words and its code.
std::string in_words(const azure::ServiceError &error);

// "Cannot WHAT: …", and what to do about it where that is known.
Failure service_failure(std::string_view what, const azure::ServiceError &error);

} // namespace facerec::tool
