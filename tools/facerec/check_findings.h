// What the answers of a service say of an account: decisions only, check.h asks.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/exit_code.h"

#include <array>
#include <string>
#include <string_view>

namespace facerec::tool {

enum class Subject { Endpoint, Key, Group, Model, Training, Identify };
inline constexpr std::size_t subject_count = 6;
std::string_view to_string(Subject subject); // "endpoint", …

enum class CheckState {
  Fine,
  Wrong,   // somebody has to do something about it
  Unknown, // it could not be found out
};
std::string_view to_string(CheckState state); // "ok", "wrong", "unknown"

struct Finding {
  CheckState state = CheckState::Unknown;
  std::string says = "The service has to be reached first.";
  std::string advice;           // what to do; empty where there is nothing to do
  ExitCode code = ExitCode::Ok; // of the command, where this is the first thing to do
};
using Findings = std::array<Finding, subject_count>; // by Subject

Finding fine(std::string says, std::string advice = {});
Finding wrong(std::string says, std::string advice, ExitCode code = ExitCode::Refused);
Finding unknown(std::string says, std::string advice = {});
// An answer that says nothing of the matter itself.
Finding undecided(const azure::ServiceError &error);

// The first call; `error` is nullptr where it was a success. `endpoint` is for the words.
Finding judge_endpoint(const std::string &endpoint, const azure::ServiceError *error);
Finding judge_key(const azure::ServiceError *error);

Finding judge_model(const std::string &recognition_model);
Finding judge_training(const azure::GroupRef &group, const azure::Answer<azure::TrainingStatus> &answer);

// Wrong where Detect already says that the account may not identify; else Unknown.
Finding judge_detect(const azure::Answer<std::vector<azure::DetectedFace>> &answer);
Finding judge_identify(const azure::Answer<std::vector<azure::IdentifyResult>> &answer);

} // namespace facerec::tool
