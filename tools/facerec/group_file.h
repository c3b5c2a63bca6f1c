// A group as a file of JSON lines, for carrying it to another account or server:
//
//   {"type": "group", "version": 1, "id": "staff", "name": "Staff", "userData": "", "recognitionModel":
//   "recognition_04"}
//   {"type": "person", "name": "Ada", "userData": "{\"color\": \"00ffff\"}", "faces": [{"userData": "{\"sha256\":
//   \"…\"}"}]}
//
// Persons follow the group in any number. Faces have no picture: the service does not give it back.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/exit_code.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace facerec::tool {

struct FiledPerson {
  std::string name;
  std::string user_data;
  std::vector<std::string> faces; // the userData of each
};

struct FiledGroup {
  azure::Group group;
  std::vector<FiledPerson> people;
};

void write_group_line(std::ostream &out, const azure::Group &group);
void write_person_line(std::ostream &out, const FiledPerson &person);

// The first line that breaks a rule is the Failure, which names it. `name` is the file's, for messages.
Result<FiledGroup, Failure> read_group_file(std::istream &in, const std::string &name);

} // namespace facerec::tool
