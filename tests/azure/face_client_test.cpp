// The typed calls against a transport that plays the service.
#include "facerec/azure/face_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <deque>
#include <functional>
#include <limits>
#include <set>

namespace facerec::azure {
namespace {

using namespace std::chrono_literals;
using Kind = ServiceError::Kind;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::Pair;

const std::string key = "0123456789abcdef0123456789abcdef";
const GroupRef staff{GroupType::Large, "staff"};
const GroupRef guests{GroupType::Standard, "guests"};

// Gives one answer to everything and remembers what it was asked.
class PlayedTransport final : public HttpTransport {
public:
  struct Seen {
    Method method;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::chrono::milliseconds timeout;
  };

  Result<HttpResponse, HttpError> send(const HttpRequest &request, std::stop_token) override {
    seen.push_back({request.method, request.url, request.headers, std::string(request.body.begin(), request.body.end()),
                    request.timeout});
    return answer;
  }

  Result<HttpResponse, HttpError> answer = HttpResponse{200, {}, ""};
  std::vector<Seen> seen;
};

class FaceClientTest : public testing::Test {
protected:
  FaceClient make_client(ApiVersion version = ApiVersion::V1_2) {
    ClientOptions options;
    options.endpoint = *Endpoint::parse("https://face.example.org/", false);
    options.api_key = key;
    options.api_version = version;
    options.request_timeout = 1234ms;
    return {options, transport_};
  }
  void play(int status, std::string body) { transport_->answer = HttpResponse{status, {}, std::move(body)}; }

