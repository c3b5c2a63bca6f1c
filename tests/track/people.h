// Persons and answers for the tests of tracks.
#pragma once

#include "facerec/track/face_track.h"

#include <string>
#include <utility>
#include <vector>

namespace facerec::test {

inline IdentityPtr person(const std::string &name) {
  return std::make_shared<Identity>(Identity{"id-of-" + name, name, {}});
}

inline Verdict candidates(std::vector<Candidate> list) { return {1, Outcome::Candidates, std::move(list)}; }
inline Verdict match(const std::string &name, double confidence = 0.9) {
  return candidates({{person(name), confidence}});
}
inline Verdict nobody() { return candidates({}); }
inline Verdict outcome(Outcome value) { return {1, value, {}}; }

} // namespace facerec::test
