#include "server/answers.h"
#include "server/errors.h"
#include "server/operations.h"
#include "server/parameters.h"
#include "server/random.h"

#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

nlohmann::json to_json(const PersonRecord &person) {
  nlohmann::json json = {{"personId", person.id}, {"name", person.name}, {"persistedFaceIds", person.face_ids}};
  if (!person.user_data.empty())
    json["userData"] = person.user_data;
  return json;
}

} // namespace

Response create_person(Service &service, const Call &call) {
  const Parsed<nlohmann::json> body = json_object(call.request);
  if (!body)
    return body.error();
  const Parsed<Changes> values = named(*body);
  if (!values)
    return values.error();
  const std::string id = random_uuid();
  const Stored<void> created =
      service.store.create_person(call.group, {id, *values->name, values->user_data.value_or(""), {}});
  return created ? json_response({{"personId", id}}) : store_error(created.error(), call);
}

Response get_person(Service &service, const Call &call) {
  const Stored<PersonRecord> person = service.store.person(call.group, call.person);
  return person ? json_response(to_json(*person)) : store_error(person.error(), call);
}

Response list_persons(Service &service, const Call &call) {
  const Parsed<Page> wanted = page(call.request);
  if (!wanted)
    return wanted.error();
  const auto persons = service.store.persons(call.group, wanted->start, wanted->top);
  if (!persons)
    return store_error(persons.error(), call);
  nlohmann::json list = nlohmann::json::array();
  for (const PersonRecord &person : *persons)
    list.push_back(to_json(person));
  return json_response(list);
}

Response update_person(Service &service, const Call &call) {
  const Parsed<Changes> changes = changes_of(call.request);
  if (!changes)
    return changes.error();
  return done(service.store.update_person(call.group, call.person, *changes), call);
}

Response delete_person(Service &service, const Call &call) {
  return done(service.store.delete_person(call.group, call.person), call);
}

} // namespace facerec::server
