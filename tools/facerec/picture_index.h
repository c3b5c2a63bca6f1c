// Pictures of this machine by what is in them.
#pragma once

#include "facerec/base/result.h"
#include "facerec/exit_code.h"

#include <filesystem>
#include <map>
#include <string>

namespace facerec::tool {

using PictureIndex = std::map<std::string, std::filesystem::path>; // by picture_hash()

// Every picture at any depth of `directory`; those that the service would not take are left out.
Result<PictureIndex, Failure> index_pictures(const std::filesystem::path &directory);

} // namespace facerec::tool
