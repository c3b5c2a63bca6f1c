#include "facerec/enroll.h"

#include "facerec/base/text.h"
#include "facerec/failure.h"
#include "facerec/picture.h"
#include "facerec/roster.h"

#include <algorithm>
#include <chrono>

namespace facerec::tool {
namespace {

using azure::ServiceError;

// A fault of this one picture, not of the service or the account.
bool is_about_the_picture(const ServiceError &error) {
  return error.kind == ServiceError::Kind::Rejected || error.kind == ServiceError::Kind::Malformed;
}

Result<PictureOutcome, Failure> add_picture(Account &account, const azure::GroupRef &group,
                                            const std::string &person_id, const std::filesystem::path &file,
                                            const std::string &detection_model) {
  const auto bytes = read_picture(file);
  if (!bytes)
    return PictureOutcome{file, {}, bytes.error()};
  const auto face = account.ask([&](auto &client, std::stop_token stop) {
    return client.add_face(group, person_id, *bytes, detection_model, stop);
  });
  if (face)
    return PictureOutcome{file, *face, {}};
  if (is_about_the_picture(face.error()))
    return PictureOutcome{file, {}, in_words(face.error())};
  return service_failure("add \"" + file.string() + "\"", face.error());
}

PersonOutcome failed(const PersonFolder &folder, std::string reason) {
  return {folder.name, {}, PersonState::Failed, 0, std::move(reason), {}};
}

} // namespace

std::string_view to_string(PersonState state) {
  switch (state) {
  case PersonState::Enrolled:
    return "enrolled";
  case PersonState::AlreadyThere:
    return "already there";
  case PersonState::Failed:
    break;
  }
  return "failed";
}

std::size_t AddedPictures::added() const {
  return std::size_t(std::count_if(outcomes.begin(), outcomes.end(), [](auto &one) { return one.reason.empty(); }));
}

std::size_t Enrolment::faces_added() const {
  std::size_t count = 0;
  for (const PersonOutcome &person : people)
    count += person.state == PersonState::Enrolled ? person.faces : 0;
  return count;
}

std::size_t Enrolment::pictures_refused() const {
  std::size_t count = 0;
  for (const PersonOutcome &person : people)
    for (const PictureOutcome &picture : person.pictures)
      count += picture.reason.empty() ? 0 : 1;
  return count;
}

Result<std::string, Failure> create_person(Account &account, const azure::GroupRef &group, const PersonFolder &folder) {
  const auto made = account.ask(
      [&](auto &client, std::stop_token stop) {
        return client.create_person(group, folder.name, folder.user_data, stop);
      },
      Repeat::OnlyIfRefused);
  if (!made)
    return service_failure("create the person \"" + shorten(folder.name, 130) + "\"", made.error());
  return *made;
}

void take_back(Account &account, const azure::GroupRef &group, const std::string &person_id) {
  (void)account.ask_last(
      [&](auto &client, std::stop_token stop) { return client.delete_person(group, person_id, stop); });
}

AddedPictures add_pictures(Account &account, const azure::GroupRef &group, const std::string &person_id,
                           std::span<const std::filesystem::path> pictures, const std::string &detection_model,
                           const PictureDone &done) {
  AddedPictures result;
  for (const auto &file : pictures) {
    auto outcome = add_picture(account, group, person_id, file, detection_model);
    if (!outcome) {
      result.failure = outcome.error();
      break;
    }
    done(*outcome);
    result.outcomes.push_back(*std::move(outcome));
  }
  return result;
}

Result<bool, Failure> ensure_group(Account &account, const azure::GroupRef &group,
                                   const std::string &recognition_model) {
  const auto found = account.ask([&](auto &client, std::stop_token stop) { return client.get_group(group, stop); });
  if (found)
    return false;
  if (found.error().kind != ServiceError::Kind::NotFound)
    return service_failure("get the group \"" + group.id + "\"", found.error());
  const auto made = account.ask([&](auto &client, std::stop_token stop) {
    return client.create_group(group, group.id, "", recognition_model, stop);
  });
  if (!made)
    return service_failure("create the group \"" + group.id + "\"", made.error());
  return true;
}

Enroller::Enroller(Account &account, azure::GroupRef group, EnrolOptions options, PictureDone done)
    : account_(account), group_(std::move(group)), options_(std::move(options)), done_(std::move(done)) {}

Enrolment Enroller::enroll(std::span<const PersonFolder> people, std::span<const azure::Person> there) {
  Enrolment enrolment;
  for (const PersonFolder &folder : people) {
    const auto known = find_by_name(there, folder.name);
    auto outcome = known ? enroll_person(folder, *known) : Result<PersonOutcome, Failure>(known.error());
    if (!outcome) {
      enrolment.failure = outcome.error();
      break;
    }
    enrolment.people.push_back(*std::move(outcome));
  }
  return enrolment;
}

Result<PersonOutcome, Failure> Enroller::enroll_person(const PersonFolder &folder, const azure::Person *there) {
  if (folder.pictures.empty())
    return failed(folder, "The folder holds no pictures.");
  if (there && !there->face_ids.empty() && !options_.replace)
    return PersonOutcome{folder.name, there->id, PersonState::AlreadyThere, there->face_ids.size(), {}, {}};
  if (there && options_.replace) {
    if (const auto removed = remove(*there); !removed)
      return removed.error();
    there = nullptr;
  }
  const auto person_id = there ? Result<std::string, Failure>(there->id) : create_person(account_, group_, folder);
  if (!person_id)
    return person_id.error();
  return add_faces(folder, *person_id);
}

Result<PersonOutcome, Failure> Enroller::add_faces(const PersonFolder &folder, const std::string &person_id) {
  AddedPictures pictures = add_pictures(account_, group_, person_id, folder.pictures, options_.detection_model, done_);
  const std::size_t faces = pictures.added();
  if (pictures.failure || faces == 0)
    take_back(account_, group_, person_id);
  if (pictures.failure)
    return *pictures.failure;
  PersonOutcome outcome = faces == 0 ? failed(folder, "None of the pictures could be used.")
                                     : PersonOutcome{folder.name, person_id, PersonState::Enrolled, faces, {}, {}};
  outcome.pictures = std::move(pictures.outcomes);
  return outcome;
}

Result<void, Failure> Enroller::remove(const azure::Person &person) {
  const auto gone =
      account_.ask([&](auto &client, std::stop_token stop) { return client.delete_person(group_, person.id, stop); });
  if (!gone)
    return service_failure("delete the person \"" + shorten(person.name, 130) + "\"", gone.error());
  return {};
}

} // namespace facerec::tool
