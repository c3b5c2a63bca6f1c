#include "server/database.h"

namespace facerec::server {
namespace {

constexpr int pages_at_once = 256; // 1 MB

struct Handle {
  ~Handle() { sqlite3_close(database); }
  sqlite3 *database = nullptr;
};

Error failed(const std::string &path, const std::string &why) {
  return {ErrorCode::Unavailable, "the copy '" + path + "' cannot be written: " + why};
}

// SQLITE_DONE, or what went wrong; SQLITE_INTERRUPT where `progress` ended it.
int copy_pages(sqlite3 *target, sqlite3 *source, std::int64_t page_size, const CopyProgress &progress) {
  sqlite3_backup *copy = sqlite3_backup_init(target, "main", source, "main");
  if (!copy)
    return sqlite3_errcode(target);
  int outcome = SQLITE_OK;
  while (outcome == SQLITE_OK) {
    outcome = sqlite3_backup_step(copy, pages_at_once);
    const std::int64_t total = sqlite3_backup_pagecount(copy);
    if ((outcome == SQLITE_OK || outcome == SQLITE_DONE) &&
        !progress(page_size * (total - sqlite3_backup_remaining(copy)), page_size * total))
      outcome = SQLITE_INTERRUPT;
  }
  const int finished = sqlite3_backup_finish(copy);
  return finished == SQLITE_OK ? outcome : finished;
}

} // namespace

Result<void> Database::copy_to(const std::string &path, const CopyProgress &progress) {
  // One transaction, which begins with the first reading: who writes meanwhile does not make the copy begin anew.
  if (!execute("BEGIN; SELECT count(*) FROM sqlite_schema"))
    return refused(path);
  const std::int64_t page_size = std::stoll("0" + answer("PRAGMA page_size"));
  Handle target;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int outcome = sqlite3_open_v2(path.c_str(), &target.database, flags, nullptr);
  if (outcome == SQLITE_OK)
    outcome = copy_pages(target.database, handle_, page_size, progress);
  execute("COMMIT");
  if (outcome == SQLITE_INTERRUPT)
    return Error{ErrorCode::Cancelled, "interrupted"};
  if (outcome != SQLITE_DONE)
    return failed(path, sqlite3_errstr(outcome));
  // The copy says of itself that it has a log, as the original has.
  if (sqlite3_exec(target.database, "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr) != SQLITE_OK)
    return failed(path, sqlite3_errmsg(target.database));
  return {};
}

} // namespace facerec::server
