// What a request passes before an operation sees it, and its answer afterwards: limits, keys, behaviours on demand,
// log.
#pragma once

#include "server/front/client_rates.h"
#include "server/front/director.h"
#include "server/front/http_front.h"
#include "server/front/key.h"
#include "server/front/request_log.h"
#include "server/server.h"

#include <memory>

namespace facerec::server {

// Where and how to listen. InvalidArgument and NotFound where the address, the limits or the TLS files are wrong, and
// where other machines could listen to the keys though the options do not say that this is wanted.
Result<HttpOptions> http_options(const ServeOptions &options);

class FrontDoor {
public:
  // Errors are those of load_keys() and RequestLog::open().
  static Result<std::unique_ptr<FrontDoor>> make(const ServeOptions &options);

  // Handlers that pass requests to `route` (see router.h). The door must outlive them.
  HttpHandlers handlers(std::function<Response(const Request &)> route);

  const std::string &key_source() const { return keys_.source(); }

private:
  FrontDoor(const ServeOptions &options, Keys keys, std::unique_ptr<RequestLog> log);

  std::optional<Answer> admit(const Request &request);
  Answer answer(const Request &request, const std::function<Response(const Request &)> &route);
  Answer directed(const Request &request, const Direction &direction,
                  const std::function<Response(const Request &)> &route) const;
  void observe(const Request &request, const Answer &answer) const;

  const bool has_admin_;
  const Clock clock_ = steady_clock();
  KeyRing keys_;
  ClientRates rates_;
  Director director_;
  const std::unique_ptr<RequestLog> log_; // null: none
};

} // namespace facerec::server
