#include "facerec/training.h"

#include "facerec/base/text.h"
#include "facerec/failure.h"

#include <algorithm>
#include <ostream>

namespace facerec::tool {
namespace {

using namespace std::chrono_literals;
using azure::TrainingState;

Failure training_failed(const azure::GroupRef &group, const std::string &message) {
  std::string text = "Training of the group \"" + group.id + "\" failed";
  text += message.empty() ? "." : ": " + shorten(message, 512);
  return {ExitCode::Refused, text + " A group needs at least one person with a face."};
}

Result<TrainingState, Failure> state_of(Account &account, const azure::GroupRef &group) {
  const auto status =
      account.ask([&](auto &client, std::stop_token stop) { return client.training_status(group, stop); });
  if (status)
    return status->state;
  if (status.error().kind == azure::ServiceError::Kind::NotTrained)
    return TrainingState::NotStarted;
  return service_failure("ask for the training of \"" + group.id + "\"", status.error());
}

std::string_view to_string(TrainingState state) {
  switch (state) {
  case TrainingState::Succeeded:
    return "succeeded";
  case TrainingState::Failed:
    return "failed";
  case TrainingState::Running:
    return "running";
  case TrainingState::NotStarted:
    break;
  }
  return "not started";
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

Result<std::string, Failure> training_state(Account &account, const azure::GroupRef &group) {
  const auto state = state_of(account, group);
  return state ? Result<std::string, Failure>(std::string(to_string(*state))) : state.error();
}

Result<bool, Failure> train_now(Account &account, const azure::GroupRef &group) {
  account.environment().err << "Training the group \"" << group.id << "\" …" << std::endl;
  if (const auto started = start_training(account, group); !started)
    return started.error();
  if (const auto trained = wait_for_training(account, group); !trained)
    return trained.error();
  return true;
}

Result<bool, Failure> train_if_untrained(Account &account, const azure::GroupRef &group) {
  const auto state = state_of(account, group);
  if (!state)
    return state.error();
  return *state == TrainingState::Succeeded ? Result<bool, Failure>(false) : train_now(account, group);
}

} // namespace facerec::tool
