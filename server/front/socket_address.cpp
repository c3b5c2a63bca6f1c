#include "server/front/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstring>

namespace facerec::server {
namespace {

// Copied, because the bytes of a sockaddr may lie anywhere.
template <class Address> Address as(const sockaddr &address) {
  Address copy{};
  std::memcpy(&copy, &address, sizeof copy);
  return copy;
}

bool is_loopback_ipv6(const in6_addr &address) {
  return IN6_IS_ADDR_LOOPBACK(&address) || (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127);
}

} // namespace

Result<SocketAddress> parse_address(const std::string &address, std::uint16_t port) {
  SocketAddress parsed;
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(port);
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &ipv4.sin_addr) == 1)
    std::memcpy(&parsed.storage, &ipv4, sizeof ipv4);
  else if (inet_pton(AF_INET6, address.c_str(), &ipv6.sin6_addr) == 1)
    std::memcpy(&parsed.storage, &ipv6, sizeof ipv6);
  else
    return invalid_argument("'" + address + "' is not an IPv4 or IPv6 address");
  return parsed;
}

std::string text_of(const sockaddr &address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.sa_family == AF_INET) {
    const auto ipv4 = as<sockaddr_in>(address);
    inet_ntop(AF_INET, &ipv4.sin_addr, text.data(), text.size());
  } else if (address.sa_family == AF_INET6) {
    const auto ipv6 = as<sockaddr_in6>(address);
    inet_ntop(AF_INET6, &ipv6.sin6_addr, text.data(), text.size());
  }
  return text.data();
}

bool is_loopback(const sockaddr &address) {
  if (address.sa_family == AF_INET)
    return ntohl(as<sockaddr_in>(address).sin_addr.s_addr) >> 24U == 127;
  return address.sa_family == AF_INET6 && is_loopback_ipv6(as<sockaddr_in6>(address).sin6_addr);
}

std::string base_url_of(std::string_view scheme, const SocketAddress &address, int port) {
  std::string host = text_of(*address.get());
  if (host == "0.0.0.0")
    host = "127.0.0.1";
  if (host == "::")
    host = "::1";
  if (address.is_ipv6())
    host = "[" + host + "]";
  return std::string(scheme) + "://" + host + ":" + std::to_string(port);
}

} // namespace facerec::server
