// What is kept with a face so that its picture is known again: the SHA-256 of the file, in the persisted face's
// userData.
//
// Azure gives neither the picture of a face back nor anything computed from it, so only what is put beside it can tell
// later whether a picture was added before. The person's userData is no place for that: it comes out in the metadata.
#pragma once

#include "facerec/base/result.h"
#include "facerec/exit_code.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace facerec::tool {

// 64 hexadecimal digits.
std::string picture_hash(std::span<const std::uint8_t> bytes);

// `user_data`, which is empty or a JSON object, with the member "sha256". Any other is refused, and one that has more
// than 1,024 characters with the hash in it.
Result<std::string, Failure> with_hash(std::string_view user_data, const std::string &hash);

// The hash in a face's userData; nothing where it holds none.
std::optional<std::string> hash_in(std::string_view user_data);

} // namespace facerec::tool
