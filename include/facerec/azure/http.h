// One HTTP exchange. The interface lets tests play the network; make_curl_transport() is the real one.
#pragma once

#include "facerec/base/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sockaddr;

namespace facerec::azure {

enum class Method { Get, Post, Put, Patch, Delete };
std::string_view to_string(Method method); // "GET", …

struct HttpRequest {
  Method method = Method::Get;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers; // may hold secrets: never logged
  std::span<const std::uint8_t> body;                       // borrowed for the duration of send()
  std::chrono::milliseconds timeout{10000};                 // for the whole exchange
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers; // names in lower case
  std::string body;

  std::optional<std::string_view> header(std::string_view lower_case_name) const;
};

enum class HttpFailure { Transport, Timeout, Cancelled, TooLarge };
struct HttpError {
  HttpFailure failure = HttpFailure::Transport;
  std::string message; // the library's words, without URL query, headers or secrets
};

class HttpTransport {
public:
  virtual ~HttpTransport() = default;
  // Blocks. Any thread, several at once. Never follows a redirect. Returns promptly with Cancelled when stop is
  // requested, also in the middle of a transfer.
  virtual Result<HttpResponse, HttpError> send(const HttpRequest &request, std::stop_token stop) = 0;
};

struct CurlOptions {
  std::string ca_file;                               // PEM; empty: the system's store
  std::size_t max_response_bytes = 16 * 1024 * 1024; // a larger answer is TooLarge
  std::chrono::milliseconds connect_timeout{5000};
  // Whether a connection to the address may be made; asked for each address that a name stands for. Without: any. With
  // it no proxy is used, which would connect to somewhere else.
  bool (*may_connect)(const sockaddr &address) = nullptr;
};
// Connections are kept and reused, HTTP/2 where offered, no "Expect: 100-continue"; TLS verified; only http and https.
std::shared_ptr<HttpTransport> make_curl_transport(const CurlOptions &options);

} // namespace facerec::azure
