#include "server/front/front_door.h"

#include "server/errors.h"
#include "server/front/admin.h"
#include "server/front/socket_address.h"
#include "server/front/tls_files.h"
#include "server/image_decoder.h"
#include "server/router.h"

#include <random>

namespace facerec::server {
namespace {

// What one client may where other machines are served and the options do not say.
constexpr int usual_rate = 100; // requests a second
constexpr int usual_connections = 64;

std::function<double()> dice() {
  return [engine = std::mt19937_64(std::random_device()())]() mutable {
    return std::uniform_real_distribution<double>(0, 1)(engine);
  };
}

bool is_for_this_machine(const ServeOptions &options) {
  const Result<SocketAddress> address = parse_address(options.address, options.port);
  return address && is_loopback(*address->get());
}

int connections_per_client(const ServeOptions &options) {
  const int usual = is_for_this_machine(options) ? options.max_connections : usual_connections;
  return options.max_connections_per_client.value_or(usual);
}

int requests_per_client(const ServeOptions &options) {
  return options.max_requests_per_client.value_or(is_for_this_machine(options) ? 0 : usual_rate);
}

Result<void> between(const char *name, int value, int least, int most) {
  if (value >= least && value <= most)
    return {};
  return invalid_argument(std::string(name) + " is " + std::to_string(value) + "; it must be " + std::to_string(least) +
                          " to " + std::to_string(most));
}

Result<void> check_limits(const ServeOptions &options) {
  if (Result<void> checked = between("max_connections", options.max_connections, 1, most_connections); !checked)
    return checked;
  if (Result<void> checked =
          between("max_connections_per_client", options.max_connections_per_client.value_or(1), 1, most_connections);
      !checked)
    return checked;
  return between("max_requests_per_client", options.max_requests_per_client.value_or(0), 0, max_tps);
}

Result<void> check_exposure(const ServeOptions &options, const SocketAddress &address) {
  if (is_loopback(*address.get()) || !options.tls_cert.empty() || options.insecure)
    return {};
  return invalid_argument("the address " + options.address +
                          " lets other machines in, and keys and pictures would travel unencrypted; give --tls-cert "
                          "and --tls-key, or say --insecure");
}

Answer too_many_requests() {
  Answer answer{error_response(429, "429", "Rate limit is exceeded.")};
  answer.response.headers.emplace_back("Retry-After", "1");
  answer.fault = "client-rate";
  return answer;
}

} // namespace

Result<HttpOptions> http_options(const ServeOptions &options) {
  const Result<SocketAddress> address = parse_address(options.address, options.port);
  if (!address)
    return address.error();
  if (const Result<void> checked = check_limits(options); !checked)
    return checked.error();
  if (const Result<void> checked = check_exposure(options, *address); !checked)
    return checked.error();
  Result<TlsIdentity> identity = read_tls_files(options.tls_cert, options.tls_key);
  if (!identity)
    return identity.error();
  return HttpOptions{.address = options.address,
                     .port = options.port,
                     .tls_certificate = std::move(identity->certificate),
                     .tls_key = std::move(identity->key),
                     .max_connections = options.max_connections,
                     .max_connections_per_client = connections_per_client(options),
                     .max_body_bytes = max_image_bytes};
}

Result<std::unique_ptr<FrontDoor>> FrontDoor::make(const ServeOptions &options) {
  Result<Keys> keys = load_keys(options);
  if (!keys)
    return keys.error();
  std::unique_ptr<RequestLog> log;
  if (!options.request_log.empty()) {
    Result<std::unique_ptr<RequestLog>> opened = RequestLog::open(options.request_log);
    if (!opened)
      return opened.error();
    log = std::move(*opened);
  }
  return std::unique_ptr<FrontDoor>(new FrontDoor(options, std::move(*keys), std::move(log)));
}

FrontDoor::FrontDoor(const ServeOptions &options, Keys keys, std::unique_ptr<RequestLog> log)
    : has_admin_(options.admin), keys_(std::move(keys), options.warn), rates_(requests_per_client(options), clock_),
      director_(options.behaviours, clock_, dice()), log_(std::move(log)) {}

HttpHandlers FrontDoor::handlers(std::function<Response(const Request &)> route) {
  return {.answer = [this, route = std::move(route)](const Request &request) { return answer(request, route); },
          .admit = [this](const Request &request) { return admit(request); },
          .observe = [this](const Request &request, const Answer &answer) { observe(request, answer); }};
}

std::optional<Answer> FrontDoor::admit(const Request &request) {
  std::optional<Answer> refusal;
  if (!rates_.admit(request.client))
    refusal = too_many_requests();
  else if (!keys_.accepts(request.key))
    refusal = Answer{access_denied()};
  if (!refusal)
    return std::nullopt;
  refusal->response = for_version(std::move(refusal->response), request);
  refusal->operation = operation_of(request);
  return refusal;
}

Answer FrontDoor::answer(const Request &request, const std::function<Response(const Request &)> &route) {
  if (has_admin_ && is_admin(request))
    return {.response = administer(director_, request), .operation = "admin"};
  const std::string_view operation = operation_of(request);
  if (operation.empty())
    return {route(request)};
  const Direction direction = director_.direct(operation, is_v1_0(request));
  Answer answer = directed(request, direction, route);
  answer.response = for_version(std::move(answer.response), request);
  answer.operation = operation;
  answer.delay = direction.delay;
  return answer;
}

Answer FrontDoor::directed(const Request &request, const Direction &direction,
                           const std::function<Response(const Request &)> &route) const {
  if (direction.refusal)
    return {.response = *direction.refusal, .fault = std::string(direction.reason)};
  if (!direction.fault)
    return {route(request)};
  Answer answer = with_fault(*direction.fault, replaces_operation(*direction.fault) ? Response{} : route(request));
  answer.fault = to_string(*direction.fault);
  return answer;
}

void FrontDoor::observe(const Request &request, const Answer &answer) const {
  if (log_)
    log_->write(request_line(request, answer, std::chrono::system_clock::now(), clock_() - request.arrived));
}

} // namespace facerec::server
