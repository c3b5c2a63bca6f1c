// Adds pictures to one person, each once.
#pragma once

#include "facerec/account.h"
#include "facerec/known_faces.h"
#include "facerec/portrait_rules.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace facerec::tool {

enum class PictureState {
  Added,
  AlreadyThere, // the person has a face from this very picture
  LeftOut,
};
std::string_view to_string(PictureState state); // "added", "already there", "left out"

struct PictureOutcome {
  std::filesystem::path file;
  PictureState state = PictureState::LeftOut;
  std::string face_id; // empty: left out
  std::string reason;  // why it was left out

  bool is_left_out() const { return state == PictureState::LeftOut; }
};

// What every picture is added with.
struct AddingRules {
  std::string detection_model;
  std::string recognition_model;         // the group's, for the question about the portrait
  std::optional<PortraitRules> portrait; // nothing: any picture that the service takes
};

class FaceAdder {
public:
  // `known`: the faces that the person has.
  FaceAdder(Account &account, azure::GroupRef group, std::string person_id, AddingRules rules, KnownFaces known = {});

  // A picture that cannot be used is an outcome with a reason; a service that cannot be used (key, group, outage,
  // interruption) is the Failure. `user_data`: a JSON object to keep with the face beside the picture's hash, or empty.
  Result<PictureOutcome, Failure> add(const std::filesystem::path &file, const std::string &user_data = {});

  std::size_t faces() const { return known_.size(); } // that the person has now
  const std::string &person_id() const { return person_id_; }

private:
  Result<PictureOutcome, Failure> add_new(const std::filesystem::path &file, std::span<const std::uint8_t> bytes,
                                          const std::string &hash, const std::string &user_data);
  azure::Answer<std::string> objection(std::span<const std::uint8_t> bytes);
  azure::Answer<std::string> send(std::span<const std::uint8_t> bytes, const std::string &user_data,
                                  const std::string &hash);
  azure::Answer<void> look_again();

  Account &account_;
  azure::GroupRef group_;
  std::string person_id_;
  AddingRules rules_;
  KnownFaces known_;
};

// Called after each picture, for progress.
using PictureDone = std::function<void(const PictureOutcome &outcome)>;

struct AddedPictures {
  std::vector<PictureOutcome> outcomes;
  std::optional<Failure> failure; // the pictures after it were not tried

  std::size_t count(PictureState state) const;
};
AddedPictures add_pictures(FaceAdder &adder, std::span<const std::filesystem::path> pictures, const PictureDone &done,
                           const std::string &user_data = {});

} // namespace facerec::tool
