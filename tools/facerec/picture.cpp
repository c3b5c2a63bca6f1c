#include "facerec/picture.h"

#include "facerec/base/text.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace facerec::tool {
namespace {

constexpr std::uintmax_t smallest = 1024;
constexpr std::uintmax_t largest = 6 * 1024 * 1024;

} // namespace

bool is_picture(const std::filesystem::path &path) {
  static constexpr std::array<std::string_view, 5> endings{".jpg", ".jpeg", ".png", ".gif", ".bmp"};
  const std::string ending = to_lower(path.extension().string());
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

Result<std::vector<std::uint8_t>, std::string> read_picture(const std::filesystem::path &path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error)
    return "It cannot be read: " + error.message() + ".";
  if (size < smallest)
    return std::string("It is smaller than 1 KB, the least that Azure Face takes.");
  if (size > largest)
    return std::string("It is larger than 6 MB, the most that Azure Face takes.");
  std::vector<std::uint8_t> bytes(size);
  std::ifstream file(path, std::ios::binary);
  std::string text(size, '\0');
  if (!file.read(text.data(), std::streamsize(size)))
    return std::string("It cannot be read.");
  std::copy(text.begin(), text.end(), bytes.begin());
  return bytes;
}

} // namespace facerec::tool
