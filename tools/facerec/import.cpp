#include "facerec/import.h"

#include "facerec/base/text.h"
#include "facerec/failure.h"
#include "facerec/picture_note.h"
#include "facerec/roster.h"

#include <array>

namespace facerec::tool {

std::string_view to_string(ImportState state) {
  constexpr std::array<std::string_view, 3> names{"created", "updated", "unchanged"};
  return names[static_cast<std::size_t>(state)];
}

Importer::Importer(Account &account, azure::GroupRef group, AddingRules rules, PictureIndex pictures, PictureDone done)
    : account_(account), group_(std::move(group)), rules_(std::move(rules)), pictures_(std::move(pictures)),
      done_(std::move(done)) {}

Result<ImportedPerson, Failure> Importer::import(const FiledPerson &filed, std::span<const azure::Person> there) {
  const auto known = find_by_name(there, filed.name);
  if (!known)
    return known.error();
  auto person = person_of(filed, *known);
  if (!person)
    return person.error();
  const std::vector<std::string> none;
  if (const auto added = add_faces(filed, *known ? (*known)->face_ids : none, *person); !added)
    return added.error();
  return person;
}

Result<ImportedPerson, Failure> Importer::person_of(const FiledPerson &filed, const azure::Person *there) {
  if (!there) {
    const auto made = create_person(account_, group_, filed.name, filed.user_data);
    if (!made)
      return made.error();
    return ImportedPerson{filed.name, *made, ImportState::Created, 0, 0, {}};
  }
  ImportedPerson person{filed.name, there->id, ImportState::Unchanged, there->face_ids.size(), 0, {}};
  if (there->user_data != filed.user_data) {
    if (const auto updated = update(*there, filed.user_data); !updated)
      return updated.error();
    person.state = ImportState::Updated;
  }
  return person;
}

Result<void, Failure> Importer::update(const azure::Person &there, const std::string &user_data) {
  const azure::Changes changes{std::nullopt, user_data};
  const auto answer = account_.ask(
      [&](auto &client, std::stop_token stop) { return client.update_person(group_, there.id, changes, stop); });
  if (!answer)
    return service_failure("update the person \"" + shorten(there.name, 130) + "\"", answer.error());
  return {};
}

// As `facerec enroll` does it: who has as many faces as the file says is taken as done, without a question for each.
Result<void, Failure> Importer::add_faces(const FiledPerson &filed, std::span<const std::string> there,
                                          ImportedPerson &person) {
  if (there.size() >= filed.faces.size())
    return {};
  KnownFaces known;
  if (!pictures_.empty()) {
    if (const auto learnt = known.learn(account_, group_, person.person_id, there); !learnt)
      return service_failure("get the faces of \"" + shorten(person.name, 130) + "\"", learnt.error());
  }
  FaceAdder adder(account_, group_, person.person_id, rules_, std::move(known));
  for (const std::string &user_data : filed.faces) {
    const auto hash = hash_in(user_data);
    const auto picture = hash ? pictures_.find(*hash) : pictures_.end();
    if (picture == pictures_.end()) {
      ++person.missing;
      continue;
    }
    auto outcome = adder.add(picture->second, user_data);
    if (!outcome)
      return outcome.error();
    person.faces += outcome->state == PictureState::Added ? 1 : 0;
    done_(*outcome);
    person.pictures.push_back(*std::move(outcome));
  }
  return {};
}

} // namespace facerec::tool
