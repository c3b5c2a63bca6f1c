// The Azure Face REST API, typed (v1.0 and v1.2; the contract of each call is Microsoft's specification of Face v1.2).
//
// A FaceClient is safe from any thread and reuses connections. Every call blocks until the service answered, the
// request timeout passed or `stop` was requested; none retries: that is the caller's decision (see ServiceError).
//
//   auto endpoint = Endpoint::parse("https://name.cognitiveservices.azure.com/", false);
//   FaceClient client({*endpoint, key}, make_curl_transport({}));
//   Answer<std::vector<DetectedFace>> faces = client.detect(jpeg, {}, stop);
#pragma once

#include "facerec/azure/http.h"
#include "facerec/base/result.h"
#include "facerec/region/geometry.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::azure {

// No Retry-After is believed beyond this.
inline constexpr std::chrono::seconds longest_retry_after{120};

struct ServiceError {
  enum class Kind {
    Transport,    // no connection, reset, TLS failure, or a body that ended early
    Timeout,      // the request timeout passed
    Cancelled,    // stop was requested
    Throttled,    // 429
    Unavailable,  // 408, 5xx
    Unauthorized, // 401
    Forbidden,    // 403: approval missing, or a quota of the subscription
    NotFound,     // 404, and the 400 codes of Identify that mean "no such group / face / person"
    NotTrained,   // (Large)PersonGroupNotTrained, with 400 or 404
    Conflict,     // 409
    Rejected,     // any other 4xx, and redirects, which are never followed
    Malformed,    // a 2xx whose body is not what the specification promises, or larger than allowed
    NoToken,      // Entra ID, or the managed identity's endpoint, gave no token and may give one later
  };
  Kind kind = Kind::Transport;
  int http_status = 0; // 0: no answer came
  std::string code; // Microsoft's error code ("LargePersonGroupNotFound", "401", …), the inner one where there is one
  std::string message; // Microsoft's text, or what went wrong on the way; at most 512 bytes of valid UTF-8; no secret
  // From a Retry-After header (seconds or date), else from "retry after N second" / "try again in N seconds" in the
  // text; bounded to longest_retry_after; nothing where the service did not say.
  std::optional<std::chrono::milliseconds> retry_after;
  bool sent = true;      // false: nothing was sent to the service, and so it was no transaction
  bool by_token = false; // a token of Entra ID was to authorise it, not a key
};
std::string_view to_string(ServiceError::Kind kind);

// Worth another try later without anybody mending anything: no connection, a timeout, an answer that is garbage, 429,
// 408, 500, 502, 503, 504, and 409 while the group is being trained, and NoToken. Never the rest of 4xx and 5xx.
bool is_retryable(const ServiceError &error);

template <class T> using Answer = Result<T, ServiceError>;

// Where the service is. `https://host[:port][/]`; `http://` only to loopback (127.0.0.0/8, ::1, localhost) unless
// `allow_insecure_http`. User info, query and fragment are refused.
class Endpoint {
public:
  static Result<Endpoint> parse(std::string_view text, bool allow_insecure_http);
  const std::string &base() const { return base_; } // without a trailing '/'

private:
  std::string base_;
};

enum class ApiVersion { V1_0, V1_2 };
std::string_view to_string(ApiVersion version); // "v1.0", "v1.2"
std::optional<ApiVersion> api_version_from(std::string_view text);

enum class GroupType { Large, Standard }; // /largepersongroups, /persongroups
struct GroupRef {
  GroupType type = GroupType::Large;
  std::string id;
};
// `[a-z0-9_-]`, 1..64 characters (Azure Face v1.2, Create Large Person Group).
bool is_valid_group_id(std::string_view id);

class TokenSource;

struct ClientOptions {
  Endpoint endpoint;
  std::string api_key; // sent as Ocp-Apim-Subscription-Key; appears in no error, log or URL
  ApiVersion api_version = ApiVersion::V1_2;
  std::chrono::milliseconds request_timeout{10000};
  std::shared_ptr<TokenSource> tokens = nullptr; // where set, its tokens authorise the calls, and no key is sent
};

struct DetectOptions {
  std::string detection_model = "detection_03";
  std::string recognition_model = "recognition_04";
  bool return_face_id = true;
  bool return_quality = false;          // asks for qualityForRecognition
  bool return_blur = false;             // asks for blur
  std::chrono::seconds face_id_ttl{60}; // 60 s .. 86400 s
};
enum class Quality { Low, Medium, High };
enum class Blur { Low, Medium, High };
struct DetectedFace {
  std::string face_id; // empty where the account may not have one
  Rect rectangle;
  std::optional<Quality> quality;
  std::optional<Blur> blur = std::nullopt;
};

struct IdentifyCandidate {
  std::string person_id;
  double confidence = 0; // 0..1
};
struct IdentifyResult {
  std::string face_id;
  std::vector<IdentifyCandidate> candidates; // best first, possibly none
};

