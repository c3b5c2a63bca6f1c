#include "server/store.h"

#include "server/store_transaction.h"

namespace facerec::server {

Stored<std::int64_t> Store::find_person(const GroupRef &group, std::string_view id) {
  const Stored<std::int64_t> row = find_group(group);
  if (!row)
    return row;
  Statement select = database_->prepare("SELECT row FROM person WHERE id=? AND group_row=?");
  if (!select.bind(1, id).bind(2, *row).next())
    return StoreError::PersonNotFound;
  return select.number(0);
}

bool Store::is_full(std::int64_t group_row, GroupType type) {
  Statement select = database_->prepare("SELECT person_count FROM person_group WHERE row=?");
  const std::int64_t most = type == GroupType::Large ? limits_.persons_in_large : limits_.persons_in_standard;
  return select.bind(1, group_row).next() && select.number(0) >= most;
}

void Store::count_persons(std::int64_t group_row, std::int64_t change) {
  database_->prepare("UPDATE person_group SET person_count=person_count+? WHERE row=?")
      .bind(1, change)
      .bind(2, group_row)
      .run();
}

std::vector<std::string> Store::face_ids(std::int64_t person_row) {
  Statement select = database_->prepare("SELECT id FROM face WHERE person_row=? ORDER BY id");
  select.bind(1, person_row);
  std::vector<std::string> ids;
  while (select.next())
    ids.push_back(select.text(0));
  return ids;
}

Stored<void> Store::create_person(const GroupRef &group, const PersonRecord &person) {
  return transaction([&]() -> Stored<void> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    if (is_full(*row, group.type))
      return StoreError::TooManyPersons;
    database_->prepare("INSERT INTO person(group_row, id, name, user_data) VALUES(?,?,?,?)")
        .bind(1, *row)
        .bind(2, person.id)
        .bind(3, person.name)
        .bind(4, person.user_data)
        .run();
    count_persons(*row, 1);
    return {};
  });
}

Stored<PersonRecord> Store::person(const GroupRef &group, std::string_view id) {
  return transaction([&]() -> Stored<PersonRecord> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    Statement select = database_->prepare("SELECT row, id, name, user_data FROM person WHERE id=? AND group_row=?");
    if (!select.bind(1, id).bind(2, *row).next())
      return StoreError::PersonNotFound;
    return PersonRecord{select.text(1), select.text(2), select.text(3), face_ids(select.number(0))};
  });
}

Stored<std::vector<PersonRecord>> Store::persons(const GroupRef &group, std::string_view start, int top) {
  return transaction([&]() -> Stored<std::vector<PersonRecord>> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    Statement select = database_->prepare(
        "SELECT row, id, name, user_data FROM person WHERE group_row=? AND id>? ORDER BY id LIMIT ?");
    select.bind(1, *row).bind(2, start).bind(3, std::int64_t{top});
    std::vector<PersonRecord> persons;
    while (select.next())
      persons.push_back({select.text(1), select.text(2), select.text(3), face_ids(select.number(0))});
    return persons;
  });
}

Stored<void> Store::update_person(const GroupRef &group, std::string_view id, const Changes &changes) {
  return transaction([&]() -> Stored<void> {
    const Stored<std::int64_t> row = find_person(group, id);
    if (!row)
      return row.error();
    if (changes.name)
      database_->prepare("UPDATE person SET name=? WHERE row=?").bind(1, *changes.name).bind(2, *row).run();
    if (changes.user_data)
      database_->prepare("UPDATE person SET user_data=? WHERE row=?").bind(1, *changes.user_data).bind(2, *row).run();
    return {};
  });
}

Stored<void> Store::delete_person(const GroupRef &group, std::string_view id) {
  return transaction([&]() -> Stored<void> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    database_->prepare("DELETE FROM person WHERE id=? AND group_row=?").bind(1, id).bind(2, *row).run();
    if (database_->changes() == 0)
      return StoreError::PersonNotFound;
    count_persons(*row, -1);
    return {};
  });
}

} // namespace facerec::server