  std::shared_ptr<PlayedTransport> transport_ = std::make_shared<PlayedTransport>();
  const std::vector<std::uint8_t> image_{0xff, 0xd8, 0x00, 0x01};
};

// A call whose outcome is not looked at.
using AnyCall = std::function<void(FaceClient &)>;
struct RequestRow {
  const char *kind;
  AnyCall call;
  Method method;
  const char *target;
  const char *content_type; // nullptr: no body
  std::string body;
};

std::vector<RequestRow> request_rows(std::span<const std::uint8_t> image) {
  static const std::vector<std::string> faces{"f1", "f2"};
  const std::string bytes(image.begin(), image.end());
  const std::string octets = "application/octet-stream";
  DetectOptions bare;
  bare.detection_model = "detection_01";
  bare.recognition_model = "recognition_03";
  bare.return_face_id = false;
  bare.return_quality = true;
  DetectOptions graded;
  graded.return_face_id = false;
  graded.return_quality = graded.return_blur = true;
  return {
      {"detect", [=](FaceClient &c) { (void)c.detect(image, {}, {}); }, Method::Post,
       "/detect?detectionModel=detection_03&recognitionModel=recognition_04&returnFaceId=true&faceIdTimeToLive=60",
       "application/octet-stream", bytes},
      {"detect", [=](FaceClient &c) { (void)c.detect(image, bare, {}); }, Method::Post,
       "/detect?detectionModel=detection_01&recognitionModel=recognition_03&returnFaceId=false"
       "&returnFaceAttributes=qualityForRecognition",
       "application/octet-stream", bytes},
      {"detect", [=](FaceClient &c) { (void)c.detect(image, graded, {}); }, Method::Post,
       "/detect?detectionModel=detection_03&recognitionModel=recognition_04&returnFaceId=false"
       "&returnFaceAttributes=qualityForRecognition%2Cblur",
       "application/octet-stream", bytes},
      {"identify", [](FaceClient &c) { (void)c.identify(staff, faces, 2, 0.5, {}); }, Method::Post, "/identify",
       "application/json",
       R"({"confidenceThreshold":0.5,"faceIds":["f1","f2"],"largePersonGroupId":"staff","maxNumOfCandidatesReturned":2})"},
      {"identify", [](FaceClient &c) { (void)c.identify(guests, faces, 1, 0, {}); }, Method::Post, "/identify",
       "application/json",
       R"({"confidenceThreshold":0.0,"faceIds":["f1","f2"],"maxNumOfCandidatesReturned":1,"personGroupId":"guests"})"},
      {"create-group", [](FaceClient &c) { (void)c.create_group(staff, "Zoë", "u", "recognition_04", {}); },
       Method::Put, "/largepersongroups/staff", "application/json",
       R"({"name":"Zoë","recognitionModel":"recognition_04","userData":"u"})"},
      {"create-group", [](FaceClient &c) { (void)c.create_group(guests, "\xff", "", "", {}); }, Method::Put,
       "/persongroups/guests", "application/json", "{\"name\":\"\xef\xbf\xbd\"}"},
      {"get-group", [](FaceClient &c) { (void)c.get_group(staff, {}); }, Method::Get,
       "/largepersongroups/staff?returnRecognitionModel=true", nullptr, ""},
      {"list-groups", [](FaceClient &c) { (void)c.list_groups(GroupType::Large, "", 1000, {}); }, Method::Get,
       "/largepersongroups?top=1000&returnRecognitionModel=true", nullptr, ""},
      {"list-groups", [](FaceClient &c) { (void)c.list_groups(GroupType::Standard, "a&b=c d/é", 1, {}); }, Method::Get,
       "/persongroups?start=a%26b%3Dc%20d%2F%C3%A9&top=1&returnRecognitionModel=true", nullptr, ""},
      {"update-group",
       [](FaceClient &c) {
         (void)c.update_group(guests, {"Zoë", {}}, {});
       },
       Method::Patch, "/persongroups/guests", "application/json", R"({"name":"Zoë"})"},
      {"update-group",
       [](FaceClient &c) {
         (void)c.update_group(staff, {{}, ""}, {});
       },
       Method::Patch, "/largepersongroups/staff", "application/json", R"({"userData":""})"},
      {"delete-group", [](FaceClient &c) { (void)c.delete_group(staff, {}); }, Method::Delete,
       "/largepersongroups/staff", nullptr, ""},
      {"train", [](FaceClient &c) { (void)c.train(staff, {}); }, Method::Post, "/largepersongroups/staff/train",
       nullptr, ""},
      {"get-training", [](FaceClient &c) { (void)c.training_status(guests, {}); }, Method::Get,
       "/persongroups/guests/training", nullptr, ""},
      {"create-person", [](FaceClient &c) { (void)c.create_person(staff, "Ann \"A\"", "{\"color\":1}", {}); },
       Method::Post, "/largepersongroups/staff/persons", "application/json",
       R"({"name":"Ann \"A\"","userData":"{\"color\":1}"})"},
      {"get-person", [](FaceClient &c) { (void)c.get_person(staff, "P-1", {}); }, Method::Get,
       "/largepersongroups/staff/persons/P-1", nullptr, ""},
      {"list-persons", [](FaceClient &c) { (void)c.list_persons(staff, "p1", 500, {}); }, Method::Get,
       "/largepersongroups/staff/persons?start=p1&top=500", nullptr, ""},
      {"update-person",
       [](FaceClient &c) {
         (void)c.update_person(staff, "p1", {"Ann", "u"}, {});
       },
       Method::Patch, "/largepersongroups/staff/persons/p1", "application/json", R"({"name":"Ann","userData":"u"})"},
      {"delete-person", [](FaceClient &c) { (void)c.delete_person(staff, "p1", {}); }, Method::Delete,
       "/largepersongroups/staff/persons/p1", nullptr, ""},
      {"add-face", [=](FaceClient &c) { (void)c.add_face(staff, "p1", image, "detection_03", {}); }, Method::Post,
       "/largepersongroups/staff/persons/p1/persistedfaces?detectionModel=detection_03", "application/octet-stream",
       bytes},
      {"add-face",
       [=](FaceClient &c) {
         (void)c.add_face(guests, "p1", image, NewFace{"detection_01", "a&b"}, {});
       },
       Method::Post, "/persongroups/guests/persons/p1/persistedfaces?detectionModel=detection_01&userData=a%26b",
       "application/octet-stream", bytes},
      {"get-face", [](FaceClient &c) { (void)c.get_face(staff, "p1", "f1", {}); }, Method::Get,
       "/largepersongroups/staff/persons/p1/persistedfaces/f1", nullptr, ""},
      {"update-face", [](FaceClient &c) { (void)c.update_face(staff, "p1", "f1", "", {}); }, Method::Patch,
       "/largepersongroups/staff/persons/p1/persistedfaces/f1", "application/json", R"({"userData":""})"},
      {"delete-face", [](FaceClient &c) { (void)c.delete_face(guests, "p1", "f1", {}); }, Method::Delete,
       "/persongroups/guests/persons/p1/persistedfaces/f1", nullptr, ""},
  };
}

TEST_F(FaceClientTest, SendsEachCallAsTheSpecificationSays) {
  for (const RequestRow &row : request_rows(image_)) {
    FaceClient client = make_client();
    row.call(client);
    const auto &seen = transport_->seen.back();
    EXPECT_EQ(seen.method, row.method) << row.kind;
    EXPECT_EQ(seen.url, "https://face.example.org/face/v1.2" + std::string(row.target));
    EXPECT_EQ(seen.body, row.body);
    EXPECT_EQ(seen.timeout, 1234ms);
    EXPECT_THAT(client.transactions(), ElementsAre(Pair(row.kind, 1u)));
    ASSERT_EQ(seen.headers.size(), row.content_type ? 3u : 2u) << row.kind;
    EXPECT_EQ(seen.headers[0], (std::pair<std::string, std::string>("Ocp-Apim-Subscription-Key", key)));
    EXPECT_EQ(seen.headers[1].first, "client-request-id");
    if (row.content_type) {
      EXPECT_EQ(seen.headers[2], (std::pair<std::string, std::string>("Content-Type", row.content_type)));
    }
    EXPECT_THAT(seen.url, Not(HasSubstr(key)));
    EXPECT_THAT(seen.body, Not(HasSubstr(key)));
  }
  EXPECT_EQ(transport_->seen.size(), request_rows(image_).size());
}

TEST_F(FaceClientTest, SpeaksTheOlderVersionWhereAskedTo) {
  make_client(ApiVersion::V1_0).train(staff, {}).ok();
  EXPECT_EQ(transport_->seen.at(0).url, "https://face.example.org/face/v1.0/largepersongroups/staff/train");
}

TEST_F(FaceClientTest, NamesEachRequestWithAFreshGuid) {
  FaceClient client = make_client();
  std::set<std::string> guids;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(client.train(staff, {}));
    const std::string guid = transport_->seen.back().headers.at(1).second;
    ASSERT_EQ(guid.size(), 36u);
    EXPECT_THAT(guid, MatchesRegex("[0-9a-f]+-[0-9a-f]+-4[0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+"));
    guids.insert(guid);
  }
  EXPECT_EQ(guids.size(), 100u);
}

