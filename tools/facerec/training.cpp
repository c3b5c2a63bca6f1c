#include "facerec/training.h"

#include "facerec/base/text.h"
#include "facerec/failure.h"

#include <algorithm>

namespace facerec::tool {
namespace {

using namespace std::chrono_literals;

Failure training_failed(const azure::GroupRef &group, const std::string &message) {
  std::string text = "Training of the group \"" + group.id + "\" failed";
  text += message.empty() ? "." : ": " + shorten(message, 512);
  return {ExitCode::Refused, text + " A group needs at least one person with a face."};
}

} // namespace

Result<void, Failure> start_training(Account &account, const azure::GroupRef &group) {
  const auto answer = account.ask([&](auto &client, std::stop_token stop) { return client.train(group, stop); });
  if (!answer)
    return service_failure("train the group \"" + group.id + "\"", answer.error());
  return {};
}

Result<void, Failure> wait_for_training(Account &account, const azure::GroupRef &group) {
  const Environment &environment = account.environment();
  for (auto pause = 1000ms; environment.wait(pause, environment.stop); pause = std::min(pause * 3 / 2, 10000ms)) {
    const auto status =
        account.ask([&](auto &client, std::stop_token stop) { return client.training_status(group, stop); });
    if (!status)
      return service_failure("ask for the training of \"" + group.id + "\"", status.error());
    if (status->state == azure::TrainingState::Succeeded)
      return {};
    if (status->state == azure::TrainingState::Failed)
      return training_failed(group, status->message);
  }
  return Failure{ExitCode::Interrupted, "Interrupted; the service goes on training the group \"" + group.id + "\"."};
}

Result<bool, Failure> is_trained(Account &account, const azure::GroupRef &group) {
  const auto status =
      account.ask([&](auto &client, std::stop_token stop) { return client.training_status(group, stop); });
  if (status)
    return status->state == azure::TrainingState::Succeeded;
  if (status.error().kind == azure::ServiceError::Kind::NotTrained)
    return false;
  return service_failure("ask for the training of \"" + group.id + "\"", status.error());
}

} // namespace facerec::tool
