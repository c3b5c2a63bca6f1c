#include "facerec/check.h"

#include "azure/guid.h"
#include "facerec/synthetic/synthetic_face.h"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>

namespace facerec::tool {
namespace {

using Kind = azure::ServiceError::Kind;

Finding &at(Findings &findings, Subject subject) { return findings[static_cast<std::size_t>(subject)]; }

bool check_access(Account &account, azure::GroupType type, Findings &findings) {
  const auto groups =
      account.ask_once([&](auto &client, std::stop_token stop) { return client.list_groups(type, "", 1, stop); });
  const azure::ServiceError *error = groups ? nullptr : &groups.error();
  at(findings, Subject::Endpoint) = judge_endpoint(account.endpoint(), error);
  at(findings, Subject::Key) = judge_key(error);
  return groups.ok();
}

azure::Answer<azure::Group> get_group(Account &account, const azure::GroupRef &group) {
  return account.ask_once([&](auto &client, std::stop_token stop) { return client.get_group(group, stop); });
}

// Perhaps there is one of the other kind.
Finding missing_group(Account &account, const azure::GroupRef &group) {
  const bool is_large = group.type == azure::GroupType::Large;
  if (get_group(account, {is_large ? azure::GroupType::Standard : azure::GroupType::Large, group.id}))
    return wrong("The group \"" + group.id + "\" is of the other kind.",
                 std::string("Give --group-type ") + (is_large ? "standard." : "large."));
  return wrong("There is no group \"" + group.id + "\".",
               "Make it and the people in it: `facerec enroll DIR --group " + group.id + "`.");
}

// Where the group is there, `recognition_model` becomes its own.
void check_group(Account &account, const azure::GroupRef &group, std::string &recognition_model, Findings &findings) {
  const auto found = get_group(account, group);
  if (!found) {
    at(findings, Subject::Group) =
        found.error().kind == Kind::NotFound ? missing_group(account, group) : undecided(found.error());
    at(findings, Subject::Model) = at(findings, Subject::Training) = unknown("The group could not be read.");
    return;
  }
  at(findings, Subject::Group) = fine("There is a group \"" + group.id + "\".");
  at(findings, Subject::Model) = judge_model(found->recognition_model);
  if (!found->recognition_model.empty())
    recognition_model = found->recognition_model;
  const auto status =
      account.ask_once([&](auto &client, std::stop_token stop) { return client.training_status(group, stop); });
  at(findings, Subject::Training) = judge_training(group, status);
}

// Detect and Identify for a drawn face. It need not be found, nor be anybody: an account that may not identify is told
// so before anything is looked for.
Finding check_identify(Account &account, const azure::GroupRef &group, const std::string &recognition_model) {
  std::vector<unsigned char> picture;
  cv::imencode(".png", draw_synthetic_face(1, 240), picture);
  azure::DetectOptions options;
  options.recognition_model = recognition_model;
  const auto faces =
      account.ask_once([&](auto &client, std::stop_token stop) { return client.detect(picture, options, stop); });
  if (Finding detected = judge_detect(faces); detected.state == CheckState::Wrong)
    return detected;
  const std::array face_ids{faces && !faces->empty() ? faces->front().face_id : azure::make_guid()};
  return judge_identify(account.ask_once(
      [&](auto &client, std::stop_token stop) { return client.identify(group, face_ids, 1, 0.5, stop); }));
}

} // namespace

Findings check_account(Account &account, azure::GroupType type, const std::optional<azure::GroupRef> &group,
                       std::string recognition_model) {
  Findings findings;
  if (!check_access(account, type, findings))
    return findings;
  if (group)
    check_group(account, *group, recognition_model, findings);
  else
    for (const Subject subject : {Subject::Group, Subject::Model, Subject::Training})
      at(findings, subject) = unknown("No group was named.", subject == Subject::Group ? "Give --group ID." : "");
  const azure::GroupRef asked = group.value_or(azure::GroupRef{type, "facerec-check"});
  at(findings, Subject::Identify) = check_identify(account, asked, recognition_model);
  return findings;
}

ExitCode exit_code_of(const Findings &findings) {
  const auto found =
      std::find_if(findings.begin(), findings.end(), [](const Finding &one) { return one.code != ExitCode::Ok; });
  return found == findings.end() ? ExitCode::Ok : found->code;
}

} // namespace facerec::tool
