// An HTTPS server on 127.0.0.1 whose certificate nobody trusts but who is given its authority.
#pragma once

#include "tests/support/loopback_server.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

struct MHD_Daemon;

namespace facerec::test {

struct TlsReply {
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
  bool hangs = false; // no answer until the server goes
};

class TlsServer {
public:
  // What to answer; called on the connection's own thread.
  using Responder = std::function<TlsReply(const ReceivedRequest &)>;

  explicit TlsServer(Responder responder);
  ~TlsServer();
  TlsServer(const TlsServer &) = delete;
  TlsServer &operator=(const TlsServer &) = delete;

  static bool is_supported(); // by the libmicrohttpd of this machine
  // PEM of the authority that a client has to trust.
  static const char *authority();

  int port() const { return port_; }
  std::string url() const;                       // "https://127.0.0.1:PORT"
  std::vector<ReceivedRequest> requests() const; // whole, in order of arrival
  // Blocks until `count` requests were read whole.
  void await_requests(std::size_t count) const;

  // For the server's own callbacks.
  TlsReply receive(ReceivedRequest request);

private:
  Responder responder_;
  int port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<ReceivedRequest> requests_; // under mutex_
  bool closing_ = false;                  // under mutex_
  MHD_Daemon *daemon_ = nullptr;
};

} // namespace facerec::test
