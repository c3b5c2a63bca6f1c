#include "server/router.h"

#include "facerec/azure/face_client.h"
#include "facerec/base/text.h"
#include "server/answers.h"
#include "server/errors.h"
#include "server/operations.h"
#include "server/parameters.h"

#include <array>
#include <exception>
#include <optional>

namespace facerec::server {
namespace {

using Operation = Response (*)(Service &, const Call &);

struct Route {
  std::string_view name; // of the operation, for people
  std::string_view method;
  std::string_view path; // below /face/VERSION/; "*" stands for an id
  Operation operation;
};

// Both kinds of group have the same operations; see take_kind().
constexpr std::string_view groups = "persongroups";
constexpr std::string_view group = "persongroups/*";
constexpr std::string_view training = "persongroups/*/training";
constexpr std::string_view persons = "persongroups/*/persons";
constexpr std::string_view person = "persongroups/*/persons/*";
constexpr std::string_view faces = "persongroups/*/persons/*/persistedfaces";
constexpr std::string_view face = "persongroups/*/persons/*/persistedfaces/*";

constexpr std::array<Route, 21> routes = {{
    {"detect", "POST", "detect", detect},
    {"identify", "POST", "identify", identify},
    {"verify", "POST", "verify", verify},
    {"find-similar", "POST", "findsimilars", find_similar},
    {"group", "POST", "group", group_faces},
    {"create-group", "PUT", group, create_group},
    {"get-group", "GET", group, get_group},
    {"list-groups", "GET", groups, list_groups},
    {"update-group", "PATCH", group, update_group},
    {"delete-group", "DELETE", group, delete_group},
    {"train", "POST", "persongroups/*/train", train_group},
    {"get-training", "GET", training, get_training},
    {"create-person", "POST", persons, create_person},
    {"get-person", "GET", person, get_person},
    {"list-persons", "GET", persons, list_persons},
    {"update-person", "PATCH", person, update_person},
    {"delete-person", "DELETE", person, delete_person},
    {"add-face", "POST", faces, add_face},
    {"get-face", "GET", face, get_face},
    {"update-face", "PATCH", face, update_face},
    {"delete-face", "DELETE", face, delete_face},
}};

// Large person groups are served by the routes of person groups.
GroupType take_kind(std::string_view &path) {
  constexpr std::string_view large = "large";
  const std::string_view collection = path.substr(0, path.find('/'));
  if (to_lower(collection) != words_of(GroupType::Large).collection)
    return GroupType::Standard;
  path.remove_prefix(large.size());
  return GroupType::Large;
}

// The ids of `path` where it has the form of `pattern`.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> wanted = split(pattern, '/');
  const std::vector<std::string_view> given = split(path, '/');
  if (wanted.size() != given.size())
    return std::nullopt;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "*")
      ids.emplace_back(given[i]);
    else if (wanted[i] != to_lower(given[i]))
      return std::nullopt;
  }
  return ids;
}

Response not_found() { return error_response(404, "404", "Resource not found"); }

// A route and what of the request it found.
struct Found {
  const Route &route;
  ApiVersion version;
  GroupType type;
  std::vector<std::string> ids;
};

std::optional<Found> find_route(const Request &request) {
  constexpr std::string_view v1_2 = "/face/v1.2/";
  std::string_view path = request.path;
  if (!is_v1_0(request) && !path.starts_with(v1_2))
    return std::nullopt;
  path.remove_prefix(v1_2.size());
  if (path.ends_with('/'))
    path.remove_suffix(1);
  const GroupType type = take_kind(path);
  for (const Route &route : routes) {
    std::optional<std::vector<std::string>> ids;
    if (route.method == request.method)
      ids = match(route.path, path);
    if (ids)
      return Found{route, is_v1_0(request) ? ApiVersion::V1_0 : ApiVersion::V1_2, type, std::move(*ids)};
  }
  return std::nullopt;
}

// UUIDs are stored in lower case.
Call make_call(const Request &request, const Found &found) {
  const auto id = [&](std::size_t index) { return index < found.ids.size() ? found.ids[index] : ""; };
  return {request, found.version, {found.type, id(0)}, to_lower(id(1)), to_lower(id(2))};
}

// An id that cannot exist gets the words for it. The id of a group that is to be made is checked where it is made.
std::optional<Response> impossible_id(const Found &found, const Call &call) {
  if (found.route.operation == create_group)
    return std::nullopt;
  if (!found.ids.empty() && !azure::is_valid_group_id(call.group.id))
    return error_response(404, std::string(words_of(found.type).code) + "NotFound", invalid_group_id(found.type));
  if (found.ids.size() > 1 && !is_uuid(call.person))
    return error_response(404, "PersonNotFound", "Person ID is invalid.");
  if (found.ids.size() > 2 && !is_uuid(call.face))
    return error_response(404, "PersistedFaceNotFound", "Persisted face ID is invalid.");
  return std::nullopt;
}

Response dispatch(Service &service, const Request &request) {
  const std::optional<Found> found = find_route(request);
  if (!found)
    return not_found();
  const Call call = make_call(request, *found);
  if (std::optional<Response> answer = impossible_id(*found, call))
    return *answer;
  return found->route.operation(service, call);
}

} // namespace

Response route(Service &service, const Request &request) {
  try {
    return for_version(dispatch(service, request), request);
  } catch (const std::exception &) { // out of memory, say; the next request may fit
    return internal_error();
  }
}

bool is_v1_0(const Request &request) { return request.path.starts_with("/face/v1.0/"); }

Response for_version(Response response, const Request &request) {
  if (is_v1_0(request)) // the header came with v1.2
    std::erase_if(response.headers, [](const auto &header) { return header.first == "x-ms-error-code"; });
  return response;
}

std::string_view operation_of(const Request &request) {
  const std::optional<Found> found = find_route(request);
  return found ? found->route.name : std::string_view();
}

std::vector<std::string_view> operation_names() {
  std::vector<std::string_view> names;
  for (const Route &route : routes)
    names.push_back(route.name);
  return names;
}

} // namespace facerec::server
