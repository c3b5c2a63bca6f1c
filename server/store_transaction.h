// The one way into the store's database.
#pragma once

#include "server/store.h"

namespace facerec::server {

// Runs `body` in a transaction. It is committed only where the body returned a value, no statement failed and SQLite
// wrote it to the disk.
template <class Body> auto Store::transaction(Body body) -> decltype(body()) {
  const std::lock_guard lock(mutex_);
  database_->clear_error();
  database_->execute("BEGIN IMMEDIATE");
  auto result = body();
  if (database_->ok() && result && database_->execute("COMMIT")) {
    database_->forget_erased();
    return result;
  }
  if (!database_->ok()) {
    last_failure_ = database_->error();
    result = StoreError::Failed;
  }
  database_->execute("ROLLBACK"); // fails where BEGIN did: nothing to undo
  return result;
}

} // namespace facerec::server
