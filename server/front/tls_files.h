// The server's certificate and its key.
#pragma once

#include "facerec/base/result.h"

#include <string>

namespace facerec::server {

struct TlsIdentity {
  std::string certificate{}; // PEM, as many as the file holds, the server's first
  std::string key{};         // PEM, without a passphrase
};

// InvalidArgument where only one of the files is named, or where they do not hold a certificate and its key; NotFound
// where one cannot be read. Nothing in it where no file is named.
Result<TlsIdentity> read_tls_files(const std::string &certificate_file, const std::string &key_file);

} // namespace facerec::server
