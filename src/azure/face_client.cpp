#include "facerec/azure/face_client.h"

#include "azure/answers.h"
#include "azure/guid.h"
#include "azure/requests.h"
#include "azure/service_error.h"
#include "facerec/azure/token_source.h"
#include "facerec/base/text.h"

#include <algorithm>
#include <ctime>

namespace facerec::azure {
namespace {

std::span<const std::uint8_t> bytes_of(const std::string &text) {
  return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

bool is_success(int status) { return status >= 200 && status < 300; }

// Ids become segments of paths; what is no id would address something else ("..", or nothing at all).
bool is_id(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), is_allowed);
}

using Fault = std::optional<ServiceError>;

Fault check_group(const GroupRef &group) {
  if (is_valid_group_id(group.id))
    return std::nullopt;
  return bad_argument("\"" + shorten(group.id, 80) +
                      "\" is no person group id: 1 to 64 characters of a-z, 0-9, _ and -");
}

Fault check_id(std::string_view id, std::string_view of_what) {
  if (is_id(id))
    return std::nullopt;
  return bad_argument("\"" + shorten(id, 80) + "\" is no id of a " + std::string(of_what) +
                      ": 1 to 64 letters, digits, _ and -");
}

Fault check_person(const GroupRef &group, std::string_view person_id) {
  Fault fault = check_group(group);
  return fault ? fault : check_id(person_id, "person");
}

Fault check_face(const GroupRef &group, std::string_view person_id, std::string_view face_id) {
  Fault fault = check_person(group, person_id);
  return fault ? fault : check_id(face_id, "face");
}

Fault check_changes(const Changes &changes) {
  if (changes.name || changes.user_data)
    return std::nullopt;
  return bad_argument("an update without a name and without userData: it needs one of them");
}

Fault check_page(int top) {
  if (top >= 1 && top <= 1000)
    return std::nullopt;
  return bad_argument("a page of " + std::to_string(top) + " entries: 1 to 1000 are allowed");
}

Fault check_identify(std::size_t faces, int max_candidates, double threshold) {
  if (faces < 1 || faces > 10)
    return bad_argument("Identify takes 1 to 10 faces, not " + std::to_string(faces));
  if (max_candidates < 1 || max_candidates > 100)
    return bad_argument("Identify gives 1 to 100 candidates, not " + std::to_string(max_candidates));
  if (!(threshold >= 0 && threshold <= 1)) // NaN, too
    return bad_argument("the confidence threshold of Identify is a number from 0 to 1");
  return std::nullopt;
}

template <class T> Answer<T> interpret(const Answer<HttpResponse> &answer, Result<T> (*parse)(std::string_view)) {
  if (!answer)
    return answer.error();
  Result<T> value = parse(answer->body);
  if (!value)
    return malformed_answer(answer->status, value.error().message);
  return std::move(*value);
}

Answer<void> expect_success(const Answer<HttpResponse> &answer) {
  if (!answer)
    return answer.error();
  return {};
}

} // namespace

FaceClient::FaceClient(ClientOptions options, std::shared_ptr<HttpTransport> transport)
    : options_(std::move(options)), transport_(std::move(transport)) {}

Answer<HttpResponse> FaceClient::exchange(const Call &call, std::span<const std::uint8_t> image, CallLimits limits) {
  if (limits.stop.stop_requested())
    return cancelled_before();
  limits.timeout = std::min(options_.request_timeout, limits.timeout.value_or(options_.request_timeout));
  return options_.tokens ? exchange_by_token(call, image, limits) : send(call, image, limits, nullptr);
}

// A token may be refused though it should live: the machine slept, or its clock was set. Then a new one is tried, once.
Answer<HttpResponse> FaceClient::exchange_by_token(const Call &call, std::span<const std::uint8_t> image,
                                                   const CallLimits &limits) {
  const auto token = options_.tokens->token(limits);
  if (!token)
    return token.error();
  auto answer = send(call, image, limits, &*token);
  if (answer || answer.error().kind != ServiceError::Kind::Unauthorized)
    return answer;
  const auto renewed = options_.tokens->renew(*token, limits);
  if (!renewed)
    return renewed.error();
  return *renewed == *token ? answer : send(call, image, limits, &*renewed);
}

