#include "facerec/enroll.h"

#include "facerec/base/text.h"
#include "facerec/failure.h"
#include "facerec/roster.h"

#include <algorithm>
#include <array>

namespace facerec::tool {
namespace {

PersonOutcome failed(const PersonFolder &folder, std::string reason) {
  return {folder.name, {}, PersonState::Failed, 0, std::move(reason), {}};
}

PersonOutcome already_there(const PersonFolder &folder, const azure::Person &there, std::string reason = {}) {
  return {folder.name, there.id, PersonState::AlreadyThere, there.face_ids.size(), std::move(reason), {}};
}

} // namespace

std::string_view to_string(PersonState state) {
  constexpr std::array<std::string_view, 4> names{"enrolled", "completed", "already there", "failed"};
  return names[static_cast<std::size_t>(state)];
}

std::size_t Enrolment::count(PictureState state) const {
  std::size_t sum = 0;
  for (const PersonOutcome &person : people)
    sum += std::size_t(std::count_if(person.pictures.begin(), person.pictures.end(),
                                     [&](const PictureOutcome &one) { return one.state == state; }));
  return sum;
}

bool Enrolment::has_state(PersonState state) const {
  return std::any_of(people.begin(), people.end(), [&](const PersonOutcome &one) { return one.state == state; });
}

Result<std::string, Failure> create_person(Account &account, const azure::GroupRef &group, const std::string &name,
                                           const std::string &user_data) {
  const auto made = account.ask(
      [&](auto &client, std::stop_token stop) { return client.create_person(group, name, user_data, stop); },
      Repeat::OnlyIfRefused);
  if (!made)
    return service_failure("create the person \"" + shorten(name, 130) + "\"", made.error());
  return *made;
}

void take_back(Account &account, const azure::GroupRef &group, const std::string &person_id) {
  (void)account.ask_last(
      [&](auto &client, std::stop_token stop) { return client.delete_person(group, person_id, stop); });
}

Result<EnsuredGroup, Failure> ensure_group(Account &account, const azure::GroupRef &group,
                                           const azure::Group &where_new) {
  const auto found = account.ask([&](auto &client, std::stop_token stop) { return client.get_group(group, stop); });
  if (found)
    return EnsuredGroup{*found, false};
  if (found.error().kind != azure::ServiceError::Kind::NotFound)
    return service_failure("get the group \"" + group.id + "\"", found.error());
  const auto made = account.ask([&](auto &client, std::stop_token stop) {
    return client.create_group(group, where_new.name, where_new.user_data, where_new.recognition_model, stop);
  });
  if (!made)
    return service_failure("create the group \"" + group.id + "\"", made.error());
  return EnsuredGroup{where_new, true};
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
  if (there && options_.replace) {
    if (const auto removed = remove(*there); !removed)
      return removed.error();
    there = nullptr;
  }
  if (there && !there->face_ids.empty())
    return complete(folder, *there);
  const auto person_id =
      there ? Result<std::string, Failure>(there->id) : create_person(account_, group_, folder.name, folder.user_data);
  return person_id ? enroll_new(folder, *person_id) : person_id.error();
}

Result<PersonOutcome, Failure> Enroller::enroll_new(const PersonFolder &folder, const std::string &person_id) {
  FaceAdder adder(account_, group_, person_id, options_.rules);
  AddedPictures pictures = add_pictures(adder, folder.pictures, done_);
  if (pictures.failure || adder.faces() == 0)
    take_back(account_, group_, person_id);
  if (pictures.failure)
    return *pictures.failure;
  PersonOutcome outcome = adder.faces() == 0
                              ? failed(folder, "None of the pictures could be used.")
                              : PersonOutcome{folder.name, person_id, PersonState::Enrolled, adder.faces(), {}, {}};
  outcome.pictures = std::move(pictures.outcomes);
  return outcome;
}

// What a face came from costs a question each. So somebody who has as many faces as there are pictures is taken as
// done.
Result<PersonOutcome, Failure> Enroller::complete(const PersonFolder &folder, const azure::Person &there) {
  if (there.face_ids.size() >= folder.pictures.size() && !options_.compare)
    return already_there(folder, there);
  KnownFaces known;
  if (const auto learnt = known.learn(account_, group_, there.id, there.face_ids); !learnt)
    return service_failure("get the faces of \"" + shorten(folder.name, 130) + "\"", learnt.error());
  if (known.has_unnoted())
    return already_there(folder, there,
                         "Some of the faces do not say which picture they came from, so nothing was added; --replace "
                         "enrols this person anew.");
  FaceAdder adder(account_, group_, there.id, options_.rules, std::move(known));
  AddedPictures pictures = add_pictures(adder, folder.pictures, done_);
  if (pictures.failure)
    return *pictures.failure;
  const bool is_changed = pictures.count(PictureState::Added) > 0;
  return PersonOutcome{folder.name,   there.id, is_changed ? PersonState::Completed : PersonState::AlreadyThere,
                       adder.faces(), {},       std::move(pictures.outcomes)};
}

Result<void, Failure> Enroller::remove(const azure::Person &person) {
  const auto gone =
      account_.ask([&](auto &client, std::stop_token stop) { return client.delete_person(group_, person.id, stop); });
  if (!gone)
    return service_failure("delete the person \"" + shorten(person.name, 130) + "\"", gone.error());
  return {};
}

} // namespace facerec::tool
