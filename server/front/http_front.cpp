#include "server/front/http_front.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <system_error>

namespace facerec::server {
namespace {

// An address to bind, of either family.
struct SocketAddress {
  sockaddr_storage storage{};
  bool ipv6 = false;

  const sockaddr *get() const { return reinterpret_cast<const sockaddr *>(&storage); }
};

Result<SocketAddress> parse_address(const std::string &address, std::uint16_t port) {
  SocketAddress parsed;
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(port);
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &ipv4.sin_addr) == 1)
    std::memcpy(&parsed.storage, &ipv4, sizeof ipv4);
  else if (inet_pton(AF_INET6, address.c_str(), &ipv6.sin6_addr) == 1)
    std::memcpy(&parsed.storage, &ipv6, sizeof ipv6);
  else
    return invalid_argument("'" + address + "' is not an IPv4 or IPv6 address");
  parsed.ipv6 = parsed.storage.ss_family == AF_INET6;
  return parsed;
}

// A request that is still arriving, and how much of its body was thrown away.
struct Exchange {
  Request request;
  std::size_t discarded = 0;
};

MHD_Result add_query(void *closure, MHD_ValueKind, const char *key, std::size_t key_size, const char *value,
                     std::size_t value_size) {
  auto &request = *static_cast<Request *>(closure);
  request.query[std::string(key, key_size)] = value ? std::string(value, value_size) : std::string();
  return MHD_YES;
}

std::string header_value(MHD_Connection *connection, const char *name) {
  const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return value ? value : "";
}

constexpr std::size_t thread_stack_bytes = std::size_t{1024} * 1024; // for each of the many connections

class MicrohttpdFront final : public HttpFront {
public:
  MicrohttpdFront(HttpOptions options, Handler handler) : options_(std::move(options)), handler_(std::move(handler)) {}
  ~MicrohttpdFront() override { stop(); }
  MicrohttpdFront(const MicrohttpdFront &) = delete;
  MicrohttpdFront &operator=(const MicrohttpdFront &) = delete;

  Result<void> listen();
  int port() const override { return port_; }
  std::string base_url() const override;
  void stop() override;

private:
  static MHD_Result on_access(void *self, MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, std::size_t *size, void **exchange);
  static void on_completed(void *self, MHD_Connection *connection, void **exchange, MHD_RequestTerminationCode code);

  static Exchange *begin(MHD_Connection *connection, const char *url, const char *method);
  MHD_Result receive(Exchange &exchange, std::string_view data) const;
  MHD_Result answer(MHD_Connection *connection, const Request &request) const;

  const HttpOptions options_;
  const Handler handler_;
  bool ipv6_ = false;
  int port_ = 0;
  std::mutex mutex_; // guards daemon_
  MHD_Daemon *daemon_ = nullptr;
};

Exchange *MicrohttpdFront::begin(MHD_Connection *connection, const char *url, const char *method) {
  auto exchange = std::make_unique<Exchange>();
  Request &request = exchange->request;
  request.method = method;
  request.path = url;
  request.content_type = header_value(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
  request.key = header_value(connection, "Ocp-Apim-Subscription-Key");
  MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, add_query, &request);
  return exchange.release();
}

MHD_Result MicrohttpdFront::receive(Exchange &exchange, std::string_view data) const {
  Request &request = exchange.request;
  if (!request.body_too_large && data.size() <= options_.max_body_bytes - request.body.size()) {
    request.body.append(data);
    return MHD_YES;
  }
  request.body_too_large = true;
  request.body = {};
  exchange.discarded += data.size();
  return exchange.discarded > options_.max_discarded_bytes ? MHD_NO : MHD_YES;
}

MHD_Result MicrohttpdFront::answer(MHD_Connection *connection, const Request &request) const {
  const Response response = handler_(request);
  MHD_Response *packed = MHD_create_response_from_buffer(response.body.size(), const_cast<char *>(response.body.data()),
                                                         MHD_RESPMEM_MUST_COPY);
  if (!packed)
    return MHD_NO;
  if (!response.body.empty())
    MHD_add_response_header(packed, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json; charset=utf-8");
  for (const auto &[name, value] : response.headers)
    MHD_add_response_header(packed, name.c_str(), value.c_str());
  const MHD_Result queued = MHD_queue_response(connection, static_cast<unsigned>(response.status), packed);
  MHD_destroy_response(packed);
  return queued;
}

// libmicrohttpd calls this first when the headers are there, then for each piece of the body, then for the answer.
MHD_Result MicrohttpdFront::on_access(void *self, MHD_Connection *connection, const char *url, const char *method,
                                      const char *, const char *data, std::size_t *size, void **exchange) {
  try {
    const auto &front = *static_cast<const MicrohttpdFront *>(self);
    if (!*exchange) {
      *exchange = begin(connection, url, method);
      return MHD_YES;
    }
    auto &open = *static_cast<Exchange *>(*exchange);
    if (*size > 0) {
      const MHD_Result received = front.receive(open, {data, *size});
      *size = 0;
      return received;
    }
    return front.answer(connection, open.request);
  } catch (const std::exception &) { // out of memory: the connection ends
    return MHD_NO;
  }
}

void MicrohttpdFront::on_completed(void *, MHD_Connection *, void **exchange, MHD_RequestTerminationCode) {
  delete static_cast<Exchange *>(*exchange);
  *exchange = nullptr;
}

Result<void> MicrohttpdFront::listen() {
  const Result<SocketAddress> address = parse_address(options_.address, options_.port);
  if (!address)
    return address.error();
  ipv6_ = address->ipv6;
  const unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ITC |
                         (ipv6_ ? static_cast<unsigned>(MHD_USE_IPv6) : 0U);
  errno = 0;
  daemon_ = MHD_start_daemon(flags, options_.port, nullptr, nullptr, &on_access, this, MHD_OPTION_SOCK_ADDR,
                             address->get(), MHD_OPTION_CONNECTION_LIMIT,
                             static_cast<unsigned>(options_.max_connections), MHD_OPTION_CONNECTION_TIMEOUT,
                             static_cast<unsigned>(options_.idle_timeout_s), MHD_OPTION_NOTIFY_COMPLETED, &on_completed,
                             this, MHD_OPTION_THREAD_STACK_SIZE, thread_stack_bytes, MHD_OPTION_END);
  if (!daemon_)
    return Error{ErrorCode::Unavailable, "the server cannot listen on " + options_.address + " port " +
                                             std::to_string(options_.port) + ": " +
                                             std::generic_category().message(errno)};
  port_ = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT)->port;
  return {};
}

std::string MicrohttpdFront::base_url() const {
  const std::string host = ipv6_ ? "[" + options_.address + "]" : options_.address;
  return "http://" + host + ":" + std::to_string(port_);
}

void MicrohttpdFront::stop() {
  const std::lock_guard lock(mutex_);
  if (daemon_)
    MHD_stop_daemon(daemon_);
  daemon_ = nullptr;
}

} // namespace

Result<std::unique_ptr<HttpFront>> HttpFront::start(const HttpOptions &options, Handler handler) {
  auto front = std::make_unique<MicrohttpdFront>(options, std::move(handler));
  if (const Result<void> listening = front->listen(); !listening)
    return listening.error();
  return std::unique_ptr<HttpFront>(std::move(front));
}

} // namespace facerec::server
