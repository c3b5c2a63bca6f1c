#include "server/router.h"

#include "facerec/azure/face_client.h"
#include "facerec/base/text.h"
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
  std::string_view method;
  std::string_view path; // below /face/VERSION/; "*" stands for an id
  Operation operation;
};

constexpr std::string_view groups = "largepersongroups";
constexpr std::string_view group = "largepersongroups/*";
constexpr std::string_view training = "largepersongroups/*/training";
constexpr std::string_view persons = "largepersongroups/*/persons";
constexpr std::string_view person = "largepersongroups/*/persons/*";
constexpr std::string_view faces = "largepersongroups/*/persons/*/persistedfaces";
constexpr std::string_view face = "largepersongroups/*/persons/*/persistedfaces/*";

constexpr std::array<Route, 17> routes = {{
    {"POST", "detect", detect},
    {"POST", "identify", identify},
    {"PUT", group, create_group},
    {"GET", group, get_group},
    {"GET", groups, list_groups},
    {"PATCH", group, update_group},
    {"DELETE", group, delete_group},
    {"POST", "largepersongroups/*/train", train_group},
    {"GET", training, get_training},
    {"POST", persons, create_person},
    {"GET", person, get_person},
    {"GET", persons, list_persons},
    {"PATCH", person, update_person},
    {"DELETE", person, delete_person},
    {"POST", faces, add_face},
    {"GET", face, get_face},
    {"DELETE", face, delete_face},
}};

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

// An id that cannot exist gets the words for it. The id of a group that is to be made is checked where it is made.
std::optional<Response> impossible_id(const Route &route, const std::vector<std::string> &ids) {
  if (route.operation == create_group)
    return std::nullopt;
  if (!ids.empty() && !azure::is_valid_group_id(ids[0]))
    return error_response(404, "LargePersonGroupNotFound", "Large person group ID is invalid.");
  if (ids.size() > 1 && !is_uuid(ids[1]))
    return error_response(404, "PersonNotFound", "Person ID is invalid.");
  if (ids.size() > 2 && !is_uuid(ids[2]))
    return error_response(404, "PersistedFaceNotFound", "Persisted face ID is invalid.");
  return std::nullopt;
}

// UUIDs are stored in lower case.
void normalize(std::vector<std::string> &ids) {
  for (std::size_t i = 1; i < ids.size(); ++i)
    ids[i] = to_lower(ids[i]);
}

Response not_found() { return error_response(404, "404", "Resource not found"); }

Response dispatch(Service &service, const Request &request) {
  constexpr std::string_view v1_0 = "/face/v1.0/";
  constexpr std::string_view v1_2 = "/face/v1.2/";
  std::string_view path = request.path;
  if (!path.starts_with(v1_0) && !path.starts_with(v1_2))
    return not_found();
  const ApiVersion version = path.starts_with(v1_0) ? ApiVersion::V1_0 : ApiVersion::V1_2;
  path.remove_prefix(v1_0.size());
  if (path.ends_with('/'))
    path.remove_suffix(1);
  for (const Route &route : routes) {
    std::optional<std::vector<std::string>> ids;
    if (route.method == request.method)
      ids = match(route.path, path);
    if (!ids)
      continue;
    if (std::optional<Response> answer = impossible_id(route, *ids))
      return *answer;
    normalize(*ids);
    return route.operation(service, Call{request, version, std::move(*ids)});
  }
  return not_found();
}

} // namespace

Response route(Service &service, const Request &request) {
  try {
    Response response = dispatch(service, request);
    if (request.path.starts_with("/face/v1.0/")) // the header came with v1.2
      std::erase_if(response.headers, [](const auto &header) { return header.first == "x-ms-error-code"; });
    return response;
  } catch (const std::exception &) { // out of memory, say; the next request may fit
    return internal_error();
  }
}

} // namespace facerec::server
