// A client that sends bytes, whatever they mean.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

namespace facerec::server {

class Client {
public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(Client &&other) noexcept : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_) {}
  Client(const Client &) = delete;
  Client &operator=(const Client &) = delete;

  bool send(std::string_view text) const {
    return connected_ && ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) == ssize_t(text.size());
  }
  // What the server says first; "" where it closes the connection, "nothing" where it stays silent for 10 s.
  std::string receive() const {
    std::string text(4096, '\0');
    const ssize_t size = ::recv(socket_, text.data(), text.size(), 0);
    if (size < 0)
      return "nothing";
    text.resize(std::size_t(size));
    return text;
  }
  // Everything that the server says until it ends the connection, however long that takes.
  std::string receive_all() const {
    std::string all;
    std::string piece(4096, '\0');
    const timeval endless{};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &endless, sizeof endless);
    ssize_t size = 0;
    while ((size = ::recv(socket_, piece.data(), piece.size(), 0)) > 0)
      all.append(piece, 0, std::size_t(size));
    return all;
  }
  // Says that nothing more will come.
  void finish() const { ::shutdown(socket_, SHUT_WR); }

private:
  int socket_;
  bool connected_ = false;
};

} // namespace facerec::server
