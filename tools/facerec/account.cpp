#include "facerec/account.h"

#include "facerec/failure.h"

#include <iomanip>
#include <ostream>
#include <sstream>

namespace facerec::tool {

Result<std::unique_ptr<Account>, Failure> Account::open(const SharedOptions &options, const Environment &environment) {
  auto client = client_options(options, environment);
  if (!client)
    return client.error();
  auto transport = environment.make_transport({.ca_file = options.tls_ca_file});
  return std::make_unique<Account>(*std::move(client), std::move(transport), options.rate, environment);
}

Account::Account(azure::ClientOptions client, std::shared_ptr<azure::HttpTransport> transport, double rate,
                 const Environment &environment)
    : environment_(environment), endpoint_(client.endpoint.base()), client_(std::move(client), std::move(transport)),
      bucket_(rate, 1) {}

std::uint64_t Account::transactions() const {
  std::uint64_t sum = 0;
  for (const auto &[kind, count] : client_.transactions())
    sum += count;
  return sum;
}

azure::ServiceError Account::cancelled() {
  azure::ServiceError error;
  error.kind = azure::ServiceError::Kind::Cancelled;
  error.message = "Interrupted.";
  return error;
}

bool Account::take_turn() {
  const Duration delay = bucket_.reserve(environment_.clock());
  if (delay > Duration::zero())
    return environment_.wait(delay, environment_.stop);
  return !environment_.stop.stop_requested();
}

bool Account::wait_to_retry(const azure::ServiceError &error, int attempt, Repeat repeat) {
  const auto delay = retry_delay(error, attempt, repeat, environment_.jitter());
  if (!delay)
    return false;
  std::ostringstream seconds;
  seconds << std::fixed << std::setprecision(1) << std::chrono::duration<double>(*delay).count();
  if (environment_.err_is_terminal)
    environment_.err << "\x1b[K"; // a line of progress that stands here
  environment_.err << in_words(error) << " Trying again in " << seconds.str() << " s." << std::endl;
  // Stopped while waiting: the next turn says so.
  environment_.wait(*delay, environment_.stop);
  return true;
}

} // namespace facerec::tool
