// The words of the API: versions and ids.
#include "facerec/azure/face_client.h"

#include <algorithm>

namespace facerec::azure {

std::string_view to_string(ApiVersion version) { return version == ApiVersion::V1_0 ? "v1.0" : "v1.2"; }

std::optional<ApiVersion> api_version_from(std::string_view text) {
  for (const ApiVersion version : {ApiVersion::V1_0, ApiVersion::V1_2})
    if (text == to_string(version))
      return version;
  return std::nullopt;
}

bool is_valid_group_id(std::string_view id) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), is_allowed);
}

} // namespace facerec::azure
