#include "server/schema.h"

#include "server/database.h"

#include <array>
#include <string>

namespace facerec::server {
namespace {

// Row numbers bind the tables, so that a deleted group takes all that is its own along. Encodings of the last training
// are copies: a face that is deleted counts until the next one, as with Azure.
constexpr const char *first_tables = R"sql(
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

// The ids of the two kinds of group are apart. person_count spares a count of up to a million at each new person.
// SQLite cannot change what is UNIQUE in a table, so that a new one takes its place and its name, which the other
// tables refer to.
constexpr const char *kinds_of_group = R"sql(
CREATE TABLE new_person_group(
  row INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, user_data TEXT NOT NULL,
  recognition_model TEXT NOT NULL, person_count INTEGER NOT NULL DEFAULT 0,
  training_status TEXT, training_created TEXT, training_last_action TEXT, training_last_success TEXT,
  training_message TEXT,
  UNIQUE(kind, id));
INSERT INTO new_person_group
  SELECT row, 'largepersongroups', id, name, user_data, recognition_model,
         (SELECT count(*) FROM person WHERE group_row=person_group.row),
         training_status, training_created, training_last_action, training_last_success, training_message
  FROM person_group;
DROP TABLE person_group;
ALTER TABLE new_person_group RENAME TO person_group;
)sql";

// Step N makes version N of version N-1. A step that was released never changes.
constexpr std::array<const char *, 2> steps = {first_tables, kinds_of_group};

std::int64_t number(Database &database, const char *sql) {
  Statement statement = database.prepare(sql);
  return statement.next() ? statement.number(0) : 0;
}

bool run_steps(Database &database, std::size_t version) {
  if (!database.execute("BEGIN IMMEDIATE"))
    return false;
  for (; version < steps.size(); ++version)
    if (!database.execute(steps.at(version)))
      return false;
  return database.execute(("PRAGMA user_version=" + std::to_string(version)).c_str()) && database.execute("COMMIT");
}

} // namespace

Result<void> migrate(Database &database) {
  const auto version = static_cast<std::size_t>(number(database, "PRAGMA user_version"));
  if (version > steps.size())
    return Error{ErrorCode::Malformed, "was written by a newer version of this program"};
  // With foreign keys, dropping a table would take along the rows that refer to it. They cannot be switched within a
  // transaction.
  if (version < steps.size())
    database.execute("PRAGMA foreign_keys=OFF") && run_steps(database, version) &&
        database.execute("PRAGMA foreign_keys=ON");
  if (!database.ok())
    return Error{ErrorCode::Malformed, "cannot be used: " + database.error()};
  return {};
}

} // namespace facerec::server
