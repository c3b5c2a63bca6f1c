#include "server/store.h"

#include "server/store_transaction.h"

namespace facerec::server {

Stored<std::vector<std::string>> Store::faces_to_encode(const GroupRef &group, std::string_view encoder) {
  return transaction([&]() -> Stored<std::vector<std::string>> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    Statement select = database_->prepare("SELECT face.id FROM face JOIN person ON person.row=face.person_row"
                                          " JOIN face_image ON face_image.face_row=face.row"
                                          " WHERE person.group_row=? AND face.encoder<>? ORDER BY face.row");
    select.bind(1, *row).bind(2, encoder);
    std::vector<std::string> ids;
    while (select.next())
      ids.push_back(select.text(0));
    return ids;
  });
}

Stored<std::string> Store::face_image(std::string_view face) {
  return transaction([&]() -> Stored<std::string> {
    Statement select =
        database_->prepare("SELECT image FROM face_image JOIN face ON face.row=face_image.face_row WHERE face.id=?");
    if (!select.bind(1, face).next())
      return StoreError::FaceNotFound;
    return select.text(0);
  });
}

Stored<void> Store::set_encoding(std::string_view face, std::string_view encoder, const Encoding &encoding) {
  return transaction([&]() -> Stored<void> {
    database_->prepare("UPDATE face SET encoder=?, encoding=? WHERE id=?")
        .bind(1, encoder)
        .bind(2, std::span<const float>(encoding))
        .bind(3, face)
        .run();
    if (database_->changes() == 0)
      return StoreError::FaceNotFound;
    return {};
  });
}

} // namespace facerec::server
