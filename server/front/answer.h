// A response and how it goes out.
#pragma once

#include "server/http_message.h"

#include <chrono>
#include <string>

namespace facerec::server {

enum class Delivery {
  Whole,
  Drip,      // a byte at a time
  Truncated, // half of what Content-Length promises, then the connection ends
  Padded,    // behind more blanks than a client should read
  Hang,      // nothing, until the client goes or the server stops
  Reset,     // nothing, and the connection is reset
};

struct Answer {
  Response response;
  Delivery delivery = Delivery::Whole;
  std::chrono::milliseconds delay{0}; // before anything of it goes out
  std::string operation{};            // for the request log: the router's name; empty: none
  std::string fault{};                // for the request log: what was done to it on purpose; empty: nothing
};

} // namespace facerec::server
