// HTTP in and out (GNU libmicrohttpd). Knows bytes, methods, paths and headers, and nothing of faces.
#pragma once

#include "facerec/base/result.h"
#include "server/front/answer.h"
#include "server/front/delivery.h"
#include "server/http_message.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace facerec::server {

// Called on a thread of the connection, several at once; must not throw.
struct HttpHandlers {
  std::function<Answer(const Request &)> answer;
  // Called when the headers are there. What it gives goes out instead of an answer, and the body is thrown away as it
  // comes. May be empty.
  std::function<std::optional<Answer>(const Request &)> admit{};
  // Called with each answer, refusals too, before anything of it goes out. May be empty.
  std::function<void(const Request &, const Answer &)> observe{};
};

struct HttpOptions {
  std::string address;
  std::uint16_t port = 0;
  std::string tls_certificate{}; // PEM, with those of intermediate authorities; empty: plain HTTP
  std::string tls_key{};         // PEM
  int max_connections = 256;
  int max_connections_per_client = 0;        // from one address; 0: no limit of their own
  int idle_timeout_s = 15;                   // a connection on which nothing moves is closed
  std::chrono::milliseconds patience{60000}; // for a request to arrive whole, and for its answer to be taken
  std::size_t max_header_bytes = std::size_t{32} * 1024;        // more is answered with 431 (414: the first line)
  std::size_t max_headers = 100;                                // more is answered with 431
  std::size_t max_body_bytes = 0;                               // more is thrown away (Request::body_too_large)
  std::size_t max_json_bytes = std::size_t{1024} * 1024;        // the same for bodies of application/json
  std::uint64_t max_discarded_bytes = std::uint64_t{256} << 20; // and even more is answered with 413 or not at all
  DeliveryOptions delivery{};
  Clock clock = steady_clock(); // for Request::arrived
};

class HttpFront {
public:
  // InvalidArgument where the address is none or certificate and key do not work, Unavailable where the address cannot
  // be bound.
  static Result<std::unique_ptr<HttpFront>> start(const HttpOptions &options, HttpHandlers handlers);
  virtual ~HttpFront() = default;
  virtual int port() const = 0;
  virtual std::string base_url() const = 0;
  virtual bool is_exposed() const = 0; // other machines can reach it, and unencrypted
  // Waits for the requests under way, but not for answers that wait on purpose; idempotent.
  virtual void stop() = 0;
};

} // namespace facerec::server
