// The operations of the Azure Face REST API: a request and the server's parts in, an answer out.
//
// Each is checked by the router for its key, method and path; everything else is checked here. Errors are Microsoft's
// (errors.h). What is left out of the first form is not pretended: attributes that nothing here measures are not in the
// answer.
#pragma once

#include "server/http_message.h"
#include "server/service.h"

#include <string>

namespace facerec::server {

// What a call is about, beside the request itself.
struct Call {
  const Request &request;
  ApiVersion version = ApiVersion::V1_2;
  // The variable parts of the path. Without an id where it ends before one.
  GroupRef group{};
  std::string person{};
  std::string face{}; // a persisted one
};

// POST detect: the faces of a picture, and ids for them. Attributes: qualityForRecognition. Landmarks: the five that
// the detector has (none with Haar).
Response detect(Service &service, const Call &call);
// POST identify: who of a trained group the faces are.
Response identify(Service &service, const Call &call);
// POST verify: whether two faces, or a face and a person of a group, are the same person.
Response verify(Service &service, const Call &call);
// POST findsimilars: which of some faces are like one.
Response find_similar(Service &service, const Call &call);
// POST group: which of some faces are of the same person.
Response group_faces(Service &service, const Call &call);

// Groups, of the kind that the path says.
Response create_group(Service &service, const Call &call);
Response get_group(Service &service, const Call &call);
Response list_groups(Service &service, const Call &call);
Response update_group(Service &service, const Call &call);
Response delete_group(Service &service, const Call &call);
Response train_group(Service &service, const Call &call);
Response get_training(Service &service, const Call &call);

// Persons of a group.
Response create_person(Service &service, const Call &call);
Response get_person(Service &service, const Call &call);
Response list_persons(Service &service, const Call &call);
Response update_person(Service &service, const Call &call);
Response delete_person(Service &service, const Call &call);

// Persisted faces of a person.
Response add_face(Service &service, const Call &call);
Response get_face(Service &service, const Call &call);
Response update_face(Service &service, const Call &call);
Response delete_face(Service &service, const Call &call);

} // namespace facerec::server
