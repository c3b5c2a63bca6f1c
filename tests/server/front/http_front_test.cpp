// The HTTP front as clients meet it who send nothing, or wait long.
#include "server/front/http_front.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace facerec::server {
namespace {

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

private:
  int socket_;
  bool connected_ = false;
};

constexpr std::string_view half_a_header = "GET / HTTP/1.1\r\nHo";
constexpr std::string_view whole_request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view ok = "HTTP/1.1 200 OK";

HttpOptions local(int idle_timeout_s) {
  HttpOptions options;
  options.address = "127.0.0.1";
  options.idle_timeout_s = idle_timeout_s;
  return options;
}

Response answer_at_once(const Request &) { return {}; }

TEST(HttpFrontTest, ServesOthersWhileAHundredConnectionsStaySilent) {
  const auto front = HttpFront::start(local(60), answer_at_once);
  ASSERT_TRUE(front) << front.error().message;
  std::vector<Client> silent;
  for (int i = 0; i < 100; ++i) {
    silent.emplace_back((*front)->port());
    ASSERT_TRUE(silent.back().send(half_a_header));
  }
  const Client other((*front)->port());
  ASSERT_TRUE(other.send(whole_request));
  EXPECT_TRUE(other.receive().starts_with(ok));
}

TEST(HttpFrontTest, ClosesAConnectionThatStaysSilent) {
  const auto front = HttpFront::start(local(1), answer_at_once);
  ASSERT_TRUE(front) << front.error().message;
  const Client silent((*front)->port());
  ASSERT_TRUE(silent.send(half_a_header));
  EXPECT_NE(silent.receive(), "nothing");
}

TEST(HttpFrontTest, AnswersThoughTheAnswerTakesLongerThanSilenceMay) {
  const auto front = HttpFront::start(local(1), [](const Request &) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2100)); // libmicrohttpd's clock cannot be injected
    return Response{};
  });
  ASSERT_TRUE(front) << front.error().message;
  const Client client((*front)->port());
  ASSERT_TRUE(client.send(whole_request));
  EXPECT_TRUE(client.receive().starts_with(ok));
}

} // namespace
} // namespace facerec::server
