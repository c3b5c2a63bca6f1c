#include "server/fetch/url_fetcher.h"

#include "facerec/base/text.h"
#include "server/image_decoder.h"

#include <algorithm>

namespace facerec::server {
namespace {

constexpr std::chrono::seconds longest_fetch{10};
constexpr std::chrono::seconds longest_connect{5};
constexpr std::size_t max_url_bytes = 2048;
constexpr std::size_t max_header_bytes = std::size_t{64} * 1024;

bool is_web_url(const std::string &url) {
  const std::string start = to_lower(url.substr(0, 8));
  const bool printable = std::all_of(url.begin(), url.end(), [](unsigned char c) { return c > ' ' && c != 127; });
  return printable && url.size() <= max_url_bytes && (start.starts_with("http://") || start == "https://");
}

} // namespace

Result<std::string, FetchFailure> UrlFetcher::fetch(const std::string &url) {
  if (!is_web_url(url))
    return FetchFailure::NotAUrl;
  const azure::HttpRequest request{
      .url = url, .headers = {{"Accept", "image/*"}}, .body = {}, .timeout = longest_fetch};
  auto response = transport_->send(request, stop_.get_token());
  if (!response && response.error().failure == azure::HttpFailure::TooLarge)
    return FetchFailure::TooLarge;
  if (!response || response->status != 200)
    return FetchFailure::Unreachable;
  return std::move(response->body);
}

std::unique_ptr<UrlFetcher> make_url_fetcher(bool (*may_connect)(const sockaddr &address)) {
  azure::CurlOptions options;
  options.max_response_bytes = max_image_bytes + max_header_bytes;
  options.connect_timeout = longest_connect;
  options.may_connect = may_connect;
  return std::make_unique<UrlFetcher>(azure::make_curl_transport(options));
}

} // namespace facerec::server
