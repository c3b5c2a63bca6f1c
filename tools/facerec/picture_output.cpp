#include "facerec/picture_output.h"

#include "facerec/base/text.h"

#include <ostream>

namespace facerec::tool {
namespace {

constexpr const char *erase_line = "\x1b[K";

} // namespace

std::string in_words(const PictureOutcome &outcome) {
  const std::string state(to_string(outcome.state));
  return outcome.reason.empty() ? state : state + ". " + outcome.reason;
}

nlohmann::ordered_json to_json(std::span<const PictureOutcome> pictures) {
  auto list = nlohmann::ordered_json::array();
  for (const PictureOutcome &picture : pictures)
    list.push_back({{"file", picture.file.string()},
                    {"state", to_string(picture.state)},
                    {"persistedFaceId", picture.face_id},
                    {"reason", picture.reason}});
  return list;
}

void Progress::show(const PictureOutcome &outcome) {
  std::ostream &err = environment_.err;
  const auto name = outcome.file.parent_path().filename() / outcome.file.filename();
  if (is_open_)
    err << erase_line;
  err << "[" << ++count_ << "/" << total_ << "] " << shorten(name.string(), 200) << ": " << in_words(outcome);
  is_open_ = environment_.err_is_terminal && !outcome.is_left_out();
  if (is_open_)
    err << '\r' << std::flush; // where others, too, begin to write
  else
    err << std::endl;
}

void Progress::end() {
  if (is_open_)
    environment_.err << '\n';
  is_open_ = false;
}

} // namespace facerec::tool
