#include "facerec/environment.h"

#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <random>
#include <unistd.h>

namespace facerec::tool {
namespace {

std::optional<std::string> process_variable(const std::string &name) {
  const char *value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

bool wait_unless_stopped(Duration duration, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  woken.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

} // namespace

Environment process_environment(std::stop_token stop) {
  auto random = std::make_shared<std::mt19937>(std::random_device{}());
  return {.out = std::cout,
          .err = std::cerr,
          .variable = process_variable,
          .make_transport = azure::make_curl_transport,
          .clock = steady_clock(),
          .wait = wait_unless_stopped,
          .jitter = [random] { return std::uniform_real_distribution<double>(0, 1)(*random); },
          .stop = std::move(stop),
          .err_is_terminal = isatty(STDERR_FILENO) != 0};
}

} // namespace facerec::tool
