// A folder of people on this machine, as `facerec enroll` reads it:
//
//   people/anna/01.jpg          one folder a person, named after the person; pictures in alphabetical order
//   people/anna/person.json     optional: {"name": "Anna Åberg", "userData": {"color": "00ffff"}}
//   people/anna/user_data.json  optional, instead of "userData": the JSON to keep with the person
#pragma once

#include "facerec/base/result.h"
#include "facerec/exit_code.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::tool {

struct PersonFolder {
  std::string folder;    // its name, for messages
  std::string name;      // 1 to 128 characters
  std::string user_data; // JSON text of at most 16,384 characters; empty: none
  std::vector<std::filesystem::path> pictures;
};

// Everybody, in alphabetical order of the folders; hidden folders and files that are no pictures are left out. The
// first folder that breaks a rule is the error: a wrong name or userData is better mended before anything is sent.
Result<std::vector<PersonFolder>, Failure> read_people(const std::filesystem::path &directory);

// As the limits of Azure Face count them: code points.
std::size_t characters(std::string_view utf8);

// The rules of a person (Azure Face v1.2, Create Large Person Group Person). The error is the rule that `name` or
// `user_data` (JSON text, or empty) breaks.
Result<void, std::string> check_person(std::string_view name, std::string_view user_data);

} // namespace facerec::tool
