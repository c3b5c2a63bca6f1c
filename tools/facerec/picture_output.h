// What became of pictures, for people and as JSON.
#pragma once

#include "facerec/environment.h"
#include "facerec/face_adder.h"

#include <nlohmann/json.hpp>

namespace facerec::tool {

// "added", "already there", "left out. It shows 2 faces; a portrait shows one."
std::string in_words(const PictureOutcome &outcome);

// [{"file", "state", "persistedFaceId", "reason"}]
nlohmann::ordered_json to_json(std::span<const PictureOutcome> pictures);

// "[3/18] az_dad/02.jpg: added" on the environment's err. On a terminal each line takes the place of the one before,
// unless that one named a picture that was left out; elsewhere every picture has its line.
class Progress {
public:
  Progress(const Environment &environment, std::size_t total) : environment_(environment), total_(total) {}

  void show(const PictureOutcome &outcome);
  void end(); // before anything else is written

private:
  const Environment &environment_;
  std::size_t total_;
  std::size_t count_ = 0;
  bool is_open_ = false; // the line may be overwritten
};

} // namespace facerec::tool
