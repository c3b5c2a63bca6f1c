#include "server/front/http_front.h"

#include "facerec/base/text.h"
#include "server/errors.h"
#include "server/front/deadlines.h"
#include "server/front/socket_address.h"

#include <microhttpd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <mutex>
#include <system_error>
#include <vector>

namespace facerec::server {
namespace {

// A request that is still arriving, and how much of its body was thrown away.
struct Exchange {
  Request request;
  std::size_t max_body_bytes = 0;
  std::uint64_t discarded = 0;
  std::optional<Answer> refusal{};
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

// 0 where there is none, or none that is a number: libmicrohttpd refuses the latter itself.
std::uint64_t content_length(MHD_Connection *connection) {
  const std::string text = header_value(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
  std::uint64_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

Request request_head(MHD_Connection *connection, const char *url, const char *method) {
  Request request;
  request.method = method;
  request.path = url;
  request.content_type = header_value(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
  request.key = header_value(connection, "Ocp-Apim-Subscription-Key");
  request.host = header_value(connection, MHD_HTTP_HEADER_HOST);
  const sockaddr &client = *MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
  request.client = text_of(client);
  request.is_from_this_machine = is_loopback(client);
  MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, add_query, &request);
  return request;
}

// A %00 stays as it is written: decoded, it would end a path or a value early.
std::size_t unescape(void *, MHD_Connection *, char *text) {
  return std::strstr(text, "%00") ? std::strlen(text) : MHD_http_unescape(text);
}

MHD_Result count_length(void *count, MHD_ValueKind, const char *name, const char *) {
  const std::string lower = to_lower(name);
  if (lower == "content-length" || lower == "transfer-encoding")
    ++*static_cast<int *>(count);
  return MHD_YES;
}

// Where the body ends is then a matter of taste, which whoever stands between may not share.
bool has_several_lengths(MHD_Connection *connection) {
  int count = 0;
  MHD_get_connection_values(connection, MHD_HEADER_KIND, &count_length, &count);
  return count > 1;
}

constexpr std::size_t thread_stack_bytes = std::size_t{1024} * 1024; // for each of the many connections
constexpr const char *tls_priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

MHD_OptionItem option(MHD_OPTION name, std::intptr_t value, const void *pointer = nullptr) {
  return {name, value, const_cast<void *>(pointer)};
}

class MicrohttpdFront final : public HttpFront {
public:
  MicrohttpdFront(HttpOptions options, HttpHandlers handlers)
      : options_(std::move(options)), handlers_(std::move(handlers)), deadlines_(options_.patience) {}
  ~MicrohttpdFront() override { stop(); }
  MicrohttpdFront(const MicrohttpdFront &) = delete;
  MicrohttpdFront &operator=(const MicrohttpdFront &) = delete;

  Result<void> listen();
  int port() const override { return port_; }
  std::string base_url() const override { return base_url_of(is_tls() ? "https" : "http", address_, port_); }
  bool is_exposed() const override { return !is_tls() && !is_loopback(*address_.get()); }
  void stop() override;

private:
  static MHD_Result on_access(void *self, MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, std::size_t *size, void **exchange);
  static void on_completed(void *self, MHD_Connection *connection, void **exchange, MHD_RequestTerminationCode code);
  static void on_connection(void *self, MHD_Connection *connection, void **, MHD_ConnectionNotificationCode code);

  void arm(MHD_Connection *connection);
  bool is_tls() const { return !options_.tls_certificate.empty(); }
  std::vector<MHD_OptionItem> daemon_options() const;
  Error start_error(int reason) const;

  MHD_Result begin(MHD_Connection *connection, const char *url, const char *method, void **exchange) const;
  std::optional<Answer> refusal(MHD_Connection *connection, const Request &request) const;
  MHD_Result receive(Exchange &exchange, std::string_view data) const;
  MHD_Result answer(MHD_Connection *connection, const Exchange &exchange);
  MHD_Result send(MHD_Connection *connection, const Request &request, const Answer &answer) const;

  const HttpOptions options_;
  const HttpHandlers handlers_;
  SocketAddress address_;
  int port_ = 0;
  StopSignal stopping_;
  Deadlines deadlines_;
  std::mutex mutex_; // guards daemon_
  MHD_Daemon *daemon_ = nullptr;
};

Answer refuse(int status, std::string_view code, const std::string &message) {
  return {error_response(status, code, message)};
}

std::optional<Answer> MicrohttpdFront::refusal(MHD_Connection *connection, const Request &request) const {
  const int headers = MHD_get_connection_values(connection, MHD_HEADER_KIND, nullptr, nullptr);
  if (headers < 0 || static_cast<std::size_t>(headers) > options_.max_headers)
    return refuse(431, "RequestHeaderFieldsTooLarge",
                  "A request has at most " + std::to_string(options_.max_headers) + " headers.");
  return handlers_.admit ? handlers_.admit(request) : std::nullopt;
}

MHD_Result MicrohttpdFront::begin(MHD_Connection *connection, const char *url, const char *method,
                                  void **exchange) const {
  auto open = std::make_unique<Exchange>(Exchange{.request = request_head(connection, url, method)});
  open->request.arrived = options_.clock();
  const bool is_json = to_lower(open->request.content_type).starts_with("application/json");
  open->max_body_bytes = is_json ? options_.max_json_bytes : options_.max_body_bytes;
  open->refusal = refusal(connection, open->request);
  const Exchange &begun = *open;
  *exchange = open.release(); // on_completed() deletes it
  const std::uint64_t most = begun.max_body_bytes + options_.max_discarded_bytes;
  // What is answered before the body ends the connection.
  if (has_several_lengths(connection))
    return send(connection, begun.request,
                refuse(400, "BadArgument", "A request has one Content-Length or one Transfer-Encoding."));
  if (content_length(connection) <= most)
    return MHD_YES;
  return send(connection, begun.request,
              refuse(413, "RequestTooLarge", "The body is larger than " + std::to_string(most) + " bytes."));
}

MHD_Result MicrohttpdFront::receive(Exchange &exchange, std::string_view data) const {
  Request &request = exchange.request;
  request.body_bytes += data.size();
  const bool is_wanted = !request.body_too_large && !exchange.refusal;
  if (is_wanted && data.size() <= exchange.max_body_bytes - request.body.size()) {
    request.body.append(data);
    return MHD_YES;
  }
  request.body_too_large = true;
  request.body = {};
  exchange.discarded += data.size();
  return exchange.discarded > options_.max_discarded_bytes ? MHD_NO : MHD_YES;
}

MHD_Result MicrohttpdFront::send(MHD_Connection *connection, const Request &request, const Answer &answer) const {
  if (answer.delay > answer.delay.zero() && !stopping_.wait(answer.delay))
    return MHD_NO;
  if (handlers_.observe)
    handlers_.observe(request, answer);
  return deliver(connection, answer, options_.delivery, stopping_);
}

// The client has done its part: the deadline rests while the server works, and holds again for taking the answer,
// unless that is slow on purpose.
MHD_Result MicrohttpdFront::answer(MHD_Connection *connection, const Exchange &exchange) {
  deadlines_.disarm(socket_of(connection));
  const Answer answer = exchange.refusal ? *exchange.refusal : handlers_.answer(exchange.request);
  const MHD_Result sent = send(connection, exchange.request, answer);
  if (answer.delivery != Delivery::Drip)
    deadlines_.arm(socket_of(connection));
  return sent;
}

// libmicrohttpd calls this first when the headers are there, then for each piece of the body, then for the answer.
MHD_Result MicrohttpdFront::on_access(void *self, MHD_Connection *connection, const char *url, const char *method,
                                      const char *, const char *data, std::size_t *size, void **exchange) {
  try {
    auto &front = *static_cast<MicrohttpdFront *>(self);
    if (!*exchange)
      return front.begin(connection, url, method, exchange);
    auto &open = *static_cast<Exchange *>(*exchange);
    if (*size > 0) {
      const MHD_Result received = front.receive(open, {data, *size});
      *size = 0;
      return received;
    }
    return front.answer(connection, open);
  } catch (const std::exception &) { // out of memory: the connection ends
    return MHD_NO;
  }
}

void MicrohttpdFront::on_completed(void *self, MHD_Connection *connection, void **exchange,
                                   MHD_RequestTerminationCode) {
  delete static_cast<Exchange *>(*exchange);
  *exchange = nullptr;
  static_cast<MicrohttpdFront *>(self)->arm(connection); // for the next request
}

void MicrohttpdFront::arm(MHD_Connection *connection) {
  try {
    deadlines_.arm(socket_of(connection));
  } catch (const std::exception &) { // out of memory: the idle timeout has to do
  }
}

void MicrohttpdFront::on_connection(void *self, MHD_Connection *connection, void **,
                                    MHD_ConnectionNotificationCode code) {
  auto &front = *static_cast<MicrohttpdFront *>(self);
  if (code == MHD_CONNECTION_NOTIFY_STARTED)
    front.arm(connection);
  else
    front.deadlines_.disarm(socket_of(connection)); // libmicrohttpd closes it after this
}

std::vector<MHD_OptionItem> MicrohttpdFront::daemon_options() const {
  std::vector<MHD_OptionItem> options = {
      option(MHD_OPTION_CONNECTION_LIMIT, options_.max_connections),
      option(MHD_OPTION_PER_IP_CONNECTION_LIMIT, options_.max_connections_per_client),
      option(MHD_OPTION_CONNECTION_TIMEOUT, options_.idle_timeout_s),
      option(MHD_OPTION_CONNECTION_MEMORY_LIMIT, static_cast<std::intptr_t>(options_.max_header_bytes)),
      option(MHD_OPTION_THREAD_STACK_SIZE, static_cast<std::intptr_t>(thread_stack_bytes))};
  if (is_tls()) {
    options.push_back(option(MHD_OPTION_HTTPS_MEM_CERT, 0, options_.tls_certificate.c_str()));
    options.push_back(option(MHD_OPTION_HTTPS_MEM_KEY, 0, options_.tls_key.c_str()));
    options.push_back(option(MHD_OPTION_HTTPS_PRIORITIES, 0, tls_priorities));
  }
  options.push_back(option(MHD_OPTION_END, 0));
  return options;
}

Error MicrohttpdFront::start_error(int reason) const {
  return {ErrorCode::Unavailable, "the server cannot listen on " + options_.address + " port " +
                                      std::to_string(options_.port) + ": " + std::generic_category().message(reason)};
}

Result<void> MicrohttpdFront::listen() {
  const Result<SocketAddress> address = parse_address(options_.address, options_.port);
  if (!address)
    return address.error();
  address_ = *address;
  const unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ITC |
                         (address_.is_ipv6() ? static_cast<unsigned>(MHD_USE_IPv6) : 0U) |
                         (is_tls() ? static_cast<unsigned>(MHD_USE_TLS) : 0U);
  std::vector<MHD_OptionItem> options = daemon_options();
  errno = 0;
  daemon_ = MHD_start_daemon(flags, options_.port, nullptr, nullptr, &on_access, this, MHD_OPTION_SOCK_ADDR,
                             address_.get(), MHD_OPTION_NOTIFY_COMPLETED, &on_completed, this,
                             MHD_OPTION_NOTIFY_CONNECTION, &on_connection, this, MHD_OPTION_UNESCAPE_CALLBACK,
                             &unescape, nullptr, MHD_OPTION_ARRAY, options.data(), MHD_OPTION_END);
  if (!daemon_)
    return start_error(errno);
  port_ = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT)->port;
  return {};
}

void MicrohttpdFront::stop() {
  const std::lock_guard lock(mutex_);
  stopping_.raise();
  if (daemon_)
    MHD_stop_daemon(daemon_);
  daemon_ = nullptr;
}

} // namespace

Result<std::unique_ptr<HttpFront>> HttpFront::start(const HttpOptions &options, HttpHandlers handlers) {
  auto front = std::make_unique<MicrohttpdFront>(options, std::move(handlers));
  if (const Result<void> listening = front->listen(); !listening)
    return listening.error();
  return std::unique_ptr<HttpFront>(std::move(front));
}

} // namespace facerec::server
