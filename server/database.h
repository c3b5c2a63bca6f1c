// SQLite in as little C++ as the store needs.
#pragma once

#include "facerec/base/result.h"

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace facerec::server {

class Database;

// A prepared statement with its values, for one use; valid while the database is. Columns and parameters are numbered
// from 0 and 1, as SQLite does. Failures are remembered by the database, so that a transaction asks once, at its end.
class Statement {
public:
  Statement(Database &database, sqlite3_stmt *handle) : database_(database), handle_(handle) {}
  ~Statement();
  Statement(const Statement &) = delete;
  Statement &operator=(const Statement &) = delete;

  Statement &bind(int parameter, std::string_view text);
  Statement &bind(int parameter, std::int64_t number);
  Statement &bind(int parameter, std::span<const float> blob); // little-endian, as every machine we run on
  Statement &bind_blob(int parameter, std::string_view bytes);

  bool next(); // true: there is a row to read
  void run() { (void)next(); }

  std::string text(int column) const;
  std::optional<std::string> optional_text(int column) const; // nothing for NULL
  std::int64_t number(int column) const;
  std::span<const float> blob(int column) const; // valid until next()

private:
  Database &database_;
  sqlite3_stmt *handle_; // null where it could not be prepared
};

// Told now and then how many bytes of how many are copied; false ends it.
using CopyProgress = std::function<bool(std::int64_t done, std::int64_t total)>;

// One connection. Not thread-safe: its owner locks.
class Database {
public:
  // Opens or makes `path` (":memory:": none that stays): a write-ahead log, every commit on the disk before it returns,
  // foreign keys, zeros over what is deleted. The pages are checked, which takes time in proportion to the file.
  // Malformed: no database, or a damaged one. Unavailable: the system refuses, or cannot do this kind of log.
  static Result<std::unique_ptr<Database>> open(const std::string &path);
  // To be read while another process may write; nothing is made.
  static Result<std::unique_ptr<Database>> open_to_read(const std::string &path);
  ~Database();
  Database(const Database &) = delete;
  Database &operator=(const Database &) = delete;

  // `sql` is a literal: statements are prepared once and kept under its address.
  Statement prepare(const char *sql);
  bool execute(const char *sql); // several statements without values
  std::int64_t changes() const;  // rows the last statement changed

  // Malformed where the pages, or (Whole) also the indexes, contradict one another.
  enum class Check { Quick, Whole };
  Result<void> check(const std::string &path, Check thoroughness);

  // Writes everything that this moment's database holds into the empty file `path`, as one file without a log. Others
  // may write meanwhile. Cancelled where `progress` says so.
  Result<void> copy_to(const std::string &path, const CopyProgress &progress);

  // What a change of a group's row overwrites is to be erased, which changes of other tables need not say.
  void note_erasure() { erased_ = true; }
  // To be called after a commit. Where rows were changed or deleted, moves the log into the database and empties it,
  // so that what they held is in no file any more. While another process reads, the next call makes up for it.
  void forget_erased();

  bool ok() const { return error_.empty(); }          // nothing has failed since clear_error()
  const std::string &error() const { return error_; } // the first failure since then
  void clear_error() { error_.clear(); }
  void note_failure();

private:
  explicit Database(sqlite3 *handle) : handle_(handle) {}
  static Result<std::unique_ptr<Database>> connect(const std::string &path, int flags);
  Result<void> keep_log(const std::string &path);
  Error refused(const std::string &path) const; // what error() means for the file
  std::string answer(const char *sql);          // the first column of the first row; empty: none, or it failed
  bool empty_log();

  sqlite3 *handle_;
  bool erased_ = false; // rows were changed, or deleted by a WHERE clause, since the log was emptied last
  std::map<const char *, sqlite3_stmt *> statements_;
  std::string error_;
};

} // namespace facerec::server
