#include "server/store.h"

#include "server/schema.h"
#include "server/store_transaction.h"

namespace facerec::server {
namespace {

std::string_view kind_of(GroupType type) { return words_of(type).collection; }

} // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string &path, const StoreLimits &limits) {
  Result<std::unique_ptr<Database>> database = Database::open(path);
  if (!database)
    return database.error();
  if (const Result<void> migrated = migrate(**database); !migrated)
    return Error{migrated.error().code, "the database '" + path + "' " + migrated.error().message};
  return std::unique_ptr<Store>(new Store(std::move(*database), limits));
}

std::string Store::last_failure() const {
  const std::lock_guard lock(mutex_);
  return last_failure_;
}

Stored<std::int64_t> Store::find_group(const GroupRef &group) {
  Statement select = database_->prepare("SELECT row FROM person_group WHERE kind=? AND id=?");
  if (!select.bind(1, kind_of(group.type)).bind(2, group.id).next())
    return StoreError::GroupNotFound;
  return select.number(0);
}

Stored<void> Store::create_group(const GroupRecord &group) {
  return transaction([&]() -> Stored<void> {
    if (find_group(group.ref))
      return StoreError::GroupExists;
    Statement count = database_->prepare("SELECT count(*) FROM person_group WHERE kind=?");
    if (count.bind(1, kind_of(group.ref.type)).next() && count.number(0) >= limits_.groups)
      return StoreError::TooManyGroups;
    database_->prepare("INSERT INTO person_group(kind, id, name, user_data, recognition_model) VALUES(?,?,?,?,?)")
        .bind(1, kind_of(group.ref.type))
        .bind(2, group.ref.id)
        .bind(3, group.name)
        .bind(4, group.user_data)
        .bind(5, group.recognition_model)
        .run();
    return {};
  });
}

Stored<GroupRecord> Store::group(const GroupRef &group) {
  return transaction([&]() -> Stored<GroupRecord> {
    Statement select =
        database_->prepare("SELECT name, user_data, recognition_model FROM person_group WHERE kind=? AND id=?");
    if (!select.bind(1, kind_of(group.type)).bind(2, group.id).next())
      return StoreError::GroupNotFound;
    return GroupRecord{group, select.text(0), select.text(1), select.text(2)};
  });
}

Stored<std::vector<GroupRecord>> Store::groups(GroupType type, std::string_view start, int top) {
  return transaction([&]() -> Stored<std::vector<GroupRecord>> {
    Statement select = database_->prepare("SELECT id, name, user_data, recognition_model FROM person_group"
                                          " WHERE kind=? AND id>? ORDER BY id LIMIT ?");
    select.bind(1, kind_of(type)).bind(2, start).bind(3, std::int64_t{top});
    std::vector<GroupRecord> groups;
    while (select.next())
      groups.push_back({{type, select.text(0)}, select.text(1), select.text(2), select.text(3)});
    return groups;
  });
}

Stored<void> Store::update_group(const GroupRef &group, const Changes &changes) {
  return transaction([&]() -> Stored<void> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    database_->note_erasure();
    if (changes.name)
      database_->prepare("UPDATE person_group SET name=? WHERE row=?").bind(1, *changes.name).bind(2, *row).run();
    if (changes.user_data)
      database_->prepare("UPDATE person_group SET user_data=? WHERE row=?")
          .bind(1, *changes.user_data)
          .bind(2, *row)
          .run();
    return {};
  });
}

Stored<void> Store::delete_group(const GroupRef &group) {
  return transaction([&]() -> Stored<void> {
    database_->prepare("DELETE FROM person_group WHERE kind=? AND id=?")
        .bind(1, kind_of(group.type))
        .bind(2, group.id)
        .run();
    if (database_->changes() == 0)
      return StoreError::GroupNotFound;
    return {};
  });
}

} // namespace facerec::server
