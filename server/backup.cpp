#include "server/backup.h"

#include "server/data_lock.h"
#include "server/files.h"
#include "server/store.h"

#include <filesystem>
#include <system_error>

namespace facerec::server {
namespace {

namespace fs = std::filesystem;

constexpr const char *count = "SELECT (SELECT count(*) FROM person_group), (SELECT count(*) FROM person),"
                              " (SELECT count(*) FROM face)";

bool exists(const std::string &path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

Error in_the_way(const std::string &path) {
  return invalid_argument("'" + path + "' is there already; --force puts this one in its place");
}

Result<BackupContents> contents_of(Database &database, const std::string &path) {
  Statement select = database.prepare(count);
  if (!select.next())
    return Error{ErrorCode::Malformed, "'" + path + "' is no backup of this server: " + database.error()};
  std::error_code ignored;
  return BackupContents{select.number(0), select.number(1), select.number(2),
                        static_cast<std::int64_t>(fs::file_size(path, ignored))};
}

// `from` must be sound, and the copy must be too.
Result<BackupContents> copy(const std::string &from, const std::string &to, const CopyProgress &progress) {
  Result<std::unique_ptr<Database>> source = Database::open_to_read(from);
  if (!source)
    return source.error();
  if (const Result<void> sound = (*source)->check(from, Database::Check::Whole); !sound)
    return sound.error();
  if (const auto known = contents_of(**source, from); !known)
    return known;
  if (const Result<void> copied = (*source)->copy_to(to, progress); !copied)
    return copied.error();
  Result<std::unique_ptr<Database>> made = Database::open_to_read(to);
  if (!made)
    return made.error();
  if (const Result<void> sound = (*made)->check(to, Database::Check::Whole); !sound)
    return sound.error();
  return contents_of(**made, to);
}

// The old database's log must not meet the new database. A sound one is closed, which moves its log into it.
void end_log(const std::string &database) {
  (void)Database::open(database);
  std::error_code ignored;
  for (const char *suffix : {"-wal", "-shm", "-journal"})
    fs::remove(database + suffix, ignored);
}

} // namespace

Result<BackupContents> back_up(const std::string &data_dir, const std::string &file, Overwrite overwrite,
                               const CopyProgress &progress) {
  const std::string database = fs::path(data_dir) / "faces.db";
  if (!exists(database))
    return Error{ErrorCode::NotFound, "there is no database '" + database + "'"};
  if (exists(file) && overwrite == Overwrite::No)
    return in_the_way(file);
  const auto made = TemporaryFile::beside(file);
  if (!made)
    return made.error();
  Result<BackupContents> contents = copy(database, (*made)->path(), progress);
  if (!contents)
    return contents;
  if (const Result<void> placed = (*made)->take_the_place(); !placed)
    return placed.error();
  return contents;
}

Result<BackupContents> restore(const std::string &file, const std::string &data_dir, Overwrite overwrite,
                               const CopyProgress &progress) {
  if (!exists(file))
    return Error{ErrorCode::NotFound, "there is no backup '" + file + "'"};
  if (const Result<void> made = make_private_directory(data_dir); !made)
    return made.error();
  const auto lock = DataLock::take(data_dir, DataLock::Purpose::Restore);
  if (!lock)
    return lock.error();
  const std::string database = fs::path(data_dir) / "faces.db";
  if (exists(database) && overwrite == Overwrite::No)
    return in_the_way(database);
  const auto made = TemporaryFile::beside(database);
  if (!made)
    return made.error();
  Result<BackupContents> contents = copy(file, (*made)->path(), progress);
  if (!contents)
    return contents;
  if (const auto store = Store::open((*made)->path()); !store) // a newer program's, say
    return Error{store.error().code, "'" + file + "' cannot be restored: " + store.error().message};
  end_log(database);
  if (const Result<void> placed = (*made)->take_the_place(); !placed)
    return placed.error();
  return contents;
}

} // namespace facerec::server
