// Enrolling people: the pictures of each become faces of a person of the group.
#pragma once

#include "facerec/account.h"
#include "facerec/people.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace facerec::tool {

struct PictureOutcome {
  std::filesystem::path file;
  std::string face_id; // empty: not added
  std::string reason;  // why not
};

enum class PersonState {
  Enrolled,     // made, with at least one face
  AlreadyThere, // had faces before; nothing was changed
  Failed,       // no picture could be used; the person is not in the group
};
std::string_view to_string(PersonState state); // "enrolled", "already there", "failed"

struct PersonOutcome {
  std::string name;
  std::string person_id; // empty where Failed
  PersonState state = PersonState::Failed;
  std::size_t faces = 0; // that the person has now
  std::string reason;    // where Failed
  std::vector<PictureOutcome> pictures;
};

struct Enrolment {
  std::vector<PersonOutcome> people;
  std::optional<Failure> failure; // why it ended before the last person

  std::size_t faces_added() const;
  std::size_t pictures_refused() const;
};

// Called after each picture, for progress.
using PictureDone = std::function<void(const PictureOutcome &outcome)>;

// A new person without faces; its id.
Result<std::string, Failure> create_person(Account &account, const azure::GroupRef &group, const PersonFolder &folder);

// Deletes a person who was just made and got no face, also after Ctrl-C. It is tried once and says nothing: a person
// without faces harms nobody, and the next run finds it.
void take_back(Account &account, const azure::GroupRef &group, const std::string &person_id);

// Adds each picture as a face of `person_id`. A picture that cannot be used is an outcome with a reason; a service that
// cannot be used (key, group, outage, interruption) is the failure, and the pictures after it are left out.
struct AddedPictures {
  std::vector<PictureOutcome> outcomes;
  std::optional<Failure> failure;

  std::size_t added() const;
};
AddedPictures add_pictures(Account &account, const azure::GroupRef &group, const std::string &person_id,
                           std::span<const std::filesystem::path> pictures, const std::string &detection_model,
                           const PictureDone &done);

struct EnrolOptions {
  std::string detection_model;
  bool replace = false; // enrol those who are there already anew, under a new person id
};

// Enrols everybody who has no face in the group yet; people are told apart by name. A person whose pictures all fail,
// or during whom the work is interrupted, is taken back, so that the next run does that person whole.
class Enroller {
public:
  Enroller(Account &account, azure::GroupRef group, EnrolOptions options, PictureDone done);

  // `there`: who is in the group already.
  Enrolment enroll(std::span<const PersonFolder> people, std::span<const azure::Person> there);

private:
  Result<PersonOutcome, Failure> enroll_person(const PersonFolder &folder, const azure::Person *there);
  Result<PersonOutcome, Failure> add_faces(const PersonFolder &folder, const std::string &person_id);
  Result<void, Failure> remove(const azure::Person &person);

  Account &account_;
  azure::GroupRef group_;
  EnrolOptions options_;
  PictureDone done_;
};

// Creates the group where it does not exist. True: it was created.
Result<bool, Failure> ensure_group(Account &account, const azure::GroupRef &group,
                                   const std::string &recognition_model);

} // namespace facerec::tool
