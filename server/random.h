// Randomness that nobody can guess: the system's own source.
#pragma once

#include <cstddef>
#include <string>

namespace facerec::server {

// `bytes` random bytes as lower-case hexadecimal digits.
std::string random_hex(std::size_t bytes);

// A random UUID (RFC 9562, version 4) in lower case.
std::string random_uuid();

} // namespace facerec::server
