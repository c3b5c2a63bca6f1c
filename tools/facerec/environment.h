// Everything outside of the tool that its commands may touch, so that tests can play the world.
#pragma once

#include "facerec/azure/http.h"
#include "facerec/base/time.h"

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace facerec::tool {

struct Environment {
  std::ostream &out; // results
  std::ostream &err; // progress and errors
  std::function<std::optional<std::string>(const std::string &name)> variable;
  std::function<std::shared_ptr<azure::HttpTransport>(const azure::CurlOptions &options)> make_transport;
  Clock clock;
  // Waits; false as soon as stop is requested.
  std::function<bool(Duration duration, std::stop_token stop)> wait;
  std::function<double()> jitter; // uniform, 0..1
  std::stop_token stop;           // Ctrl-C
  bool err_is_terminal = false;   // somebody is looking on
};

// The real one: this process's variables, streams, clock and network.
Environment process_environment(std::stop_token stop);

} // namespace facerec::tool
