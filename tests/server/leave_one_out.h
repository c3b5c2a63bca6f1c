// How well a face engine tells people apart: each picture of a set of portraits is looked for among all others.
#pragma once

#include "server/face_engine.h"

#include <filesystem>
#include <string>
#include <vector>

namespace facerec::server {

struct Trial {
  std::string picture; // "az_dad/01.jpg"; faces of pictures with several are numbered
  std::string truth;   // empty: nobody who is enrolled in this trial
  std::string best;    // of those enrolled; empty where the picture shows no face
  double confidence = 0;
};

enum class Verdict { Right, Wrong, Below, NoFace };
// At Azure's default threshold of 0.5.
Verdict verdict_of(const Trial &trial);

struct Trials {
  std::vector<Trial> portraits; // each against all other portraits
  std::vector<Trial> left_out;  // each against all portraits but the person's own: as a stranger
  std::vector<Trial> strangers; // every other face, against all portraits
};

// `data` holds portraits/PERSON/*, strangers/* and groups/*.
Trials leave_one_out(FaceEngine &engine, const std::filesystem::path &data);

std::size_t count(const std::vector<Trial> &trials, Verdict verdict);

} // namespace facerec::server