TEST_F(FaceClientTest, GivesTheFacesOfDetect) {
  play(200, R"([{"faceId":"f1","faceRectangle":{"top":1,"left":2,"width":3,"height":4}}])");
  const auto faces = make_client().detect(image_, {}, {});
  ASSERT_TRUE(faces) << faces.error().message;
  ASSERT_EQ(faces->size(), 1u);
  EXPECT_EQ(faces->at(0).face_id, "f1");
  EXPECT_EQ(faces->at(0).rectangle, (Rect{2, 1, 3, 4}));
}

TEST_F(FaceClientTest, GivesTheCandidatesOfIdentify) {
  play(200, R"([{"faceId":"f1","candidates":[{"personId":"p1","confidence":0.5}]}])");
  const auto results = make_client().identify(staff, std::vector<std::string>{"f1", "f2"}, 1, 0.5, {});
  ASSERT_TRUE(results) << results.error().message;
  ASSERT_EQ(results->size(), 1u);
  EXPECT_EQ(results->at(0).candidates.at(0).person_id, "p1");
  EXPECT_EQ(results->at(0).candidates.at(0).confidence, 0.5);
}

TEST_F(FaceClientTest, RefusesAnIdentifyAnswerAboutAnotherFace) {
  play(200, R"([{"faceId":"f9","candidates":[]}])");
  const auto results = make_client().identify(staff, std::vector<std::string>{"f1"}, 1, 0.5, {});
  ASSERT_FALSE(results);
  EXPECT_EQ(results.error().kind, Kind::Malformed);
  EXPECT_EQ(results.error().http_status, 200);
  EXPECT_EQ(results.error().message, "Identify answered about a face that was not asked for");
}

