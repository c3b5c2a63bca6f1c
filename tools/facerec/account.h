// The service as the commands use it: paced, and asked again where that may help.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/environment.h"
#include "facerec/exit_code.h"
#include "facerec/options.h"
#include "facerec/retry.h"
#include "lookup/token_bucket.h"

#include <memory>

namespace facerec::tool {

// One thread at a time. The environment must outlive it.
class Account {
public:
  static Result<std::unique_ptr<Account>, Failure> open(const SharedOptions &options, const Environment &environment);
  Account(azure::ClientOptions client, std::shared_ptr<azure::HttpTransport> transport, double rate,
          const Environment &environment);

  // Runs `call(FaceClient &, stop_token)`, which returns an azure::Answer, in its turn and until it succeeds, fails for
  // good, or was tried max_attempts times. Waits are announced on the environment's err.
  template <class Call> auto ask(Call &&call, Repeat repeat = Repeat::Freely) {
    using Answer = decltype(call(client_, std::stop_token{}));
    for (int attempt = 1;; ++attempt) {
      if (!take_turn())
        return Answer(cancelled());
      Answer answer = call(client_, environment_.stop);
      if (answer || !wait_to_retry(answer.error(), attempt, repeat))
        return answer;
    }
  }

  // One try, in its turn.
  template <class Call> auto ask_once(Call &&call) {
    using Answer = decltype(call(client_, std::stop_token{}));
    return take_turn() ? call(client_, environment_.stop) : Answer(cancelled());
  }

  // One try with no regard to Ctrl-C: for putting things in order before the end.
  template <class Call> auto ask_last(Call &&call) { return call(client_, std::stop_token{}); }

  const Environment &environment() const { return environment_; }
  const std::string &endpoint() const { return endpoint_; }
  std::uint64_t transactions() const; // sent so far, whatever came of them

private:
  static azure::ServiceError cancelled();
  bool take_turn(); // false: stopped
  bool wait_to_retry(const azure::ServiceError &error, int attempt, Repeat repeat);

  const Environment &environment_;
  const std::string endpoint_;
  azure::FaceClient client_;
  TokenBucket bucket_;
};

} // namespace facerec::tool
