#include "server/front/client_rates.h"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace facerec::server {
namespace {

std::string client_of(const std::string &address) {
  constexpr std::size_t network_bytes = 8;
  in6_addr ipv6{};
  if (inet_pton(AF_INET6, address.c_str(), &ipv6) != 1)
    return address;
  return {reinterpret_cast<const char *>(&ipv6), network_bytes};
}

} // namespace

ClientRates::ClientRates(int limit, Clock clock) : limit_(limit), clock_(std::move(clock)) {}

bool ClientRates::admit(const std::string &address) {
  if (limit_ == 0)
    return true;
  const std::lock_guard lock(mutex_);
  const TimePoint now = clock_();
  forget_idle(now);
  return !windows_[client_of(address)].take(static_cast<std::size_t>(limit_), now);
}

void ClientRates::forget_idle(TimePoint now) {
  if (now < next_sweep_)
    return;
  std::erase_if(windows_, [now](const auto &window) { return window.second.is_empty(now); });
  next_sweep_ = now + SlidingWindow::length;
}

} // namespace facerec::server
