// Which addresses a picture may be fetched from.
#pragma once

#include <sys/socket.h>

namespace facerec::server {

// Whether the address is one of the public internet. Not so: this machine, link-local, private and shared (CGNAT)
// networks, multicast, broadcast, the unspecified address, what is reserved for documentation, tests and protocols, and
// every form of IPv6 address that leads to such an IPv4 address (mapped, compatible, NAT64) or may do so (6to4,
// Teredo).
bool is_public(const sockaddr &address);

} // namespace facerec::server
