#include "facerec/azure/face_client.h"
#include "server/answers.h"
#include "server/errors.h"
#include "server/operations.h"
#include "server/parameters.h"

#include <nlohmann/json.hpp>

namespace facerec::server {
namespace {

nlohmann::json to_json(const GroupRecord &group, bool with_model) {
  nlohmann::json json = {{words_of(group.ref.type).id_member, group.ref.id}, {"name", group.name}};
  if (!group.user_data.empty())
    json["userData"] = group.user_data;
  if (with_model)
    json["recognitionModel"] = group.recognition_model;
  return json;
}

nlohmann::json or_null(const std::optional<std::string> &text) { return text ? nlohmann::json(*text) : nullptr; }

std::string text_or_empty(const nlohmann::json &body, const char *name) {
  const auto member = body.find(name);
  return member != body.end() && member->is_string() ? member->get<std::string>() : "";
}

} // namespace

Response create_group(Service &service, const Call &call) {
  if (!azure::is_valid_group_id(call.group.id))
    return bad_argument(invalid_group_id(call.group.type));
  const Parsed<nlohmann::json> body = json_object(call.request);
  if (!body)
    return body.error();
  const Parsed<Changes> values = named(*body);
  if (!values)
    return values.error();
  const auto model_member = body->find("recognitionModel");
  if (model_member != body->end() && !model_member->is_string() && !model_member->is_null())
    return bad_argument("'recognitionModel' is invalid.");
  const Parsed<std::string> model = recognition_model(text_or_empty(*body, "recognitionModel"));
  if (!model)
    return model.error();
  return done(service.store.create_group({call.group, *values->name, values->user_data.value_or(""), *model}), call);
}

Response get_group(Service &service, const Call &call) {
  const Parsed<bool> with_model = boolean_parameter(call.request, "returnRecognitionModel", false);
  if (!with_model)
    return with_model.error();
  const Stored<GroupRecord> group = service.store.group(call.group);
  return group ? json_response(to_json(*group, *with_model)) : store_error(group.error(), call);
}

Response list_groups(Service &service, const Call &call) {
  const Parsed<Page> wanted = page(call.request);
  if (!wanted)
    return wanted.error();
  const Parsed<bool> with_model = boolean_parameter(call.request, "returnRecognitionModel", false);
  if (!with_model)
    return with_model.error();
  const auto groups = service.store.groups(call.group.type, wanted->start, wanted->top);
  if (!groups)
    return store_error(groups.error(), call);
  nlohmann::json list = nlohmann::json::array();
  for (const GroupRecord &group : *groups)
    list.push_back(to_json(group, *with_model));
  return json_response(list);
}

Response update_group(Service &service, const Call &call) {
  const Parsed<Changes> changes = changes_of(call.request);
  if (!changes)
    return changes.error();
  return done(service.store.update_group(call.group, *changes), call);
}

Response delete_group(Service &service, const Call &call) {
  const Stored<void> deleted = service.store.delete_group(call.group);
  if (deleted)
    service.galleries.forget(call.group);
  return done(deleted, call);
}

Response train_group(Service &service, const Call &call) {
  if (const Stored<void> begun = service.store.begin_training(call.group); !begun)
    return store_error(begun.error(), call);
  service.trainer.enqueue(call.group);
  const std::string version = call.version == ApiVersion::V1_2 ? "v1.2" : "v1.0";
  const std::string collection(words_of(call.group.type).collection);
  return {202,
          "",
          {{"operation-Location",
            service.base_url + "/face/" + version + "/" + collection + "/" + call.group.id + "/training"}}};
}

Response get_training(Service &service, const Call &call) {
  const Stored<TrainingRecord> training = service.store.training(call.group);
  if (!training)
    return store_error(training.error(), call);
  nlohmann::json json = {{"status", training->status},
                         {"createdDateTime", training->created},
                         {"lastActionDateTime", training->last_action},
                         {"lastSuccessfulTrainingDateTime", or_null(training->last_success)}};
  if (training->message)
    json["message"] = *training->message;
  return json_response(json);
}

} // namespace facerec::server
