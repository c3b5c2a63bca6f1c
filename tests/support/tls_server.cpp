#include "tests/support/tls_server.h"

#include "facerec/base/text.h"
#include "tests/support/loopback_certificate.h"

#include <microhttpd.h>

#include <memory>
#include <stdexcept>

namespace facerec::test {
namespace {

MHD_Result add_header(void *request, MHD_ValueKind, const char *name, const char *value) {
  static_cast<ReceivedRequest *>(request)->headers.emplace_back(to_lower(name), value ? value : "");
  return MHD_YES;
}

MHD_Result add_argument(void *target, MHD_ValueKind, const char *name, const char *value) {
  std::string &text = *static_cast<std::string *>(target);
  text += (text.find('?') == std::string::npos ? "?" : "&") + std::string(name) + "=" + (value ? value : "");
  return MHD_YES;
}

MHD_Result send(MHD_Connection *connection, const TlsReply &reply) {
  std::string body = reply.body;
  MHD_Response *response = MHD_create_response_from_buffer(body.size(), body.data(), MHD_RESPMEM_MUST_COPY);
  for (const auto &[name, value] : reply.headers)
    MHD_add_response_header(response, name.c_str(), value.c_str());
  const MHD_Result result = MHD_queue_response(connection, static_cast<unsigned>(reply.status), response);
  MHD_destroy_response(response);
  return result;
}

// Called for the head, for each part of the body, and at the end.
MHD_Result on_request(void *server, MHD_Connection *connection, const char *path, const char *method, const char *,
                      const char *data, std::size_t *size, void **state) {
  if (!*state) {
    auto request = std::make_unique<ReceivedRequest>();
    request->method = method;
    request->target = path;
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_argument, &request->target);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, request.get());
    *state = request.release();
    return MHD_YES;
  }
  auto *request = static_cast<ReceivedRequest *>(*state);
  if (*size > 0) {
    request->body.append(data, *size);
    *size = 0;
    return MHD_YES;
  }
  return send(connection, static_cast<TlsServer *>(server)->receive(std::move(*request)));
}

void on_end(void *, MHD_Connection *, void **state, MHD_RequestTerminationCode) {
  delete static_cast<ReceivedRequest *>(*state);
  *state = nullptr;
}

} // namespace

TlsServer::TlsServer(Responder responder) : responder_(std::move(responder)) {
  daemon_ =
      MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_TLS, 0, nullptr,
                       nullptr, on_request, this, MHD_OPTION_HTTPS_MEM_KEY, private_key, MHD_OPTION_HTTPS_MEM_CERT,
                       certificate, MHD_OPTION_NOTIFY_COMPLETED, on_end, nullptr, MHD_OPTION_END);
  if (!daemon_)
    throw std::runtime_error("no TLS server on loopback");
  port_ = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT)->port;
}

TlsServer::~TlsServer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  MHD_stop_daemon(daemon_);
}

bool TlsServer::is_supported() { return MHD_is_feature_supported(MHD_FEATURE_TLS) == MHD_YES; }

const char *TlsServer::authority() { return certificate; }

std::string TlsServer::url() const { return "https://127.0.0.1:" + std::to_string(port_); }

std::vector<ReceivedRequest> TlsServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void TlsServer::await_requests(std::size_t count) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return requests_.size() >= count; });
}

TlsReply TlsServer::receive(ReceivedRequest request) {
  {
    const std::lock_guard lock(mutex_);
    request.number = requests_.size();
    requests_.push_back(request);
  }
  changed_.notify_all();
  TlsReply reply = responder_(request);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !reply.hangs || closing_; });
  return reply;
}

} // namespace facerec::test
