// What each call of the API looks like on the wire, without address, headers and image.
#pragma once

#include "facerec/azure/face_client.h"

#include <span>
#include <string>
#include <string_view>

namespace facerec::azure {

struct Call {
  std::string_view kind; // key of TransactionCounts
  Method method = Method::Get;
  std::string target; // path and query behind the version, encoded
  std::string json;   // the body of a call that has one; valid UTF-8 whatever the arguments hold
};

Call detect_call(const DetectOptions &options);
Call identify_call(const GroupRef &group, std::span<const std::string> face_ids, int max_candidates, double threshold);

Call create_group_call(const GroupRef &group, std::string_view name, std::string_view user_data,
                       std::string_view recognition_model);
Call get_group_call(const GroupRef &group);
Call list_groups_call(GroupType type, std::string_view start, int top);
Call update_group_call(const GroupRef &group, const Changes &changes);
Call delete_group_call(const GroupRef &group);
Call train_call(const GroupRef &group);
Call training_status_call(const GroupRef &group);

Call create_person_call(const GroupRef &group, std::string_view name, std::string_view user_data);
Call get_person_call(const GroupRef &group, std::string_view person_id);
Call list_persons_call(const GroupRef &group, std::string_view start, int top);
Call update_person_call(const GroupRef &group, std::string_view person_id, const Changes &changes);
Call delete_person_call(const GroupRef &group, std::string_view person_id);
Call add_face_call(const GroupRef &group, std::string_view person_id, const NewFace &face);
Call get_face_call(const GroupRef &group, std::string_view person_id, std::string_view face_id);
Call update_face_call(const GroupRef &group, std::string_view person_id, std::string_view face_id,
                      std::string_view user_data);
Call delete_face_call(const GroupRef &group, std::string_view person_id, std::string_view face_id);

} // namespace facerec::azure
