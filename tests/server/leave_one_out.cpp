#include "tests/server/leave_one_out.h"

#include "facerec/vision/face_gallery.h"

#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <array>
#include <functional>

namespace facerec::server {
namespace {

namespace fs = std::filesystem;

struct KnownPerson {
  std::string_view picture;
  Point middle; // of the face
  std::string_view person;
};

// Who of the portraits is in a picture of several.
constexpr std::array<KnownPerson, 2> known_persons = {
    {{"az_family_4faces.jpg", {353, 261}, "az_dad"}, {"az_family_4faces.jpg", {448, 274}, "az_mom"}}};

std::string person_in(const std::string &picture, const FaceBox &face) {
  for (const KnownPerson &known : known_persons) {
    const Point center = face.box.center();
    if (known.picture == picture && std::hypot(center.x - known.middle.x, center.y - known.middle.y) < 30)
      return std::string(known.person);
  }
  return {};
}

struct Picture {
  std::string name;
  std::string person;
  Encoding encoding; // empty: no face
};

std::vector<fs::path> files_in(const fs::path &directory) {
  std::vector<fs::path> files(fs::directory_iterator(directory), {});
  std::sort(files.begin(), files.end());
  return files;
}

Encoding encoding_of(FaceEngine &engine, const cv::Mat &bgr, const FaceBox &face) {
  const Result<Encoding> encoding = engine.encode(bgr, face);
  return encoding ? *encoding : Encoding();
}

// A portrait is of its largest face.
std::vector<Picture> portraits_of(FaceEngine &engine, const fs::path &data) {
  std::vector<Picture> portraits;
  for (const fs::path &person : files_in(data / "portraits"))
    for (const fs::path &file : files_in(person)) {
      const cv::Mat bgr = cv::imread(file.string());
      const std::vector<SeenFace> faces = engine.detect(bgr);
      const std::string name = person.filename().string();
      portraits.push_back({name + "/" + file.filename().string(), name,
                           faces.empty() ? Encoding() : encoding_of(engine, bgr, faces.front().face)});
    }
  return portraits;
}

std::vector<Picture> faces_of(FaceEngine &engine, const fs::path &directory) {
  std::vector<Picture> pictures;
  for (const fs::path &file : files_in(directory)) {
    const cv::Mat bgr = cv::imread(file.string());
    const std::string name = file.filename().string();
    int number = 0;
    for (const SeenFace &seen : engine.detect(bgr))
      pictures.push_back(
          {name + " #" + std::to_string(++number), person_in(name, seen.face), encoding_of(engine, bgr, seen.face)});
  }
  return pictures;
}

Trial try_against(const Picture &picture, const std::vector<Picture> &portraits, const ConfidenceScale &scale,
                  const std::function<bool(const Picture &)> &is_enrolled) {
  std::vector<GalleryFace> faces;
  bool truth_is_enrolled = false;
  for (const Picture &portrait : portraits)
    if (is_enrolled(portrait)) {
      faces.push_back({portrait.person, portrait.encoding});
      truth_is_enrolled = truth_is_enrolled || portrait.person == picture.person;
    }
  Trial trial{picture.name, truth_is_enrolled ? picture.person : "", "", 0};
  if (picture.encoding.empty())
    return trial;
  const auto matches = FaceGallery(faces, scale).identify(picture.encoding, 1, 0);
  if (!matches.empty()) {
    trial.best = matches.front().person_id;
    trial.confidence = matches.front().confidence;
  }
  return trial;
}

} // namespace

Verdict verdict_of(const Trial &trial) {
  if (trial.best.empty())
    return Verdict::NoFace;
  if (trial.confidence < 0.5)
    return Verdict::Below;
  return trial.best == trial.truth ? Verdict::Right : Verdict::Wrong;
}

Trials leave_one_out(FaceEngine &engine, const fs::path &data) {
  const std::vector<Picture> portraits = portraits_of(engine, data);
  std::vector<Picture> others = faces_of(engine, data / "strangers");
  const std::vector<Picture> grouped = faces_of(engine, data / "groups");
  others.insert(others.end(), grouped.begin(), grouped.end());
  const ConfidenceScale scale = engine.scale();
  Trials trials;
  for (const Picture &picture : portraits) {
    trials.portraits.push_back(
        try_against(picture, portraits, scale, [&](const Picture &other) { return other.name != picture.name; }));
    trials.left_out.push_back(
        try_against(picture, portraits, scale, [&](const Picture &other) { return other.person != picture.person; }));
  }
  for (const Picture &picture : others)
    trials.strangers.push_back(try_against(picture, portraits, scale, [](const Picture &) { return true; }));
  return trials;
}

std::size_t count(const std::vector<Trial> &trials, Verdict verdict) {
  return static_cast<std::size_t>(std::count_if(
      trials.begin(), trials.end(), [verdict](const Trial &trial) { return verdict_of(trial) == verdict; }));
}

} // namespace facerec::server