TEST_F(FaceClientTest, GivesGroupsTrainingPersonsAndNewIds) {
  FaceClient client = make_client();
  play(200, R"({"largePersonGroupId":"staff","recognitionModel":"recognition_04"})");
  EXPECT_EQ(client.get_group(staff, {})->recognition_model, "recognition_04");
  play(200, R"([{"largePersonGroupId":"a"},{"largePersonGroupId":"b"}])");
  EXPECT_EQ(client.list_groups(GroupType::Large, "", 10, {})->at(1).id, "b");
  play(200, R"({"status":"succeeded"})");
  EXPECT_EQ(client.training_status(staff, {})->state, TrainingState::Succeeded);
  play(200, R"({"personId":"p1","name":"Ann"})");
  EXPECT_EQ(client.get_person(staff, "p1", {})->name, "Ann");
  EXPECT_EQ(*client.create_person(staff, "Ann", "", {}), "p1");
  play(200, R"([{"personId":"p1","name":"Ann"}])");
  EXPECT_EQ(client.list_persons(staff, "", 1000, {})->at(0).name, "Ann");
  play(200, R"({"persistedFaceId":"pf"})");
  EXPECT_EQ(*client.add_face(staff, "p1", image_, "detection_03", {}), "pf");
  EXPECT_EQ(client.get_face(staff, "p1", "pf", {})->user_data, "");
  play(200, R"({"persistedFaceId":"pf","userData":"u"})");
  EXPECT_EQ(client.get_face(staff, "p1", "pf", {})->id, "pf");
  EXPECT_EQ(client.get_face(staff, "p1", "pf", {})->user_data, "u");
}

TEST_F(FaceClientTest, TakesEvery2xxAsSuccess) {
  FaceClient client = make_client();
  for (int status = 200; status < 300; ++status) {
    play(status, "");
    EXPECT_TRUE(client.train(staff, {})) << status;
    EXPECT_TRUE(client.delete_person(staff, "p1", {})) << status;
    play(status, R"({"personId":"p1"})");
    EXPECT_TRUE(client.create_person(staff, "Ann", "", {})) << status;
    play(status, R"([{"faceId":"f1","faceRectangle":{"top":1,"left":2,"width":3,"height":4}}])");
    EXPECT_TRUE(client.detect(image_, {}, {})) << status;
    play(status, R"([{"faceId":"f1","candidates":[]}])");
    EXPECT_TRUE(client.identify(staff, std::vector<std::string>{"f1"}, 1, 0.5, {})) << status;
  }
}

TEST_F(FaceClientTest, CallsASuccessWithoutItsBodyMalformed) {
  play(202, "{}");
  const auto person = make_client().create_person(staff, "Ann", "", {});
  ASSERT_FALSE(person);
  EXPECT_EQ(person.error().kind, Kind::Malformed);
  EXPECT_EQ(person.error().http_status, 202);
  EXPECT_EQ(person.error().code, "");
  EXPECT_EQ(person.error().message, "\"personId\" is missing or empty");
}

