#include "server/front/tls_files.h"

#include <gnutls/gnutls.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <type_traits>

namespace facerec::server {
namespace {

constexpr std::uintmax_t max_file_bytes = 1024 * 1024;

Result<std::string> read_file(const std::string &option, const std::string &path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) > max_file_bytes)
    return Error{ErrorCode::NotFound, "the file '" + path + "' of " + option + " cannot be read"};
  std::ifstream file(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  if (!file || content.empty())
    return Error{ErrorCode::NotFound, "the file '" + path + "' of " + option + " cannot be read or is empty"};
  return content;
}

struct FreeCredentials {
  void operator()(gnutls_certificate_credentials_t credentials) const {
    gnutls_certificate_free_credentials(credentials);
  }
};
using Credentials = std::unique_ptr<std::remove_pointer_t<gnutls_certificate_credentials_t>, FreeCredentials>;

gnutls_datum_t datum(std::string &text) {
  return {reinterpret_cast<unsigned char *>(text.data()), static_cast<unsigned>(text.size())};
}

// GnuTLS's error number; negative where the two do not work together.
int try_out(TlsIdentity &identity) {
  gnutls_certificate_credentials_t allocated = nullptr;
  if (const int error = gnutls_certificate_allocate_credentials(&allocated); error < 0)
    return error;
  const Credentials credentials(allocated);
  const gnutls_datum_t certificate = datum(identity.certificate);
  const gnutls_datum_t key = datum(identity.key);
  return gnutls_certificate_set_x509_key_mem(credentials.get(), &certificate, &key, GNUTLS_X509_FMT_PEM);
}

} // namespace

Result<TlsIdentity> read_tls_files(const std::string &certificate_file, const std::string &key_file) {
  if (certificate_file.empty() && key_file.empty())
    return TlsIdentity{};
  if (certificate_file.empty() || key_file.empty())
    return invalid_argument("--tls-cert and --tls-key belong together; give both or none");
  const Result<std::string> certificate = read_file("--tls-cert", certificate_file);
  if (!certificate)
    return certificate.error();
  const Result<std::string> key = read_file("--tls-key", key_file);
  if (!key)
    return key.error();
  TlsIdentity identity{*certificate, *key};
  if (const int error = try_out(identity); error < 0)
    return invalid_argument("the certificate in '" + certificate_file + "' and the key in '" + key_file +
                            "' cannot be used: " + gnutls_strerror(error));
  return identity;
}

} // namespace facerec::server
