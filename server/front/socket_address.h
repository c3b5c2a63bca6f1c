// Addresses of sockets, of either family.
#pragma once

#include "facerec/base/result.h"

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace facerec::server {

struct SocketAddress {
  sockaddr_storage storage{};

  const sockaddr *get() const { return reinterpret_cast<const sockaddr *>(&storage); }
  bool is_ipv6() const { return storage.ss_family == AF_INET6; }
};

// An IPv4 or IPv6 address in figures; InvalidArgument where the text is none.
Result<SocketAddress> parse_address(const std::string &address, std::uint16_t port);

// Without the port: "127.0.0.1", "::1"; empty where it is neither IPv4 nor IPv6.
std::string text_of(const sockaddr &address);

bool is_loopback(const sockaddr &address); // 127.0.0.0/8 and ::1, also as IPv4-mapped IPv6 address

// "http://127.0.0.1:80". An address that stands for all of the machine's own (0.0.0.0, ::) becomes that of loopback.
std::string base_url_of(std::string_view scheme, const SocketAddress &address, int port);

} // namespace facerec::server
