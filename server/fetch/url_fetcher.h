// Pictures that a client names by URL instead of sending them.
#pragma once

#include "facerec/azure/http.h"
#include "facerec/base/result.h"

#include <memory>
#include <stop_token>
#include <string>

namespace facerec::server {

enum class FetchFailure {
  NotAUrl,     // not of http or https, or no URL at all
  Unreachable, // anything that went wrong on the way, and addresses that are not allowed
  TooLarge,
};

// Any thread.
class UrlFetcher {
public:
  // Over a transport that connects where pictures may come from, and nowhere else.
  explicit UrlFetcher(std::shared_ptr<azure::HttpTransport> transport) : transport_(std::move(transport)) {}

  // Blocks, for 10 s at most. The bytes; only an answer with the status 200 counts, and redirects are not followed.
  Result<std::string, FetchFailure> fetch(const std::string &url);

  // Ends fetches under way and refuses later ones.
  void stop() { stop_.request_stop(); }

private:
  const std::shared_ptr<azure::HttpTransport> transport_;
  std::stop_source stop_;
};

// Fetches at most 6 MB, from the addresses that `may_connect` allows (is_public() in a real server). It is asked for
// the address that is really connected to, so that a name which changes its mind gains nothing; no proxy is used.
std::unique_ptr<UrlFetcher> make_url_fetcher(bool (*may_connect)(const sockaddr &address));

} // namespace facerec::server
