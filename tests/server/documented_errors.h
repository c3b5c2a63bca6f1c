// The errors that Microsoft documents, and requests that end in them.
#pragma once

#include <string>
#include <vector>

namespace facerec::server {

// Names in braces stand for what the world of documented_errors_test.cpp has.
struct DocumentedError {
  std::string scope;   // of Microsoft's table: "common", "detect", …
  std::string request; // "POST /identify?name=value"
  std::string body;    // JSON, or the bytes of a picture
  int status = 0;
  std::string code;
  std::string message;
};

std::vector<DocumentedError> documented_errors();

} // namespace facerec::server
