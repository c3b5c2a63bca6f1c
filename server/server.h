// `facerec serve`: a server that speaks the Azure Face REST API (v1.0 and v1.2), so that pipelines and tests need no
// Azure account.
//
//   auto server = Server::start({.data_dir = "data", .key = "secret"});
//   if (!server)
//     return server.error();
//   use((*server)->base_url()); // "http://127.0.0.1:43210"
#pragma once

#include "facerec/base/result.h"

#include <cstdint>
#include <memory>
#include <string>

namespace facerec::server {

struct ServeOptions {
  std::string address = "127.0.0.1"; // an IPv4 or IPv6 address of this machine
  std::uint16_t port = 0;            // 0: one that is free
  std::string data_dir{};            // made (mode 0700) where it does not exist; holds faces.db, key and lock
  // Where ONNX models lie; empty: none. face_detection_yunet_*.onnx replaces the Haar cascade as detector,
  // face_recognition_sface_2021dec.onnx replaces LBPH as recognizer. A model that is there but does not load is an
  // error.
  std::string models_dir{};
  std::string
      ready_file{};       // empty: none. Holds the base URL and a line end once the server listens; written atomically
  std::string key{};      // the key clients must send; empty: see load_key()
  std::string key_file{}; // a file whose first line is the key; empty: see load_key()
  int max_connections = 256;
  bool keep_images = false; // the added faces' pictures (kept_image.h), for an encoder that comes later
};

// Serves until it is destroyed or stopped; requests run on threads of its own. Everything here may be called from any
// thread.
class Server {
public:
  // Errors: InvalidArgument (address, key), NotFound and Malformed (models, database), Unavailable (the port is taken,
  // the data directory cannot be written or another server uses it).
  static Result<std::unique_ptr<Server>> start(const ServeOptions &options);
  virtual ~Server() = default;

  virtual int port() const = 0;
  virtual std::string base_url() const = 0; // without a trailing '/'
  // "YuNet + SFace", "Haar + LBPH", …
  virtual std::string recognition() const = 0;
  // Where the accepted key comes from, in words and without the key: "the file data/key".
  virtual std::string key_source() const = 0;
  // Ends running requests and training; idempotent.
  virtual void stop() = 0;
};

} // namespace facerec::server
