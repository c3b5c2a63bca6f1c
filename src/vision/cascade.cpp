#include "vision/cascade.h"

#include <array>
#include <filesystem>
#include <system_error>

namespace facerec {
namespace {

constexpr std::array<const char *, 4> search_path = {
    "/usr/share/opencv4/haarcascades", "/usr/local/share/opencv4/haarcascades", "/usr/share/opencv/haarcascades",
    "/opt/homebrew/share/opencv4/haarcascades"};

bool is_file(const std::filesystem::path &path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

Result<std::string> locate(const std::string &file) {
  if (file.find('/') != std::string::npos) {
    if (is_file(file))
      return file;
    return Error{ErrorCode::NotFound, "there is no cascade file '" + file + "'"};
  }
  std::string searched;
  for (const char *directory : search_path) {
    const auto path = std::filesystem::path(directory) / file;
    if (is_file(path))
      return path.string();
    searched += (searched.empty() ? "" : ", ") + std::string(directory);
  }
  return Error{ErrorCode::NotFound, "the cascade " + file + " is in none of " + searched +
                                        "; on Debian it comes with the package opencv-data"};
}

} // namespace

Result<cv::CascadeClassifier> load_cascade(const std::string &file) {
  const Result<std::string> path = locate(file);
  if (!path)
    return path.error();
  try {
    cv::CascadeClassifier cascade;
    if (cascade.load(*path))
      return cascade;
  } catch (const cv::Exception &) { // a file that is no XML at all; told like any other wrong file
  }
  return Error{ErrorCode::Malformed, "'" + *path + "' is not a cascade that OpenCV can load"};
}

} // namespace facerec