Answer<HttpResponse> FaceClient::send(const Call &call, std::span<const std::uint8_t> image, const CallLimits &limits,
                                      const std::string *token) {
  HttpRequest request;
  request.method = call.method;
  request.url = options_.endpoint.base() + "/face/" + std::string(to_string(options_.api_version)) + call.target;
  request.headers = {token ? std::pair("Authorization", "Bearer " + *token)
                           : std::pair("Ocp-Apim-Subscription-Key", options_.api_key),
                     {"client-request-id", make_guid()}};
  request.timeout = *limits.timeout;
  if (!call.json.empty()) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = bytes_of(call.json);
  } else if (!image.empty()) {
    request.headers.emplace_back("Content-Type", "application/octet-stream");
    request.body = image;
  }
  count(call.kind);
  const auto response = transport_->send(request, limits.stop);
  if (response && is_success(response->status))
    return *response;
  ServiceError error = response ? error_from(*response, token ? *token : options_.api_key, std::time(nullptr))
                                : error_from(response.error());
  error.by_token = token != nullptr;
  return error;
}

void FaceClient::count(std::string_view kind) {
  const std::lock_guard lock(mutex_);
  const auto found = counts_.find(kind);
  if (found == counts_.end())
    counts_.emplace(kind, 1);
  else
    ++found->second;
}

TransactionCounts FaceClient::transactions() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

Answer<std::vector<DetectedFace>> FaceClient::detect(std::span<const std::uint8_t> image, const DetectOptions &options,
                                                     CallLimits limits) {
  return interpret(exchange(detect_call(options), image, std::move(limits)), parse_detected_faces);
}

Answer<std::vector<IdentifyResult>> FaceClient::identify(const GroupRef &group, std::span<const std::string> face_ids,
                                                         int max_candidates, double threshold, CallLimits limits) {
  if (auto fault = check_group(group))
    return *fault;
  if (auto fault = check_identify(face_ids.size(), max_candidates, threshold))
    return *fault;
  const Call call = identify_call(group, face_ids, max_candidates, threshold);
  const Answer<HttpResponse> answer = exchange(call, {}, std::move(limits));
  auto results = interpret(answer, parse_identify_results);
  if (results)
    for (const IdentifyResult &result : *results)
      if (std::find(face_ids.begin(), face_ids.end(), result.face_id) == face_ids.end())
        return malformed_answer(answer->status, "Identify answered about a face that was not asked for");
  return results;
}

Answer<void> FaceClient::create_group(const GroupRef &group, std::string_view name, std::string_view user_data,
                                      std::string_view recognition_model, CallLimits limits) {
  if (auto fault = check_group(group))
    return *fault;
  return expect_success(exchange(create_group_call(group, name, user_data, recognition_model), {}, std::move(limits)));
}

Answer<Group> FaceClient::get_group(const GroupRef &group, CallLimits limits) {
  if (auto fault = check_group(group))
    return *fault;
  return interpret(exchange(get_group_call(group), {}, std::move(limits)), parse_group);
}

Answer<std::vector<Group>> FaceClient::list_groups(GroupType type, std::string_view start, int top, CallLimits limits) {
  if (auto fault = check_page(top))
    return *fault;
  return interpret(exchange(list_groups_call(type, start, top), {}, std::move(limits)), parse_groups);
}

Answer<void> FaceClient::update_group(const GroupRef &group, const Changes &changes, CallLimits limits) {
  if (auto fault = check_group(group))
    return *fault;
  if (auto fault = check_changes(changes))
    return *fault;
  return expect_success(exchange(update_group_call(group, changes), {}, std::move(limits)));
}

