// What a data folder holds of people, as one file, and back.
#pragma once

#include "facerec/base/result.h"
#include "server/database.h"

#include <cstdint>
#include <string>

namespace facerec::server {

// What a backup holds: of all groups together.
struct BackupContents {
  std::int64_t groups = 0;
  std::int64_t persons = 0;
  std::int64_t faces = 0;
  std::int64_t bytes = 0; // of the file
};

enum class Overwrite { No, Yes };

// Writes the database of `data_dir` as it is at this moment to `file`, readable by its owner only. A server may work in
// the folder meanwhile. The keys are not in it. Errors: NotFound (no database), InvalidArgument (the file is there
// already), Malformed (the database is damaged), Unavailable (the system refuses), Cancelled.
Result<BackupContents> back_up(const std::string &data_dir, const std::string &file, Overwrite overwrite,
                               const CopyProgress &progress);

// Puts a backup in the place of the database of `data_dir`, which is made where it does not exist. Its keys stay. The
// folder is as it was where this fails. Errors: as above; Unavailable too where a server works in the folder.
Result<BackupContents> restore(const std::string &file, const std::string &data_dir, Overwrite overwrite,
                               const CopyProgress &progress);

} // namespace facerec::server
