// A tiny HTTP server on 127.0.0.1 that answers by script: what a real network does wrong can be written down.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace facerec::test {

struct ReceivedRequest {
  int connection = 0; // the how-manieth accepted, from 0
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers; // names in lower case
  std::string body;
  std::size_t number = 0; // of the request, over all connections, from 0

  std::optional<std::string> header(std::string_view lower_case_name) const;
};

struct ScriptedReply {
  enum class Then { KeepOpen, Close, Reset, Hang };
  std::string bytes; // sent as they are
  Then then = Then::KeepOpen;
};

// A well-formed answer; `headers` are whole lines with their "\r\n".
ScriptedReply http_reply(int status, std::string_view body, std::string_view headers = "");

// What to answer a request. Called on the connection's own thread.
using Responder = std::function<ScriptedReply(const ReceivedRequest &)>;

class LoopbackServer {
public:
  enum class Keep { Everything, Nothing }; // of the requests, for requests()

  explicit LoopbackServer(Responder responder, Keep keep = Keep::Everything);
  // The n-th request, over all connections, gets the n-th reply; later ones get 500.
  explicit LoopbackServer(std::vector<ScriptedReply> replies);
  ~LoopbackServer(); // closes all connections and joins
  LoopbackServer(const LoopbackServer &) = delete;
  LoopbackServer &operator=(const LoopbackServer &) = delete;

  std::string url() const;                       // "http://127.0.0.1:PORT"
  std::vector<ReceivedRequest> requests() const; // whole; empty where nothing is kept
  // Blocks until `count` requests were read whole; false after 20 s.
  bool wait_for_requests(std::size_t count) const;

private:
  void accept_all();
  void serve(int socket, int connection);
  bool answer(int socket, int connection, const std::string &head, std::string body);

  int listener_ = -1;
  int port_ = 0;
  Responder responder_;
  Keep keep_ = Keep::Everything;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<ReceivedRequest> requests_; // under mutex_
  std::size_t request_count_ = 0;         // under mutex_
  std::vector<int> sockets_;              // under mutex_; closed at the end only, so that no number is used twice
  std::vector<std::thread> threads_;      // of the acceptor alone, until it is joined
  std::thread acceptor_;
};

} // namespace facerec::test
