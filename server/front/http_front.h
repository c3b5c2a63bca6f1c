// HTTP in and out (GNU libmicrohttpd). Knows bytes, methods, paths and headers, and nothing of faces.
#pragma once

#include "facerec/base/result.h"
#include "server/http_message.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace facerec::server {

// Called on a thread of the connection, several at once; must not throw.
using Handler = std::function<Response(const Request &)>;

struct HttpOptions {
  std::string address;
  std::uint16_t port = 0;
  int max_connections = 256;
  int idle_timeout_s = 15;                                         // a connection on which nothing moves is closed
  std::size_t max_body_bytes = 0;                                  // more is thrown away (Request::body_too_large)
  std::size_t max_discarded_bytes = std::size_t{64} * 1024 * 1024; // and even more ends the connection
};

class HttpFront {
public:
  // InvalidArgument where the address is none, Unavailable where it cannot be bound.
  static Result<std::unique_ptr<HttpFront>> start(const HttpOptions &options, Handler handler);
  virtual ~HttpFront() = default;
  virtual int port() const = 0;
  virtual std::string base_url() const = 0;
  // Waits for the requests under way; idempotent.
  virtual void stop() = 0;
};

} // namespace facerec::server