TEST_F(FaceClientTest, GivesTheServicesError) {
  play(400, R"({"error":{"code":"LargePersonGroupNotTrained","message":"Large person group not trained."}})");
  const auto results = make_client().identify(staff, std::vector<std::string>{"f1"}, 1, 0.5, {});
  ASSERT_FALSE(results);
  EXPECT_EQ(results.error().kind, Kind::NotTrained);
  EXPECT_EQ(results.error().http_status, 400);
  EXPECT_EQ(results.error().code, "LargePersonGroupNotTrained");
  EXPECT_EQ(results.error().message, "Large person group not trained.");
}

TEST_F(FaceClientTest, DoesNotRepeatTheKeyThatAnErrorEchoes) {
  play(401, R"({"error":{"code":"401","message":"The key )" + key + R"( is wrong."}})");
  const auto outcome = make_client().train(staff, {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "The key … is wrong.");
}

TEST_F(FaceClientTest, GivesTheFailureOfTheTransport) {
  transport_->answer = HttpError{HttpFailure::Timeout, "Operation timed out"};
  const auto outcome = make_client().train(staff, {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Kind::Timeout);
  EXPECT_EQ(outcome.error().http_status, 0);
  EXPECT_EQ(outcome.error().message, "Operation timed out");
}

TEST_F(FaceClientTest, TakesTheShorterOfTheCallersTimeAndItsOwn) {
  FaceClient client = make_client();
  const std::pair<std::optional<std::chrono::milliseconds>, std::chrono::milliseconds> rows[] = {
      {std::nullopt, 1234ms}, {200ms, 200ms}, {5000ms, 1234ms}};
  for (const auto &[asked, sent] : rows) {
    ASSERT_TRUE(client.train(staff, {std::stop_token(), asked}));
    EXPECT_EQ(transport_->seen.back().timeout, sent);
  }
}

TEST_F(FaceClientTest, CountsCallsByKindWhateverCameOfThem) {
  FaceClient client = make_client();
  EXPECT_TRUE(client.transactions().empty());
  ASSERT_TRUE(client.train(staff, {}));
  play(503, "");
  EXPECT_FALSE(client.train(staff, {}));
  transport_->answer = HttpError{HttpFailure::Transport, "reset"};
  EXPECT_FALSE(client.detect(image_, {}, {}));
  EXPECT_THAT(client.transactions(), ElementsAre(Pair("detect", 1u), Pair("train", 2u)));
}

TEST_F(FaceClientTest, SendsAndCountsNothingWhereStopWasRequestedBefore) {
  FaceClient client = make_client();
  std::stop_source stop;
  stop.request_stop();
  const auto outcome = client.train(staff, stop.get_token());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Kind::Cancelled);
  EXPECT_FALSE(outcome.error().sent);
  EXPECT_TRUE(transport_->seen.empty());
  EXPECT_TRUE(client.transactions().empty());
}

template <class T> void expect_refused(const Answer<T> &answer, const std::string &message) {
  ASSERT_FALSE(answer) << message;
  EXPECT_EQ(answer.error().kind, Kind::Rejected);
  EXPECT_EQ(answer.error().http_status, 0);
  EXPECT_EQ(answer.error().code, "BadArgument");
  EXPECT_EQ(answer.error().message, message);
}

TEST_F(FaceClientTest, SendsNoIdThatWouldAddressSomethingElse) {
  FaceClient client = make_client();
  for (const char *id : {"", "..", "a/b", "Staff", "a?b", "a%2fb"}) {
    const GroupRef group{GroupType::Large, id};
    const std::string message =
        "\"" + std::string(id) + "\" is no person group id: 1 to 64 characters of a-z, 0-9, _ and -";
    expect_refused(client.identify(group, std::vector<std::string>{"f"}, 1, 0.5, {}), message);
    expect_refused(client.create_group(group, "n", "", "", {}), message);
    expect_refused(client.get_group(group, {}), message);
    expect_refused(client.delete_group(group, {}), message);
    expect_refused(client.train(group, {}), message);
    expect_refused(client.training_status(group, {}), message);
    expect_refused(client.create_person(group, "n", "", {}), message);
    expect_refused(client.get_person(group, "p", {}), message);
    expect_refused(client.list_persons(group, "", 1, {}), message);
    expect_refused(client.delete_person(group, "p", {}), message);
    expect_refused(client.add_face(group, "p", image_, "detection_03", {}), message);
    expect_refused(client.delete_face(group, "p", "f", {}), message);
    expect_refused(client.update_group(group, {"n", {}}, {}), message);
    expect_refused(client.update_person(group, "p", {"n", {}}, {}), message);
    expect_refused(client.get_face(group, "p", "f", {}), message);
    expect_refused(client.update_face(group, "p", "f", "u", {}), message);
  }
  for (const char *id : {"", "..", "a/b", "a?b", "é"}) {
    const std::string rule = ": 1 to 64 letters, digits, _ and -";
    const std::string person = "\"" + std::string(id) + "\" is no id of a person" + rule;
    expect_refused(client.get_person(staff, id, {}), person);
    expect_refused(client.delete_person(staff, id, {}), person);
    expect_refused(client.add_face(staff, id, image_, "detection_03", {}), person);
    expect_refused(client.delete_face(staff, id, "f", {}), person);
    const std::string face = "\"" + std::string(id) + "\" is no id of a face" + rule;
    expect_refused(client.delete_face(staff, "p", id, {}), face);
    expect_refused(client.get_face(staff, "p", id, {}), face);
    expect_refused(client.update_face(staff, "p", id, "u", {}), face);
    expect_refused(client.update_person(staff, id, {"n", {}}, {}), person);
  }
  EXPECT_TRUE(transport_->seen.empty());
  EXPECT_TRUE(client.transactions().empty());
}

TEST_F(FaceClientTest, RefusesIdentifyBeyondItsLimits) {
  FaceClient client = make_client();
  const std::vector<std::string> one{"f"};
  expect_refused(client.identify(staff, {}, 1, 0.5, {}), "Identify takes 1 to 10 faces, not 0");
  expect_refused(client.identify(staff, std::vector<std::string>(11, "f"), 1, 0.5, {}),
                 "Identify takes 1 to 10 faces, not 11");
  expect_refused(client.identify(staff, one, 0, 0.5, {}), "Identify gives 1 to 100 candidates, not 0");
  expect_refused(client.identify(staff, one, 101, 0.5, {}), "Identify gives 1 to 100 candidates, not 101");
  for (const double threshold : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()})
    expect_refused(client.identify(staff, one, 1, threshold, {}),
                   "the confidence threshold of Identify is a number from 0 to 1");
  EXPECT_TRUE(transport_->seen.empty());
}

TEST_F(FaceClientTest, RefusesPagesBeyondTheirLimits) {
  FaceClient client = make_client();
  for (const int top : {0, -1, 1001}) {
    const std::string message = "a page of " + std::to_string(top) + " entries: 1 to 1000 are allowed";
    expect_refused(client.list_groups(GroupType::Large, "", top, {}), message);
    expect_refused(client.list_persons(staff, "", top, {}), message);
  }
  EXPECT_TRUE(transport_->seen.empty());
}

TEST_F(FaceClientTest, SendsNoUpdateThatSetsNothing) {
  FaceClient client = make_client();
  const std::string message = "an update without a name and without userData: it needs one of them";
  expect_refused(client.update_group(staff, {}, {}), message);
  expect_refused(client.update_person(staff, "p1", {}, {}), message);
  EXPECT_TRUE(transport_->seen.empty());
}

} // namespace
} // namespace facerec::azure
