// Bringing a filed group (group_file.h) into an account.
#pragma once

#include "facerec/enroll.h"
#include "facerec/group_file.h"
#include "facerec/picture_index.h"

namespace facerec::tool {

enum class ImportState { Created, Updated, Unchanged };
std::string_view to_string(ImportState state); // "created", "updated", "unchanged"

struct ImportedPerson {
  std::string name;
  std::string person_id;
  ImportState state = ImportState::Unchanged;
  std::size_t faces = 0;   // that the person has now
  std::size_t missing = 0; // faces of the file whose picture is not here
  std::vector<PictureOutcome> pictures;
};

// People are told apart by name, faces by the hash of their picture: a second import changes nothing. Nobody and no
// face is taken away.
class Importer {
public:
  Importer(Account &account, azure::GroupRef group, AddingRules rules, PictureIndex pictures, PictureDone done);

  Result<ImportedPerson, Failure> import(const FiledPerson &filed, std::span<const azure::Person> there);

private:
  Result<ImportedPerson, Failure> person_of(const FiledPerson &filed, const azure::Person *there);
  Result<void, Failure> update(const azure::Person &there, const std::string &user_data);
  Result<void, Failure> add_faces(const FiledPerson &filed, std::span<const std::string> there, ImportedPerson &person);

  Account &account_;
  azure::GroupRef group_;
  AddingRules rules_;
  PictureIndex pictures_;
  PictureDone done_;
};

} // namespace facerec::tool
