// One HTTP exchange at a time on a libcurl handle of its own, which keeps its connection for the next one.
#pragma once

#include "facerec/azure/http.h"

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <stop_token>

namespace facerec::azure {

struct CurlDelete {
  void operator()(CURL *easy) const { curl_easy_cleanup(easy); }
  void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
struct CurlMultiDelete {
  void operator()(CURLM *multi) const { curl_multi_cleanup(multi); }
};

// Not for two threads at once; any thread may use it after another.
class CurlExchange {
public:
  explicit CurlExchange(const CurlOptions &options);

  Result<HttpResponse, HttpError> perform(const HttpRequest &request, const std::stop_token &stop);

private:
  std::optional<HttpError> configure(const HttpRequest &request);
  void set_security();
  void set_method(const HttpRequest &request);
  // How the transfer ended; nothing where `stop` came first.
  std::optional<CURLcode> drive(const std::stop_token &stop);
  CURLcode result();
  HttpError failure(CURLcode code, const std::string &details) const;

  CurlOptions options_;
  // A multi handle for one transfer, because curl_multi_wakeup() is the only way to interrupt libcurl from another
  // thread at once. It also owns the kept connection, so it goes last.
  std::unique_ptr<CURLM, CurlMultiDelete> multi_;
  std::unique_ptr<CURL, CurlDelete> easy_;
  std::unique_ptr<curl_slist, CurlDelete> headers_;
};

} // namespace facerec::azure
