// What an answer of Azure Face means for the account as a whole, told to a person: what is wrong, with which group or
// property, and what to do about it.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/lookup/recognizer.h"

#include <string>
#include <string_view>

namespace facerec {

// How the account is named in messages.
struct AccountNames {
  azure::GroupRef group;
  std::string endpoint;
  std::string recognition_model; // that was asked for
};

// Not for Cancelled, which says nothing of the account.
AccountStatus status_of(const azure::ServiceError &error, const AccountNames &names);

// `transactions`: the daily budget.
AccountStatus budget_spent(std::uint64_t transactions);

// Detect gave no faceId: Limited Access was never approved.
AccountStatus approval_missing(const AccountNames &names);
AccountStatus model_mismatch(std::string_view model_of_group, const AccountNames &names);
// `detail`: the service's words, may be empty.
AccountStatus group_untrained(std::string_view detail, const AccountNames &names);
AccountStatus group_empty(const AccountNames &names);
AccountStatus group_in_training(const AccountNames &names);

// The service refused this one picture: too small, too large, not decodable (400, 413, 415). Not where it refuses what
// is asked of any picture: models, attributes, groups.
bool is_bad_picture(const azure::ServiceError &error);
// The same of a picture of several faces: worth sending each alone, also where a 400 does not say why.
bool is_bad_mosaic(const azure::ServiceError &error);
// The faceId from Detect is not known any more.
bool is_expired_face(const azure::ServiceError &error);

} // namespace facerec
