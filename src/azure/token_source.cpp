#include "facerec/azure/token_source.h"

#include "azure/service_error.h"
#include "azure/token_exchange.h"
#include "base/backoff.h"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

namespace facerec::azure {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds patience{10000};        // for a token that somebody waits for
constexpr milliseconds patience_in_time{2000}; // while the old one does
constexpr std::chrono::minutes young{1};
constexpr Backoff backoff{.base = std::chrono::seconds(1), .cap = std::chrono::seconds(60)};

TokenSourceWorld with_random(TokenSourceWorld world) {
  if (!world.random)
    world.random = [engine = std::mt19937_64(std::random_device{}())]() mutable {
      return std::uniform_real_distribution<double>(0, 1)(engine);
    };
  return world;
}

std::span<const std::uint8_t> bytes_of(const std::string &text) {
  return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

ServiceError cancelled() {
  ServiceError error = cancelled_before();
  error.by_token = true;
  return error;
}

// So long before its end a token is not sent any more: it would die on the way.
Duration reserve_of(const Token &token) {
  return std::min<Duration>(std::chrono::seconds(30), std::chrono::milliseconds(token.lifetime) / 10);
}

} // namespace

TokenSource::TokenSource(EntraCredential credential, std::shared_ptr<HttpTransport> transport, TokenSourceWorld world)
    : credential_(std::move(credential)), transport_(std::move(transport)), world_(with_random(std::move(world))) {}

Answer<std::string> TokenSource::token(const CallLimits &limits) {
  std::unique_lock lock(mutex_);
  for (;;) {
    const TimePoint now = world_.clock();
    if (lives(now) && may_wait(now))
      return text_;
    if (limits.stop.stop_requested())
      return cancelled();
    if (asking_)
      answered_.wait(lock, limits.stop, [this] { return !asking_; });
    else if (failure_ && now < retry_at_)
      return last_failure(now);
    else if (auto error = refresh(lock, limits); error && !lives(world_.clock()))
      return *error;
  }
}

Answer<std::string> TokenSource::renew(const std::string &refused, const CallLimits &limits) {
  {
    const std::lock_guard lock(mutex_);
    const TimePoint now = world_.clock();
    if (refused == text_ && now - obtained_at_ < young)
      return refused;
    if (refused == text_)
      dies_at_ = {};
  }
  return token(limits);
}

std::optional<ServiceError> TokenSource::refresh(std::unique_lock<std::mutex> &lock, const CallLimits &limits) {
  const TimePoint asked_at = world_.clock();
  const bool urgent = !lives(asked_at);
  Answer<Token> answer = ask_unlocked(lock, limits, urgent);
  if (answer) {
    keep(std::move(*answer), asked_at);
    return std::nullopt;
  }
  if (answer.error().kind == ServiceError::Kind::Cancelled)
    return cancelled();
  note_failure(answer.error(), asked_at);
  return last_failure(world_.clock());
}

// Whatever happens, the next one may ask after this.
Answer<Token> TokenSource::ask_unlocked(std::unique_lock<std::mutex> &lock, const CallLimits &limits, bool urgent) {
  struct Asking {
    Asking(TokenSource &asker, std::unique_lock<std::mutex> &owner) : source(asker), lock(owner) {
      source.asking_ = true;
      lock.unlock();
    }
    ~Asking() {
      lock.lock();
      source.asking_ = false;
      source.answered_.notify_all();
    }
    Asking(const Asking &) = delete;
    Asking &operator=(const Asking &) = delete;
    TokenSource &source;
    std::unique_lock<std::mutex> &lock;
  } asking(*this, lock);
  return ask(limits, urgent);
}

Answer<Token> TokenSource::ask(const CallLimits &limits, bool urgent) {
  const TokenRequest wanted = token_request(credential_);
  HttpRequest request{wanted.method, wanted.url, wanted.headers, bytes_of(wanted.body), {}};
  request.timeout = std::min(urgent ? patience : patience_in_time, limits.timeout.value_or(patience));
  return token_from(credential_, transport_->send(request, limits.stop), world_.time_of_day());
}

void TokenSource::keep(Token token, TimePoint asked_at) {
  obtained_at_ = asked_at;
  due_at_ = asked_at + refresh_after(token);
  dies_at_ = asked_at + token.lifetime - reserve_of(token);
  text_ = std::move(token.text);
  failure_.reset();
  failures_ = 0;
  retry_at_ = {};
}

void TokenSource::note_failure(ServiceError error, TimePoint asked_at) {
  const TimePoint now = world_.clock();
  if (failures_++ == 0)
    failing_since_ = asked_at;
  const Duration pause = backoff.delay(failures_, now - failing_since_, world_.random());
  retry_at_ = now + std::max<Duration>(pause, error.retry_after.value_or(milliseconds(0)));
  failure_ = std::move(error);
}

ServiceError TokenSource::last_failure(TimePoint now) const {
  ServiceError error = *failure_;
  error.retry_after = std::max(milliseconds(0), std::chrono::ceil<milliseconds>(retry_at_ - now));
  return error;
}

CurlOptions token_transport_options(const EntraCredential &credential, std::string ca_file) {
  CurlOptions options{.ca_file = std::move(ca_file), .max_response_bytes = 64 * 1024};
  if (std::holds_alternative<ManagedIdentity>(credential))
    options.connect_timeout = std::chrono::seconds(2);
  return options;
}

std::shared_ptr<TokenSource> share_token_source(const EntraCredential &credential, const std::string &ca_file) {
  using Sources = std::map<std::pair<EntraCredential, std::string>, std::shared_ptr<TokenSource>>;
  static std::mutex mutex;
  static auto &sources = *new Sources; // never destroyed: elements may outlive static objects
  const std::lock_guard lock(mutex);
  std::shared_ptr<TokenSource> &source = sources[{credential, ca_file}];
  if (!source)
    source =
        std::make_shared<TokenSource>(credential, make_curl_transport(token_transport_options(credential, ca_file)));
  return source;
}

} // namespace facerec::azure
