#include "facerec/picture_note.h"

#include "facerec/base/text.h"
#include "facerec/people.h"

#include <glib.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace facerec::tool {
namespace {

using nlohmann::ordered_json;

constexpr const char *member = "sha256";
constexpr std::size_t hash_length = 64;
constexpr std::size_t longest_face_user_data = 1024; // characters (Azure Face v1.2)

} // namespace

std::string picture_hash(std::span<const std::uint8_t> bytes) {
  const std::unique_ptr<gchar, decltype(&g_free)> text(
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes.data(), bytes.size()), g_free);
  return text.get();
}

Result<std::string, Failure> with_hash(std::string_view user_data, const std::string &hash) {
  ordered_json value =
      user_data.empty() ? ordered_json::object() : ordered_json::parse(user_data, nullptr, /*allow_exceptions=*/false);
  if (!value.is_object())
    return Failure{ExitCode::Usage,
                   "The userData of a face is a JSON object, since the picture's hash is kept in it; \"" +
                       shorten(user_data, 80) + "\" is none."};
  value[member] = hash;
  std::string text = value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  if (characters(text) > longest_face_user_data)
    return Failure{ExitCode::Usage,
                   "The userData of a face has at most 1024 characters; with the picture's hash in it, "
                   "this one has " +
                       std::to_string(characters(text)) + "."};
  return text;
}

std::optional<std::string> hash_in(std::string_view user_data) {
  const auto value = ordered_json::parse(user_data, nullptr, /*allow_exceptions=*/false);
  if (!value.is_object() || !value.contains(member) || !value[member].is_string())
    return std::nullopt;
  const auto hash = value[member].get<std::string>();
  return hash.size() == hash_length ? std::optional(hash) : std::nullopt;
}

} // namespace facerec::tool
