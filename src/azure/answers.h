// What the service's JSON says. Types, ranges and counts are checked, unknown fields are ignored; an error names the
// field and the rule (ErrorCode::Malformed).
#pragma once

#include "facerec/azure/face_client.h"

#include <string>
#include <string_view>
#include <vector>

namespace facerec::azure {

Result<std::vector<DetectedFace>> parse_detected_faces(std::string_view body); // largest first
Result<std::vector<IdentifyResult>> parse_identify_results(std::string_view body);
Result<Group> parse_group(std::string_view body);
Result<std::vector<Group>> parse_groups(std::string_view body);
Result<TrainingStatus> parse_training_status(std::string_view body);
Result<Person> parse_person(std::string_view body);
Result<PersistedFace> parse_persisted_face(std::string_view body);
Result<std::vector<Person>> parse_persons(std::string_view body);
Result<std::string> parse_person_id(std::string_view body);         // {"personId"}
Result<std::string> parse_persisted_face_id(std::string_view body); // {"persistedFaceId"}

} // namespace facerec::azure
