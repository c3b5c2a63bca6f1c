#include "server/fetch/address_rule.h"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace facerec::server {
namespace {

using Ipv6 = std::array<std::uint8_t, 16>;

constexpr std::uint32_t ipv4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24U | b << 16U | c << 8U | d;
}

struct Network4 {
  std::uint32_t address;
  unsigned bits;
};

// IANA's registry of special-purpose IPv4 addresses, multicast and class E.
constexpr std::array<Network4, 16> special_ipv4 = {{
    {ipv4(0, 0, 0, 0), 8},
    {ipv4(10, 0, 0, 0), 8},
    {ipv4(100, 64, 0, 0), 10},
    {ipv4(127, 0, 0, 0), 8},
    {ipv4(169, 254, 0, 0), 16},
    {ipv4(172, 16, 0, 0), 12},
    {ipv4(192, 0, 0, 0), 24},
    {ipv4(192, 0, 2, 0), 24},
    {ipv4(192, 31, 196, 0), 24},
    {ipv4(192, 88, 99, 0), 24},
    {ipv4(192, 168, 0, 0), 16},
    {ipv4(198, 18, 0, 0), 15},
    {ipv4(198, 51, 100, 0), 24},
    {ipv4(203, 0, 113, 0), 24},
    {ipv4(224, 0, 0, 0), 4},
    {ipv4(240, 0, 0, 0), 4},
}};

bool is_public_ipv4(std::uint32_t address) {
  return std::none_of(special_ipv4.begin(), special_ipv4.end(), [address](const Network4 &network) {
    return (address ^ network.address) >> (32U - network.bits) == 0;
  });
}

struct Network6 {
  Ipv6 address;
  unsigned bits;
};

// Within the space that is given out to the internet: protocol assignments with Teredo and ORCHID, documentation, 6to4.
constexpr std::array<Network6, 4> special_ipv6 = {{
    {{0x20, 0x01}, 23},
    {{0x20, 0x01, 0x0d, 0xb8}, 32},
    {{0x20, 0x02}, 16},
    {{0x3f, 0xff}, 20},
}};
constexpr Network6 given_out = {{0x20}, 3};
constexpr Network6 mapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr Network6 nat64 = {{0, 0x64, 0xff, 0x9b}, 96};

bool is_in(const Ipv6 &address, const Network6 &network) {
  const unsigned whole = network.bits / 8;
  const unsigned rest = network.bits % 8;
  if (!std::equal(address.begin(), address.begin() + whole, network.address.begin()))
    return false;
  return rest == 0 || (address.at(whole) ^ network.address.at(whole)) >> (8U - rest) == 0;
}

std::uint32_t last_four(const Ipv6 &address) { return ipv4(address[12], address[13], address[14], address[15]); }

bool is_public_ipv6(const Ipv6 &address) {
  if (is_in(address, mapped) || is_in(address, nat64))
    return is_public_ipv4(last_four(address));
  return is_in(address, given_out) && std::none_of(special_ipv6.begin(), special_ipv6.end(),
                                                   [&](const auto &network) { return is_in(address, network); });
}

} // namespace

bool is_public(const sockaddr &address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in ipv4_address{};
    std::memcpy(&ipv4_address, &address, sizeof ipv4_address);
    return is_public_ipv4(ntohl(ipv4_address.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6)
    return false;
  sockaddr_in6 ipv6_address{};
  std::memcpy(&ipv6_address, &address, sizeof ipv6_address);
  Ipv6 bytes{};
  std::memcpy(bytes.data(), &ipv6_address.sin6_addr, bytes.size());
  return is_public_ipv6(bytes);
}

} // namespace facerec::server
