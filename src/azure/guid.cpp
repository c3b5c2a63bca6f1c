#include "azure/guid.h"

#include <array>
#include <cstdint>
#include <random>

namespace facerec::azure {

std::string make_guid() {
  std::random_device device;
  std::array<std::uint8_t, 16> bytes{};
  for (std::uint8_t &byte : bytes)
    byte = static_cast<std::uint8_t>(device());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40); // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80); // the variant of RFC 9562

  constexpr const char *digits = "0123456789abcdef";
  std::string guid;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      guid += '-';
    guid += digits[bytes[i] >> 4];
    guid += digits[bytes[i] & 0x0f];
  }
  return guid;
}

} // namespace facerec::azure
