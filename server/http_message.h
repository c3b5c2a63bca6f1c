// A request and its answer, as the operations see them: no sockets, no library of HTTP.
#pragma once

#include "facerec/base/time.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace facerec::server {

enum class ApiVersion { V1_0, V1_2 };

struct Request {
  std::string method{};                                    // "GET", …
  std::string path{};                                      // percent-decoded, without the query
  std::map<std::string, std::string, std::less<>> query{}; // percent-decoded; the last of several equal names
  std::string content_type{};
  std::string key{};           // the subscription key that came with it
  std::string body{};          // empty where body_too_large
  bool body_too_large = false; // more than http_front's limit; the body was thrown away
  std::string host{};          // the Host header, as the client wrote it
  std::string client{};        // the address that it came from, without the port
  bool is_from_this_machine = false;
  std::uint64_t body_bytes = 0; // as many as came
  TimePoint arrived{};          // when its headers were there
};

struct Response {
  int status = 200;
  std::string body{}; // JSON; empty: none
  std::vector<std::pair<std::string, std::string>> headers{};
};

} // namespace facerec::server
