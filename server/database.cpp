#include "server/database.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace facerec::server {
namespace {

// FULL: the log is synced at each commit. The log is moved into the database every 1000 pages (4 MB), and is cut to
// 16 MB where a long reader kept it from that.
constexpr const char *settings = "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000;"
                                 "PRAGMA journal_size_limit=16777216; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;";
constexpr int busy_timeout_ms = 5000;

constexpr const char *restore_advice = "; put a backup in its place with `facerec restore --force`";

// What is updated of a group are counts and times, mostly, at every call; a name says so itself (note_erasure()).
void note_change(void *erased, int operation, const char *, const char *table, sqlite3_int64) {
  const bool is_bookkeeping = operation == SQLITE_UPDATE && std::strcmp(table, "person_group") == 0;
  if (operation != SQLITE_INSERT && !is_bookkeeping)
    *static_cast<bool *>(erased) = true;
}

Error damaged(const std::string &path, const std::string &how) {
  return {ErrorCode::Malformed, "the database '" + path + "' is damaged (" + how + ")"};
}

// Faces are nobody else's business. The log's files, where there are some, get SQLite's copy of the database's mode
// when they are made. By name, not by descriptor: closing one would drop the locks that this process has on the file.
void make_private(const std::string &path) {
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made >= 0)
    ::close(made);
  for (const char *file : {"", "-wal", "-shm"})
    ::chmod((path + file).c_str(), S_IRUSR | S_IWUSR);
}

} // namespace

Statement::~Statement() {
  if (!handle_)
    return;
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
}

Statement &Statement::bind(int parameter, std::string_view text) {
  if (handle_ && sqlite3_bind_text64(handle_, parameter, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT,
                                     SQLITE_UTF8) != SQLITE_OK)
    database_.note_failure();
  return *this;
}

Statement &Statement::bind(int parameter, std::int64_t number) {
  if (handle_ && sqlite3_bind_int64(handle_, parameter, number) != SQLITE_OK)
    database_.note_failure();
  return *this;
}

Statement &Statement::bind(int parameter, std::span<const float> blob) {
  if (handle_ && sqlite3_bind_blob64(handle_, parameter, blob.data(), blob.size_bytes(), SQLITE_TRANSIENT) != SQLITE_OK)
    database_.note_failure();
  return *this;
}

Statement &Statement::bind_blob(int parameter, std::string_view bytes) {
  if (handle_ && sqlite3_bind_blob64(handle_, parameter, bytes.data(), bytes.size(), SQLITE_TRANSIENT) != SQLITE_OK)
    database_.note_failure();
  return *this;
}

bool Statement::next() {
  if (!handle_ || !database_.ok())
    return false;
  const int outcome = sqlite3_step(handle_);
  if (outcome != SQLITE_ROW && outcome != SQLITE_DONE)
    database_.note_failure();
  return outcome == SQLITE_ROW;
}

std::string Statement::text(int column) const { return optional_text(column).value_or(""); }

std::optional<std::string> Statement::optional_text(int column) const {
  const void *text = sqlite3_column_text(handle_, column);
  if (!text)
    return std::nullopt;
  return std::string(static_cast<const char *>(text), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)));
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(handle_, column); }

std::span<const float> Statement::blob(int column) const {
  const void *data = sqlite3_column_blob(handle_, column);
  const auto bytes = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
  return {static_cast<const float *>(data), bytes / sizeof(float)};
}

Error Database::refused(const std::string &path) const {
  const int outcome = sqlite3_extended_errcode(handle_) & 0xFF;
  if (outcome == SQLITE_NOTADB)
    return {ErrorCode::Malformed, "'" + path + "' is not a database of this server: " + error_};
  if (outcome == SQLITE_CORRUPT)
    return damaged(path, error_);
  return {ErrorCode::Unavailable, "the database '" + path + "' cannot be opened: " + error_};
}

Result<std::unique_ptr<Database>> Database::connect(const std::string &path, int flags) {
  sqlite3 *handle = nullptr;
  const int outcome =
      sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (outcome != SQLITE_OK)
    return Error{ErrorCode::Unavailable, "the database '" + path + "' cannot be opened: " + sqlite3_errstr(outcome)};
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  if (!database->execute("PRAGMA trusted_schema=OFF"))
    return database->refused(path);
  return database;
}

Result<void> Database::keep_log(const std::string &path) {
  const std::string journal = answer("PRAGMA journal_mode=WAL"); // a file with a rollback journal is converted
  if (!ok())
    return refused(path);
  if (journal != "wal" && journal != "memory")
    return Error{ErrorCode::Unavailable, "the file system of '" + path +
                                             "' has no memory that processes share, which a write-ahead log needs; "
                                             "choose a folder on a local disk"};
  if (!execute(settings))
    return refused(path);
  empty_log(); // of a server that was killed
  sqlite3_update_hook(handle_, note_change, &erased_);
  return {};
}

Result<void> Database::check(const std::string &path, Check thoroughness) {
  const std::string found =
      answer(thoroughness == Check::Quick ? "PRAGMA quick_check(1)" : "PRAGMA integrity_check(1)");
  if (!ok())
    return refused(path);
  return found == "ok" ? Result<void>() : damaged(path, found);
}

Result<std::unique_ptr<Database>> Database::open(const std::string &path) {
  if (path != ":memory:")
    make_private(path);
  Result<std::unique_ptr<Database>> database = connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!database)
    return database;
  Result<void> usable = (*database)->keep_log(path);
  if (usable)
    usable = (*database)->check(path, Check::Quick);
  if (usable)
    return database;
  const bool hopeless = usable.error().code == ErrorCode::Malformed;
  return Error{usable.error().code, usable.error().message + (hopeless ? restore_advice : "")};
}

Result<std::unique_ptr<Database>> Database::open_to_read(const std::string &path) {
  return connect(path, SQLITE_OPEN_READONLY);
}

Database::~Database() {
  for (const auto &[sql, statement] : statements_)
    sqlite3_finalize(statement);
  sqlite3_close(handle_); // the last connection moves the log into the database and removes it
}

Statement Database::prepare(const char *sql) {
  sqlite3_stmt *&statement = statements_[sql];
  if (!statement && sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    note_failure();
  return {*this, statement};
}

bool Database::execute(const char *sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK)
    return true;
  note_failure();
  return false;
}

std::string Database::answer(const char *sql) {
  Statement statement = prepare(sql);
  return statement.next() ? statement.text(0) : "";
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

// Does not wait for others: a backup may read for minutes.
bool Database::empty_log() {
  sqlite3_busy_timeout(handle_, 0);
  const int outcome = sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle_, busy_timeout_ms);
  return outcome == SQLITE_OK;
}

void Database::forget_erased() {
  if (erased_ && empty_log())
    erased_ = false;
}

void Database::note_failure() {
  if (error_.empty())
    error_ = sqlite3_errmsg(handle_);
}

} // namespace facerec::server