struct Group {
  std::string id;
  std::string name;
  std::string user_data;
  std::string recognition_model; // empty where the service did not say
};
enum class TrainingState { NotStarted, Running, Succeeded, Failed };
struct TrainingStatus {
  TrainingState state = TrainingState::NotStarted;
  std::string message; // the service's, where training failed
};
struct Person {
  std::string id;
  std::string name;
  std::string user_data;
  std::vector<std::string> face_ids; // persisted faces
};
struct PersistedFace {
  std::string id;
  std::string user_data;
};
struct NewFace {
  std::string detection_model = "detection_03";
  std::string user_data; // at most 1,024 characters; kept with the face
};
// What an update sets; what is not given stays as it is. An empty userData empties it.
struct Changes {
  std::optional<std::string> name;
  std::optional<std::string> user_data;
};

// How many calls of each kind were sent, whatever came of them: each costs money. Keys: "detect", "identify",
// "get-group", "list-groups", "create-group", "update-group", "delete-group", "train", "get-training", "list-persons",
// "get-person", "create-person", "update-person", "delete-person", "add-face", "get-face", "update-face",
// "delete-face".
using TransactionCounts = std::map<std::string, std::uint64_t, std::less<>>;

// How long a call may take. A stop token alone is limits, too.
struct CallLimits {
  CallLimits() = default;
  CallLimits(std::stop_token token) : stop(std::move(token)) {}
  CallLimits(std::stop_token token, std::optional<std::chrono::milliseconds> time)
      : stop(std::move(token)), timeout(time) {}
  std::stop_token stop;
  std::optional<std::chrono::milliseconds> timeout; // counts where it is shorter than the request timeout
};

struct Call;

// An argument that breaks a rule given here is Rejected with http_status 0 and the code BadArgument; nothing is sent.
class FaceClient {
public:
  FaceClient(ClientOptions options, std::shared_ptr<HttpTransport> transport);

  // Azure Face v1.2, Detect: largest face first. `image` is a JPEG, PNG, GIF or BMP of 1 KB to 6 MB.
  Answer<std::vector<DetectedFace>> detect(std::span<const std::uint8_t> image, const DetectOptions &options,
                                           CallLimits limits);
  // Azure Face v1.2, Identify: 1 to 10 faceIds, 1 to 100 candidates each, threshold 0..1.
  Answer<std::vector<IdentifyResult>> identify(const GroupRef &group, std::span<const std::string> face_ids,
                                               int max_candidates, double threshold, CallLimits limits);

  Answer<void> create_group(const GroupRef &group, std::string_view name, std::string_view user_data,
                            std::string_view recognition_model, CallLimits limits);
  Answer<Group> get_group(const GroupRef &group, CallLimits limits);
  // Groups with an id greater than `start`, alphabetically, at most `top` (1..1000).
  Answer<std::vector<Group>> list_groups(GroupType type, std::string_view start, int top, CallLimits limits);
  Answer<void> update_group(const GroupRef &group, const Changes &changes, CallLimits limits);
  Answer<void> delete_group(const GroupRef &group, CallLimits limits);
  Answer<void> train(const GroupRef &group, CallLimits limits);
  Answer<TrainingStatus> training_status(const GroupRef &group, CallLimits limits);

  // The new person's id.
  Answer<std::string> create_person(const GroupRef &group, std::string_view name, std::string_view user_data,
                                    CallLimits limits);
  Answer<Person> get_person(const GroupRef &group, std::string_view person_id, CallLimits limits);
  // Persons with an id greater than `start`, by id, at most `top` (1..1000).
  Answer<std::vector<Person>> list_persons(const GroupRef &group, std::string_view start, int top, CallLimits limits);
  Answer<void> update_person(const GroupRef &group, std::string_view person_id, const Changes &changes,
                             CallLimits limits);
  Answer<void> delete_person(const GroupRef &group, std::string_view person_id, CallLimits limits);
  // Adds the one face of `image` to the person; the new persistedFaceId.
  Answer<std::string> add_face(const GroupRef &group, std::string_view person_id, std::span<const std::uint8_t> image,
                               std::string_view detection_model, CallLimits limits);
  Answer<std::string> add_face(const GroupRef &group, std::string_view person_id, std::span<const std::uint8_t> image,
                               const NewFace &face, CallLimits limits);
  Answer<PersistedFace> get_face(const GroupRef &group, std::string_view person_id, std::string_view face_id,
                                 CallLimits limits);
  Answer<void> update_face(const GroupRef &group, std::string_view person_id, std::string_view face_id,
                           std::string_view user_data, CallLimits limits);
  Answer<void> delete_face(const GroupRef &group, std::string_view person_id, std::string_view face_id,
                           CallLimits limits);

  TransactionCounts transactions() const;

private:
  // The answer with a 2xx status; everything else is an error.
  Answer<HttpResponse> exchange(const Call &call, std::span<const std::uint8_t> image, CallLimits limits);
  Answer<HttpResponse> exchange_by_token(const Call &call, std::span<const std::uint8_t> image,
                                         const CallLimits &limits);
  Answer<HttpResponse> send(const Call &call, std::span<const std::uint8_t> image, const CallLimits &limits,
                            const std::string *token);
  void count(std::string_view kind);

  ClientOptions options_;
  std::shared_ptr<HttpTransport> transport_;
  mutable std::mutex mutex_; // guards counts_ only; never held during I/O
  TransactionCounts counts_;
};

} // namespace facerec::azure
