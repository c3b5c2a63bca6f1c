// Portraits as files.
#pragma once

#include "facerec/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace facerec::tool {

// By its name: JPEG, PNG, GIF or BMP.
bool is_picture(const std::filesystem::path &path);

// The bytes of a file that the service may take as a picture: 1 KB to 6 MB (Azure Face v1.2, Add Large Person Group
// Person Face). The error is the reason, without the file's name.
Result<std::vector<std::uint8_t>, std::string> read_picture(const std::filesystem::path &path);

} // namespace facerec::tool
