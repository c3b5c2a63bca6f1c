#include "facerec/picture_index.h"

#include "facerec/picture.h"
#include "facerec/picture_note.h"

namespace facerec::tool {

namespace fs = std::filesystem;

Result<PictureIndex, Failure> index_pictures(const fs::path &directory) {
  PictureIndex index;
  std::error_code error;
  fs::recursive_directory_iterator at(directory, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    if (!is_picture(at->path()))
      continue;
    if (const auto bytes = read_picture(at->path()))
      index.emplace(picture_hash(*bytes), at->path());
  }
  if (error)
    return Failure{ExitCode::Usage,
                   "The folder \"" + directory.string() + "\" cannot be read: " + error.message() + "."};
  return index;
}

} // namespace facerec::tool