Answer<void> FaceClient::delete_group(const GroupRef &group, CallLimits limits) {
  if (auto fault = check_group(group))
    return *fault;
  return expect_success(exchange(delete_group_call(group), {}, std::move(limits)));
}

Answer<void> FaceClient::train(const GroupRef &group, CallLimits limits) {
  if (auto fault = check_group(group))
    return *fault;
  return expect_success(exchange(train_call(group), {}, std::move(limits)));
}

Answer<TrainingStatus> FaceClient::training_status(const GroupRef &group, CallLimits limits) {
  if (auto fault = check_group(group))
    return *fault;
  return interpret(exchange(training_status_call(group), {}, std::move(limits)), parse_training_status);
}

Answer<std::string> FaceClient::create_person(const GroupRef &group, std::string_view name, std::string_view user_data,
                                              CallLimits limits) {
  if (auto fault = check_group(group))
    return *fault;
  return interpret(exchange(create_person_call(group, name, user_data), {}, std::move(limits)), parse_person_id);
}

Answer<Person> FaceClient::get_person(const GroupRef &group, std::string_view person_id, CallLimits limits) {
  if (auto fault = check_person(group, person_id))
    return *fault;
  return interpret(exchange(get_person_call(group, person_id), {}, std::move(limits)), parse_person);
}

Answer<std::vector<Person>> FaceClient::list_persons(const GroupRef &group, std::string_view start, int top,
                                                     CallLimits limits) {
  if (auto fault = check_group(group))
    return *fault;
  if (auto fault = check_page(top))
    return *fault;
  return interpret(exchange(list_persons_call(group, start, top), {}, std::move(limits)), parse_persons);
}

Answer<void> FaceClient::update_person(const GroupRef &group, std::string_view person_id, const Changes &changes,
                                       CallLimits limits) {
  if (auto fault = check_person(group, person_id))
    return *fault;
  if (auto fault = check_changes(changes))
    return *fault;
  return expect_success(exchange(update_person_call(group, person_id, changes), {}, std::move(limits)));
}

Answer<void> FaceClient::delete_person(const GroupRef &group, std::string_view person_id, CallLimits limits) {
  if (auto fault = check_person(group, person_id))
    return *fault;
  return expect_success(exchange(delete_person_call(group, person_id), {}, std::move(limits)));
}

Answer<std::string> FaceClient::add_face(const GroupRef &group, std::string_view person_id,
                                         std::span<const std::uint8_t> image, std::string_view detection_model,
                                         CallLimits limits) {
  return add_face(group, person_id, image, NewFace{std::string(detection_model), {}}, std::move(limits));
}

Answer<std::string> FaceClient::add_face(const GroupRef &group, std::string_view person_id,
                                         std::span<const std::uint8_t> image, const NewFace &face, CallLimits limits) {
  if (auto fault = check_person(group, person_id))
    return *fault;
  const Call call = add_face_call(group, person_id, face);
  return interpret(exchange(call, image, std::move(limits)), parse_persisted_face_id);
}

Answer<PersistedFace> FaceClient::get_face(const GroupRef &group, std::string_view person_id, std::string_view face_id,
                                           CallLimits limits) {
  if (auto fault = check_face(group, person_id, face_id))
    return *fault;
  return interpret(exchange(get_face_call(group, person_id, face_id), {}, std::move(limits)), parse_persisted_face);
}

Answer<void> FaceClient::update_face(const GroupRef &group, std::string_view person_id, std::string_view face_id,
                                     std::string_view user_data, CallLimits limits) {
  if (auto fault = check_face(group, person_id, face_id))
    return *fault;
  return expect_success(exchange(update_face_call(group, person_id, face_id, user_data), {}, std::move(limits)));
}

Answer<void> FaceClient::delete_face(const GroupRef &group, std::string_view person_id, std::string_view face_id,
                                     CallLimits limits) {
  if (auto fault = check_face(group, person_id, face_id))
    return *fault;
  return expect_success(exchange(delete_face_call(group, person_id, face_id), {}, std::move(limits)));
}

} // namespace facerec::azure
