#include "facerec/face_adder.h"

#include "facerec/failure.h"
#include "facerec/picture.h"
#include "facerec/picture_note.h"

#include <algorithm>
#include <array>

namespace facerec::tool {
namespace {

using azure::ServiceError;

constexpr std::size_t most_faces = 248; // of a person (Azure Face v1.2)

// A fault of this one picture, not of the service or the account.
bool is_about_the_picture(const ServiceError &error) {
  return error.kind == ServiceError::Kind::Rejected || error.kind == ServiceError::Kind::Malformed;
}

PictureOutcome left_out(const std::filesystem::path &file, std::string reason) {
  return {file, PictureState::LeftOut, {}, std::move(reason)};
}

Result<PictureOutcome, Failure> refused(const std::filesystem::path &file, const ServiceError &error) {
  if (is_about_the_picture(error))
    return left_out(file, in_words(error));
  return service_failure("add \"" + file.string() + "\"", error);
}

} // namespace

std::string_view to_string(PictureState state) {
  constexpr std::array<std::string_view, 3> names{"added", "already there", "left out"};
  return names[static_cast<std::size_t>(state)];
}

FaceAdder::FaceAdder(Account &account, azure::GroupRef group, std::string person_id, AddingRules rules,
                     KnownFaces known)
    : account_(account), group_(std::move(group)), person_id_(std::move(person_id)), rules_(std::move(rules)),
      known_(std::move(known)) {}

Result<PictureOutcome, Failure> FaceAdder::add(const std::filesystem::path &file, const std::string &user_data) {
  const auto bytes = read_picture(file);
  if (!bytes)
    return left_out(file, bytes.error());
  const std::string hash = picture_hash(*bytes);
  if (const std::string *face_id = known_.find(hash))
    return PictureOutcome{file, PictureState::AlreadyThere, *face_id, {}};
  if (known_.size() >= most_faces)
    return left_out(file, "The person has 248 faces, the most that Azure Face keeps.");
  return add_new(file, *bytes, hash, user_data);
}

Result<PictureOutcome, Failure> FaceAdder::add_new(const std::filesystem::path &file,
                                                   std::span<const std::uint8_t> bytes, const std::string &hash,
                                                   const std::string &user_data) {
  const auto note = with_hash(user_data, hash);
  if (!note)
    return note.error();
  const auto why_not = objection(bytes);
  if (!why_not)
    return refused(file, why_not.error());
  if (!why_not->empty())
    return left_out(file, *why_not);
  const auto face_id = send(bytes, *note, hash);
  if (!face_id)
    return refused(file, face_id.error());
  known_.add(hash, *face_id);
  return PictureOutcome{file, PictureState::Added, *face_id, {}};
}

// Why the picture is no portrait; empty where it is one, or need not be.
azure::Answer<std::string> FaceAdder::objection(std::span<const std::uint8_t> bytes) {
  if (!rules_.portrait)
    return std::string();
  const auto question = portrait_question(rules_.detection_model, rules_.recognition_model);
  const auto faces =
      account_.ask([&](auto &client, std::stop_token stop) { return client.detect(bytes, question, stop); });
  if (!faces)
    return faces.error();
  return why_no_portrait(*faces, *rules_.portrait);
}

// A request that was not answered may have been carried out all the same. So the person is looked at before it is sent
// again: the same picture twice would weigh double.
azure::Answer<std::string> FaceAdder::send(std::span<const std::uint8_t> bytes, const std::string &user_data,
                                           const std::string &hash) {
  const azure::NewFace face{rules_.detection_model, user_data};
  for (int attempt = 1;; ++attempt) {
    auto added = account_.ask(
        [&](auto &client, std::stop_token stop) { return client.add_face(group_, person_id_, bytes, face, stop); },
        Repeat::OnlyIfRefused);
    if (added || attempt == max_attempts || !may_have_been_done(added.error()))
      return added;
    if (const auto looked = look_again(); !looked)
      return looked.error();
    if (const std::string *face_id = known_.find(hash))
      return *face_id;
  }
}

azure::Answer<void> FaceAdder::look_again() {
  const auto person =
      account_.ask([&](auto &client, std::stop_token stop) { return client.get_person(group_, person_id_, stop); });
  if (!person)
    return person.error();
  return known_.learn(account_, group_, person_id_, person->face_ids);
}

std::size_t AddedPictures::count(PictureState state) const {
  return std::size_t(std::count_if(outcomes.begin(), outcomes.end(), [&](auto &one) { return one.state == state; }));
}

AddedPictures add_pictures(FaceAdder &adder, std::span<const std::filesystem::path> pictures, const PictureDone &done,
                           const std::string &user_data) {
  AddedPictures result;
  for (const auto &file : pictures) {
    auto outcome = adder.add(file, user_data);
    if (!outcome) {
      result.failure = outcome.error();
      break;
    }
    done(*outcome);
    result.outcomes.push_back(*std::move(outcome));
  }
  return result;
}

} // namespace facerec::tool
