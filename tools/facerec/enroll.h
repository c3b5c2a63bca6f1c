// Enrolling people: the pictures of each become faces of a person of the group.
#pragma once

#include "facerec/face_adder.h"
#include "facerec/people.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace facerec::tool {

enum class PersonState {
  Enrolled,     // has got faces, and had none before
  Completed,    // had faces before, and has got those of the pictures that were missing
  AlreadyThere, // had faces before; nothing was changed
  Failed,       // no picture could be used; the person is not in the group
};
std::string_view to_string(PersonState state); // "enrolled", "completed", "already there", "failed"

struct PersonOutcome {
  std::string name;
  std::string person_id; // empty where Failed
  PersonState state = PersonState::Failed;
  std::size_t faces = 0; // that the person has now
  std::string reason;    // why Failed; or, where AlreadyThere, why the pictures were not compared
  std::vector<PictureOutcome> pictures;
};

struct Enrolment {
  std::vector<PersonOutcome> people;
  std::optional<Failure> failure; // why it ended before the last person

  std::size_t count(PictureState state) const;
  bool has_state(PersonState state) const;
};

// A new person without faces; its id.
Result<std::string, Failure> create_person(Account &account, const azure::GroupRef &group, const std::string &name,
                                           const std::string &user_data);

// Deletes a person who was just made and got no face, also after Ctrl-C. It is tried once and says nothing: a person
// without faces harms nobody, and the next run finds it.
void take_back(Account &account, const azure::GroupRef &group, const std::string &person_id);

struct EnrolOptions {
  AddingRules rules;
  bool replace = false; // enrol those who are there already anew, under a new person id
  bool compare = false; // compare picture by picture also where a person has as many faces as the folder has pictures
};

// Gives everybody of a folder the faces that are missing in the group; people are told apart by name, pictures by their
// hash (picture_note.h). A person who had no face before and whose pictures all fail, or during whom the work is
// interrupted, is taken back, so that nobody in the group is half enrolled.
class Enroller {
public:
  Enroller(Account &account, azure::GroupRef group, EnrolOptions options, PictureDone done);

  // `there`: who is in the group already.
  Enrolment enroll(std::span<const PersonFolder> people, std::span<const azure::Person> there);

private:
  Result<PersonOutcome, Failure> enroll_person(const PersonFolder &folder, const azure::Person *there);
  Result<PersonOutcome, Failure> enroll_new(const PersonFolder &folder, const std::string &person_id);
  Result<PersonOutcome, Failure> complete(const PersonFolder &folder, const azure::Person &there);
  Result<void, Failure> remove(const azure::Person &person);

  Account &account_;
  azure::GroupRef group_;
  EnrolOptions options_;
  PictureDone done_;
};

// The group, made where it does not exist.
struct EnsuredGroup {
  azure::Group group;
  bool is_new = false;
};
Result<EnsuredGroup, Failure> ensure_group(Account &account, const azure::GroupRef &group,
                                           const azure::Group &where_new);

} // namespace facerec::tool
