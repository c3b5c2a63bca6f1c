#include "server/store.h"

#include "server/store_transaction.h"

namespace facerec::server {

Stored<void> Store::add_face(const GroupRef &group, std::string_view person, const FaceRecord &face) {
  return transaction([&]() -> Stored<void> {
    const Stored<std::int64_t> row = find_person(group, person);
    if (!row)
      return row.error();
    if (face_ids(*row).size() >= max_faces_per_person)
      return StoreError::TooManyFaces;
    database_->prepare("INSERT INTO face(person_row, id, user_data, encoder, encoding) VALUES(?,?,?,?,?)")
        .bind(1, *row)
        .bind(2, face.id)
        .bind(3, face.user_data)
        .bind(4, face.encoder)
        .bind(5, std::span<const float>(face.encoding))
        .run();
    return {};
  });
}

Stored<FaceRecord> Store::face(const GroupRef &group, std::string_view person, std::string_view id) {
  return transaction([&]() -> Stored<FaceRecord> {
    const Stored<std::int64_t> row = find_person(group, person);
    if (!row)
      return row.error();
    Statement select = database_->prepare("SELECT id, user_data, encoder FROM face WHERE id=? AND person_row=?");
    if (!select.bind(1, id).bind(2, *row).next())
      return StoreError::FaceNotFound;
    return FaceRecord{select.text(0), select.text(1), select.text(2), {}};
  });
}

Stored<void> Store::update_face(const GroupRef &group, std::string_view person, std::string_view id,
                                std::string_view user_data) {
  return transaction([&]() -> Stored<void> {
    const Stored<std::int64_t> row = find_person(group, person);
    if (!row)
      return row.error();
    database_->prepare("UPDATE face SET user_data=? WHERE id=? AND person_row=?")
        .bind(1, user_data)
        .bind(2, id)
        .bind(3, *row)
        .run();
    if (database_->changes() == 0)
      return StoreError::FaceNotFound;
    return {};
  });
}

Stored<std::vector<Encoding>> Store::encodings(const GroupRef &group, std::string_view person,
                                               std::string_view encoder) {
  return transaction([&]() -> Stored<std::vector<Encoding>> {
    const Stored<std::int64_t> row = find_person(group, person);
    if (!row)
      return row.error();
    Statement select = database_->prepare("SELECT encoding FROM face WHERE person_row=? AND encoder=?");
    select.bind(1, *row).bind(2, encoder);
    std::vector<Encoding> encodings;
    while (select.next()) {
      const std::span<const float> encoding = select.blob(0);
      encodings.emplace_back(encoding.begin(), encoding.end());
    }
    return encodings;
  });
}

Stored<void> Store::delete_face(const GroupRef &group, std::string_view person, std::string_view id) {
  return transaction([&]() -> Stored<void> {
    const Stored<std::int64_t> row = find_person(group, person);
    if (!row)
      return row.error();
    database_->prepare("DELETE FROM face WHERE id=? AND person_row=?").bind(1, id).bind(2, *row).run();
    if (database_->changes() == 0)
      return StoreError::FaceNotFound;
    return {};
  });
}

} // namespace facerec::server
