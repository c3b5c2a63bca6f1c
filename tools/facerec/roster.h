// Who is in a group.
#pragma once

#include "facerec/account.h"

#include <span>
#include <string>
#include <vector>

namespace facerec::tool {

Result<azure::Group, Failure> get_group(Account &account, const azure::GroupRef &group);

// Everybody, by id; 1000 a request.
Result<std::vector<azure::Person>, Failure> all_persons(Account &account, const azure::GroupRef &group);

// The one with this name; nullptr where there is none. Several people of one name are an error that says so.
Result<const azure::Person *, Failure> find_by_name(std::span<const azure::Person> persons, std::string_view name);

// The person with this id or, where it is no UUID, with this name; nobody is a Failure.
Result<azure::Person, Failure> get_person(Account &account, const azure::GroupRef &group, const std::string &who);

} // namespace facerec::tool
