#include "server/front/stop_signal.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>

namespace facerec::server {
namespace {

int milliseconds_until(std::chrono::steady_clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

} // namespace

StopSignal::StopSignal() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

StopSignal::~StopSignal() {
  if (event_ >= 0)
    ::close(event_);
}

void StopSignal::raise() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(event_, &one, sizeof one); // fails only where it is raised already
}

bool StopSignal::wait(std::chrono::milliseconds time) const {
  const auto end = std::chrono::steady_clock::now() + time;
  pollfd stop{event_, POLLIN, 0};
  int ready = 0;
  do
    ready = ::poll(&stop, 1, milliseconds_until(end));
  while (ready < 0 && errno == EINTR);
  return ready == 0;
}

void StopSignal::wait_for_end_of(int socket) const {
  std::array<pollfd, 2> awaited{{{event_, POLLIN, 0}, {socket, POLLRDHUP, 0}}};
  while (::poll(awaited.data(), awaited.size(), -1) < 0 && errno == EINTR) {
  }
}

} // namespace facerec::server
