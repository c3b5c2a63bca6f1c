#include "server/database.h"

namespace facerec::server {
namespace {

constexpr const char *settings = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                                 "PRAGMA trusted_schema=OFF;";
constexpr int busy_timeout_ms = 5000;

} // namespace

Statement::~Statement() {
  sqlite3_reset(handle_); // harmless for null
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

Result<std::unique_ptr<Database>> Database::open(const std::string &path) {
  sqlite3 *handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int outcome = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (outcome != SQLITE_OK)
    return Error{ErrorCode::Unavailable, "the database '" + path + "' cannot be opened: " + sqlite3_errstr(outcome)};
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  if (!database->execute(settings))
    return Error{ErrorCode::Malformed, "'" + path + "' is not a database of this server: " + database->error()};
  return database;
}

Database::~Database() {
  for (const auto &[sql, statement] : statements_)
    sqlite3_finalize(statement);
  sqlite3_close(handle_);
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

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

void Database::note_failure() {
  if (error_.empty())
    error_ = sqlite3_errmsg(handle_);
}

} // namespace facerec::server
