#include "server/store.h"

#include "server/store_transaction.h"

#include <array>

namespace facerec::server {
namespace {

// Row numbers bind the tables, so that a deleted group takes all that is its own along. Encodings of the last training
// are copies: a face that is deleted counts until the next one, as with Azure.
constexpr const char *schema = R"sql(
CREATE TABLE IF NOT EXISTS person_group(
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, user_data TEXT NOT NULL,
  recognition_model TEXT NOT NULL,
  training_status TEXT, training_created TEXT, training_last_action TEXT, training_last_success TEXT,
  training_message TEXT);
CREATE TABLE IF NOT EXISTS person(
  row INTEGER PRIMARY KEY, group_row INTEGER NOT NULL REFERENCES person_group(row) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, user_data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS person_by_group ON person(group_row, id);
CREATE TABLE IF NOT EXISTS face(
  row INTEGER PRIMARY KEY, person_row INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE, user_data TEXT NOT NULL, encoder TEXT NOT NULL, encoding BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS face_by_person ON face(person_row, id);
CREATE TABLE IF NOT EXISTS trained_face(
  group_row INTEGER NOT NULL REFERENCES person_group(row) ON DELETE CASCADE,
  person_id TEXT NOT NULL, encoder TEXT NOT NULL, encoding BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS trained_face_by_group ON trained_face(group_row);
)sql";

// Apart from the faces, so that reading these stays quick.
constexpr const char *kept_images = R"sql(
CREATE TABLE face_image(
  face_row INTEGER PRIMARY KEY REFERENCES face(row) ON DELETE CASCADE, image BLOB NOT NULL);
)sql";

// Step N makes version N of version N-1.
constexpr std::array<const char *, 2> steps = {schema, kept_images};

} // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string &path) {
  Result<std::unique_ptr<Database>> database = Database::open(path);
  if (!database)
    return database.error();
  std::unique_ptr<Store> store(new Store(std::move(*database)));
  if (const Result<void> made = store->make_schema(); !made)
    return Error{made.error().code, "the database '" + path + "' " + made.error().message};
  return store;
}

Result<void> Store::make_schema() {
  std::int64_t version = 0;
  {
    Statement statement = database_->prepare("PRAGMA user_version");
    if (statement.next())
      version = statement.number(0);
  }
  if (version > static_cast<std::int64_t>(steps.size()))
    return Error{ErrorCode::Malformed, "was written by a newer version of this program"};
  database_->execute("BEGIN IMMEDIATE");
  for (auto step = static_cast<std::size_t>(version); database_->ok() && step < steps.size(); ++step)
    database_->execute(steps.at(step));
  if (database_->ok())
    database_->execute(("PRAGMA user_version=" + std::to_string(steps.size()) + "; COMMIT").c_str());
  if (!database_->ok())
    return Error{ErrorCode::Malformed, "cannot be used: " + database_->error()};
  return {};
}

std::string Store::last_failure() const {
  const std::lock_guard lock(mutex_);
  return last_failure_;
}

std::int64_t Store::group_row(std::string_view id) {
  Statement select = database_->prepare("SELECT row FROM person_group WHERE id=?");
  return select.bind(1, id).next() ? select.number(0) : 0;
}

Stored<void> Store::create_group(const GroupRecord &group) {
  return transaction([&]() -> Stored<void> {
    if (group_row(group.id))
      return StoreError::GroupExists;
    database_->prepare("INSERT INTO person_group(id, name, user_data, recognition_model) VALUES(?,?,?,?)")
        .bind(1, group.id)
        .bind(2, group.name)
        .bind(3, group.user_data)
        .bind(4, group.recognition_model)
        .run();
    return {};
  });
}

Stored<GroupRecord> Store::group(std::string_view id) {
  return transaction([&]() -> Stored<GroupRecord> {
    Statement select = database_->prepare("SELECT id, name, user_data, recognition_model FROM person_group WHERE id=?");
    if (!select.bind(1, id).next())
      return StoreError::GroupNotFound;
    return GroupRecord{select.text(0), select.text(1), select.text(2), select.text(3)};
  });
}

Stored<std::vector<GroupRecord>> Store::groups(std::string_view start, int top) {
  return transaction([&]() -> Stored<std::vector<GroupRecord>> {
    Statement select = database_->prepare(
        "SELECT id, name, user_data, recognition_model FROM person_group WHERE id>? ORDER BY id LIMIT ?");
    select.bind(1, start).bind(2, std::int64_t{top});
    std::vector<GroupRecord> groups;
    while (select.next())
      groups.push_back({select.text(0), select.text(1), select.text(2), select.text(3)});
    return groups;
  });
}

Stored<void> Store::update_group(std::string_view id, const Changes &changes) {
  return transaction([&]() -> Stored<void> {
    const std::int64_t row = group_row(id);
    if (!row)
      return StoreError::GroupNotFound;
    if (changes.name)
      database_->prepare("UPDATE person_group SET name=? WHERE row=?").bind(1, *changes.name).bind(2, row).run();
    if (changes.user_data)
      database_->prepare("UPDATE person_group SET user_data=? WHERE row=?")
          .bind(1, *changes.user_data)
          .bind(2, row)
          .run();
    return {};
  });
}

Stored<void> Store::delete_group(std::string_view id) {
  return transaction([&]() -> Stored<void> {
    database_->prepare("DELETE FROM person_group WHERE id=?").bind(1, id).run();
    if (database_->changes() == 0)
      return StoreError::GroupNotFound;
    return {};
  });
}

} // namespace facerec::server
