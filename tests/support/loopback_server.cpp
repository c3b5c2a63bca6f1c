#include "tests/support/loopback_server.h"

#include "facerec/base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace facerec::test {
namespace {

sockaddr_in loopback_address() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// Reads until `buffer` holds `size` bytes; false where the other side closed before.
bool read_at_least(int socket, std::string &buffer, std::size_t size) {
  std::array<char, 65536> chunk{};
  while (buffer.size() < size) {
    const ssize_t got = recv(socket, chunk.data(), chunk.size(), 0);
    if (got <= 0)
      return false;
    buffer.append(chunk.data(), static_cast<std::size_t>(got));
  }
  return true;
}

// The head of the next request with its blank line; empty where the other side closed.
std::string read_head(int socket, std::string &buffer) {
  std::size_t end = 0;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos)
    if (!read_at_least(socket, buffer, buffer.size() + 1))
      return {};
  std::string head = buffer.substr(0, end + 4);
  buffer.erase(0, end + 4);
  return head;
}

ReceivedRequest parse_head(std::string_view head) {
  ReceivedRequest request;
  const auto lines = split(head, '\n');
  const auto words = split(trim(lines.front()), ' ');
  request.method = words.at(0);
  request.target = words.at(1);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto colon = lines[i].find(':');
    if (colon != std::string_view::npos)
      request.headers.emplace_back(to_lower(lines[i].substr(0, colon)), trim(lines[i].substr(colon + 1)));
  }
  return request;
}

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0)
      return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// The connection ends with a RST instead of a FIN.
void reset_connection(int socket) {
  const linger at_once{1, 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC; // connecting to nobody drops a TCP connection and keeps the descriptor
  connect(socket, &nobody, sizeof nobody);
}

} // namespace

std::optional<std::string> ReceivedRequest::header(std::string_view lower_case_name) const {
  for (const auto &[name, value] : headers)
    if (name == lower_case_name)
      return value;
  return std::nullopt;
}

ScriptedReply http_reply(int status, std::string_view body, std::string_view headers) {
  return {"HTTP/1.1 " + std::to_string(status) + " Scripted\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n" + std::string(headers) + "\r\n" + std::string(body),
          ScriptedReply::Then::KeepOpen};
}

LoopbackServer::LoopbackServer(std::vector<ScriptedReply> replies)
    : LoopbackServer([script = std::move(replies)](const ReceivedRequest &request) {
        return request.number < script.size() ? script[request.number]
                                              : http_reply(500, "no reply was scripted for this request");
      }) {}

LoopbackServer::LoopbackServer(Responder responder, Keep keep) : responder_(std::move(responder)), keep_(keep) {
  sockaddr_in address = loopback_address();
  socklen_t size = sizeof address;
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
      listen(listener_, SOMAXCONN) != 0 || getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &size) != 0)
    throw std::runtime_error("no loopback socket");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

LoopbackServer::~LoopbackServer() {
  shutdown(listener_, SHUT_RDWR); // ends accept()
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_)
      shutdown(socket, SHUT_RDWR);
  }
  for (std::thread &thread : threads_)
    thread.join();
  for (const int socket : sockets_)
    close(socket);
  close(listener_);
}

std::string LoopbackServer::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

std::vector<ReceivedRequest> LoopbackServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool LoopbackServer::wait_for_requests(std::size_t count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return request_count_ >= count; });
}

void LoopbackServer::accept_all() {
  for (int connection = 0;; ++connection) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0)
      return;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket, connection] { serve(socket, connection); });
  }
}

void LoopbackServer::serve(int socket, int connection) {
  std::string buffer;
  for (;;) {
    const std::string head = read_head(socket, buffer);
    if (head.empty())
      return;
    const auto length = parse_head(head).header("content-length");
    const std::size_t size = length ? std::strtoul(length->c_str(), nullptr, 10) : 0;
    if (!read_at_least(socket, buffer, size))
      return;
    std::string body = buffer.substr(0, size);
    buffer.erase(0, size);
    if (!answer(socket, connection, head, std::move(body)))
      return;
  }
}

// False: nothing more is read from this connection.
bool LoopbackServer::answer(int socket, int connection, const std::string &head, std::string body) {
  ReceivedRequest request = parse_head(head);
  request.connection = connection;
  request.body = std::move(body);
  {
    const std::lock_guard lock(mutex_);
    request.number = request_count_++;
    if (keep_ == Keep::Everything)
      requests_.push_back(request);
    changed_.notify_all();
  }
  const ScriptedReply reply = responder_(request);
  send_all(socket, reply.bytes);
  if (reply.then == ScriptedReply::Then::Close)
    shutdown(socket, SHUT_RDWR);
  if (reply.then == ScriptedReply::Then::Reset)
    reset_connection(socket);
  std::string ignored;
  if (reply.then == ScriptedReply::Then::Hang)
    read_at_least(socket, ignored, 1); // until either side gives up
  return reply.then == ScriptedReply::Then::KeepOpen;
}

} // namespace facerec::test
