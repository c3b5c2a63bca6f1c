#include "server/store.h"

#include "server/store_transaction.h"

namespace facerec::server {

std::int64_t Store::person_row(std::int64_t group_row, std::string_view id) {
  Statement select = database_->prepare("SELECT row FROM person WHERE id=? AND group_row=?");
  return select.bind(1, id).bind(2, group_row).next() ? select.number(0) : 0;
}

std::vector<std::string> Store::face_ids(std::int64_t person_row) {
  Statement select = database_->prepare("SELECT id FROM face WHERE person_row=? ORDER BY id");
  select.bind(1, person_row);
  std::vector<std::string> ids;
  while (select.next())
    ids.push_back(select.text(0));
  return ids;
}

Stored<void> Store::create_person(std::string_view group, const PersonRecord &person) {
  return transaction([&]() -> Stored<void> {
    const std::int64_t group_number = group_row(group);
    if (!group_number)
      return StoreError::GroupNotFound;
    database_->prepare("INSERT INTO person(group_row, id, name, user_data) VALUES(?,?,?,?)")
        .bind(1, group_number)
        .bind(2, person.id)
        .bind(3, person.name)
        .bind(4, person.user_data)
        .run();
    return {};
  });
}

Stored<PersonRecord> Store::person(std::string_view group, std::string_view id) {
  return transaction([&]() -> Stored<PersonRecord> {
    const std::int64_t group_number = group_row(group);
    if (!group_number)
      return StoreError::GroupNotFound;
    Statement select = database_->prepare("SELECT row, id, name, user_data FROM person WHERE id=? AND group_row=?");
    if (!select.bind(1, id).bind(2, group_number).next())
      return StoreError::PersonNotFound;
    return PersonRecord{select.text(1), select.text(2), select.text(3), face_ids(select.number(0))};
  });
}

Stored<std::vector<PersonRecord>> Store::persons(std::string_view group, std::string_view start, int top) {
  return transaction([&]() -> Stored<std::vector<PersonRecord>> {
    const std::int64_t group_number = group_row(group);
    if (!group_number)
      return StoreError::GroupNotFound;
    Statement select = database_->prepare(
        "SELECT row, id, name, user_data FROM person WHERE group_row=? AND id>? ORDER BY id LIMIT ?");
    select.bind(1, group_number).bind(2, start).bind(3, std::int64_t{top});
    std::vector<PersonRecord> persons;
    while (select.next())
      persons.push_back({select.text(1), select.text(2), select.text(3), face_ids(select.number(0))});
    return persons;
  });
}

Stored<void> Store::update_person(std::string_view group, std::string_view id, const Changes &changes) {
  return transaction([&]() -> Stored<void> {
    const std::int64_t group_number = group_row(group);
    if (!group_number)
      return StoreError::GroupNotFound;
    const std::int64_t row = person_row(group_number, id);
    if (!row)
      return StoreError::PersonNotFound;
    if (changes.name)
      database_->prepare("UPDATE person SET name=? WHERE row=?").bind(1, *changes.name).bind(2, row).run();
    if (changes.user_data)
      database_->prepare("UPDATE person SET user_data=? WHERE row=?").bind(1, *changes.user_data).bind(2, row).run();
    return {};
  });
}

Stored<void> Store::delete_person(std::string_view group, std::string_view id) {
  return transaction([&]() -> Stored<void> {
    const std::int64_t group_number = group_row(group);
    if (!group_number)
      return StoreError::GroupNotFound;
    database_->prepare("DELETE FROM person WHERE id=? AND group_row=?").bind(1, id).bind(2, group_number).run();
    if (database_->changes() == 0)
      return StoreError::PersonNotFound;
    return {};
  });
}

} // namespace facerec::server
