// Who is in a picture.
#pragma once

#include "facerec/account.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace facerec::tool {

struct Match {
  std::string person_id;
  std::string name;
  double confidence = 0; // 0..1
};

struct SeenFace {
  Rect box;
  std::vector<Match> matches; // best first; none: nobody of the group
};

struct IdentifyRules {
  std::string detection_model;
  std::string recognition_model; // the group's
  double threshold = 0.5;        // least confidence of a match
  int candidates = 1;            // most matches of a face
};

// A transaction for the faces of a picture, one for each ten of them, and one for each person who is seen first.
class Identifier {
public:
  Identifier(Account &account, azure::GroupRef group, IdentifyRules rules)
      : account_(account), group_(std::move(group)), rules_(std::move(rules)) {}

  // Largest face first.
  azure::Answer<std::vector<SeenFace>> identify(std::span<const std::uint8_t> picture);

private:
  azure::Answer<void> identify_some(std::span<const azure::DetectedFace> faces, std::vector<SeenFace> &seen);
  azure::Answer<std::string> name_of(const std::string &person_id);

  Account &account_;
  azure::GroupRef group_;
  IdentifyRules rules_;
  std::map<std::string, std::string> names_;
};

} // namespace facerec::tool
