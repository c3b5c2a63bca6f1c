// `facerec serve`: a server that speaks the Azure Face REST API (v1.0 and v1.2), so that pipelines and tests need no
// Azure account.
//
//   auto server = Server::start({.data_dir = "data", .key = "secret"});
//   if (!server)
//     return server.error();
//   use((*server)->base_url()); // "http://127.0.0.1:43210"
#pragma once

#include "facerec/base/result.h"
#include "server/front/behaviours.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace facerec::server {

inline constexpr int most_connections = 900; // select() knows 1024 files, and the server has others, too

struct ServeOptions {
  // An IPv4 or IPv6 address of this machine. One that other machines reach needs tls_cert and tls_key, or insecure.
  std::string address = "127.0.0.1";
  std::uint16_t port = 0; // 0: one that is free
  std::string data_dir{}; // made (mode 0700) where it does not exist; holds faces.db, key and lock
  // Where ONNX models lie; empty: none. face_detection_yunet_*.onnx replaces the Haar cascade as detector,
  // face_recognition_sface_2021dec.onnx replaces LBPH as recognizer. A model that is there but does not load is an
  // error.
  std::string models_dir{};
  std::string
      ready_file{};       // empty: none. Holds the base URL and a line end once the server listens; written atomically
  std::string key{};      // the key clients must send; empty: see load_keys()
  std::string key_file{}; // a file of one key or two, each on a line of its own; empty: see load_keys()
  std::string tls_cert{}; // PEM files; both empty: plain HTTP
  std::string tls_key{};
  bool insecure = false; // plain HTTP beyond this machine is wanted
  int max_connections = 256;
  // Of one address. Nothing: as many as all of them where only this machine is served, else 64.
  std::optional<int> max_connections_per_client{};
  // Requests of one address in any one second; 0: no limit. Nothing: no limit where only this machine is served, else
  // 100.
  std::optional<int> max_requests_per_client{};
  bool allow_url_fetch = false; // pictures may be named by URL; never fetched from this machine or private networks
  Behaviours behaviours{};      // what is done to clients on purpose
  bool admin = false;           // behaviours can be changed at /admin/behaviours, from this machine
  std::string request_log{};    // empty: none. A file that gets a line of JSON for each request
  // Told, on a thread of the server, of what goes wrong without any request being at fault. May be empty.
  std::function<void(const std::string &message)> warn{};
  bool keep_images = false; // the added faces' pictures (kept_image.h), for an encoder that comes later
};

// Serves until it is destroyed or stopped; requests run on threads of its own. Everything here may be called from any
// thread.
class Server {
public:
  // Errors: InvalidArgument (address, key, TLS files, limits), NotFound and Malformed (models, database, files),
  // Unavailable (the port is taken, the data directory or the log cannot be written or another server uses it).
  static Result<std::unique_ptr<Server>> start(const ServeOptions &options);
  virtual ~Server() = default;

  virtual int port() const = 0;
  virtual std::string base_url() const = 0; // without a trailing '/'
  virtual bool is_exposed() const = 0;      // other machines can reach it, and unencrypted
  // "YuNet + SFace", "Haar + LBPH", …
  virtual std::string recognition() const = 0;
  // Where the accepted key comes from, in words and without the key: "the file data/key".
  virtual std::string key_source() const = 0;
  // Ends running requests and training; idempotent.
  virtual void stop() = 0;
};

} // namespace facerec::server
