// Tokens of Entra ID, kept for as long as they live and renewed before they die.
//
// Safe from any thread. One caller at a time asks the token endpoint; meanwhile the others go on with the old token
// while it lives, and wait where there is none. After a failure the endpoint is left alone for a while (Backoff), and
// whoever wants a token meanwhile gets the failure again with the time that is left as its retry_after.
//
//   a token of an hour: asked for at 0:00, renewed by the first call after 0:55, by the next one after a failure, and
//   not used any more from 0:59:30 on
#pragma once

#include "facerec/azure/entra.h"
#include "facerec/azure/face_client.h"
#include "facerec/azure/http.h"
#include "facerec/base/time.h"

#include <condition_variable>
#include <ctime>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace facerec::azure {

struct Token;

// Where a token source gets time and chance from. All must be callable from any thread.
struct TokenSourceWorld {
  Clock clock = steady_clock();
  std::function<std::time_t()> time_of_day = [] { return std::time(nullptr); };
  std::function<double()> random; // [0, 1); empty: a real one
};

class TokenSource {
public:
  TokenSource(EntraCredential credential, std::shared_ptr<HttpTransport> transport, TokenSourceWorld world = {});

  // A token that lives. Blocks where one has to be asked for. Errors: NoToken, where another try later may help;
  // Unauthorized, where somebody has to mend the credential; Cancelled. Each with `sent` false and `by_token` true.
  Answer<std::string> token(const CallLimits &limits);

  // To be called where the service refused a token: another one; or the same where it was obtained within the last
  // minute, so that its age cannot be the reason, or where the endpoint has no other.
  Answer<std::string> renew(const std::string &refused, const CallLimits &limits);

private:
  // With the mutex held, which is given up while the endpoint is asked.
  std::optional<ServiceError> refresh(std::unique_lock<std::mutex> &lock, const CallLimits &limits);
  void keep(Token token, TimePoint asked_at);
  void note_failure(ServiceError error, TimePoint asked_at);
  bool lives(TimePoint now) const { return now < dies_at_; }
  bool may_wait(TimePoint now) const { return now < due_at_ || asking_ || now < retry_at_; }
  ServiceError last_failure(TimePoint now) const;
  Answer<Token> ask_unlocked(std::unique_lock<std::mutex> &lock, const CallLimits &limits, bool urgent);
  Answer<Token> ask(const CallLimits &limits, bool urgent);

  const EntraCredential credential_;
  const std::shared_ptr<HttpTransport> transport_;
  const TokenSourceWorld world_;
  std::mutex mutex_; // guards all below; never held during I/O
  std::condition_variable_any answered_;
  bool asking_ = false;
  std::string text_;
  TimePoint obtained_at_{};
  TimePoint due_at_{};
  TimePoint dies_at_{}; // a little before it really does, so that it arrives alive
  std::optional<ServiceError> failure_;
  int failures_ = 0; // in a row
  TimePoint failing_since_{};
  TimePoint retry_at_{};
};

// How the token endpoint is reached: IMDS is near or not there at all.
CurlOptions token_transport_options(const EntraCredential &credential, std::string ca_file);

// The one of this credential and these authorities (PEM file; empty: the system's) in the process, so that elements
// that come and go ask for no more tokens than they need. It lives as long as the process. Any thread.
std::shared_ptr<TokenSource> share_token_source(const EntraCredential &credential, const std::string &ca_file);

} // namespace facerec::azure
