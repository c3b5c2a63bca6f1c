// The real network: a pool of exchanges, one per caller at a time.
#include "azure/curl_exchange.h"
#include "facerec/azure/http.h"

#include <mutex>

namespace facerec::azure {
namespace {

// As many as callers of one account are likely to be busy at once; more are opened and closed again.
constexpr std::size_t max_idle = 16;

// Once per process and never undone: other libraries may use libcurl, too.
bool curl_is_ready() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

class CurlTransport final : public HttpTransport {
public:
  explicit CurlTransport(const CurlOptions &options) : options_(options) {}

  Result<HttpResponse, HttpError> send(const HttpRequest &request, std::stop_token stop) override {
    if (!curl_is_ready())
      return HttpError{HttpFailure::Transport, "libcurl could not be initialised"};
    std::unique_ptr<CurlExchange> exchange = take();
    auto outcome = exchange->perform(request, stop);
    give_back(std::move(exchange));
    return outcome;
  }

private:
  // The one used last: its connection is the most likely to be alive.
  std::unique_ptr<CurlExchange> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto exchange = std::move(idle_.back());
        idle_.pop_back();
        return exchange;
      }
    }
    return std::make_unique<CurlExchange>(options_);
  }

  void give_back(std::unique_ptr<CurlExchange> exchange) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < max_idle)
      idle_.push_back(std::move(exchange));
  }

  const CurlOptions options_;
  std::mutex mutex_; // guards idle_ only; never held during I/O
  std::vector<std::unique_ptr<CurlExchange>> idle_;
};

} // namespace

std::shared_ptr<HttpTransport> make_curl_transport(const CurlOptions &options) {
  return std::make_shared<CurlTransport>(options);
}

} // namespace facerec::azure
