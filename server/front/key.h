// The key that clients must send.
#pragma once

#include "facerec/base/result.h"
#include "server/server.h"

#include <string>
#include <string_view>

namespace facerec::server {

struct Key {
  std::string value;
  std::string source; // where it comes from, in words: "the environment variable FACE_APIKEY"
};

// The first that there is: options.key, options.key_file, the environment's FACE_APIKEY, DATA/key. Where there is none,
// a new key of 32 hexadecimal digits is written to DATA/key, readable by its owner only. A key has 1 to 256 printable
// ASCII characters without blanks (InvalidArgument otherwise).
Result<Key> load_key(const ServeOptions &options);

// Takes as long for a wrong key as for the right one.
bool same_key(std::string_view expected, std::string_view given);

} // namespace facerec::server
