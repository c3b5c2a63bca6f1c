// The tables of the store, and how an older file gets them.
#pragma once

#include "facerec/base/result.h"

namespace facerec::server {

class Database;

// Brings the database to the newest version, all steps or none. Malformed, with a message that continues "the database
// 'PATH' …", where it was written by a newer program or a step fails.
Result<void> migrate(Database &database);

} // namespace facerec::server
