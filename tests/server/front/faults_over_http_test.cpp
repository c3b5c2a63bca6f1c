// Behaviours on demand as the project's own client meets them, over real connections.
#include "facerec/azure/face_client.h"
#include "server/front/admin.h"
#include "server/front/front_door.h"
#include "tests/support/program.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <future>
#include <sstream>
#include <thread>

namespace facerec::server {
namespace {

using namespace std::chrono_literals;
using azure::FaceClient;
using azure::HttpFailure;
using Kind = azure::ServiceError::Kind;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FaultsOverHttp : public ::testing::Test {
protected:
  FaultsOverHttp() {
    serve.data_dir = directory.path();
    serve.key = "secret";
    http.address = "127.0.0.1";
    http.max_body_bytes = 1000;
    http.delivery = {.drip_interval = 1h, .padding_bytes = 100'000};
  }

  void start(std::string_view faults = "") {
    serve.behaviours.faults = *parse_faults(faults);
    door = std::move(*FrontDoor::make(serve));
    HttpHandlers handlers = door->handlers([this](const Request &request) { return carry_out(request); });
    handlers.observe = [this, log = std::move(handlers.observe)](const Request &request, const Answer &answer) {
      log(request, answer);
      if (answer.delivery == Delivery::Hang)
        hanging.set_value();
    };
    auto started = HttpFront::start(http, std::move(handlers));
    ASSERT_TRUE(started) << started.error().message;
    front = std::move(*started);
  }

  Response carry_out(const Request &) {
    ++carried_out;
    return {200, R"([{"largePersonGroupId":"g","name":"G"}])", {}};
  }

  FaceClient client(std::chrono::milliseconds timeout = 60s) const {
    azure::CurlOptions options;
    options.max_response_bytes = 50'000;
    return {{.endpoint = *azure::Endpoint::parse(front->base_url(), false),
             .api_key = "secret",
             .request_timeout = timeout},
            azure::make_curl_transport(options)};
  }
  azure::ServiceError list_groups(std::chrono::milliseconds timeout = 60s) const {
    const auto answer = client(timeout).list_groups(azure::GroupType::Large, "", 10, {});
    azure::ServiceError none;
    none.kind = Kind::Cancelled; // which no server can cause
    none.message = "no error at all";
    return answer ? none : answer.error();
  }
  azure::HttpResponse send(azure::Method method, const std::string &path, std::string_view body = "",
                           const std::string &key = "secret") const {
    azure::HttpRequest request;
    request.method = method;
    request.url = front->base_url() + path;
    request.headers = {{"Ocp-Apim-Subscription-Key", key}, {"Content-Type", "application/json"}};
    request.body = {reinterpret_cast<const std::uint8_t *>(body.data()), body.size()};
    request.timeout = 60s;
    const auto response = azure::make_curl_transport({})->send(request, {});
    return response ? *response : azure::HttpResponse{0, {}, response.error().message};
  }

  test::TemporaryDirectory directory;
  ServeOptions serve;
  HttpOptions http;
  std::unique_ptr<FrontDoor> door;
  std::promise<void> hanging;
  std::atomic<int> carried_out = 0;
  std::unique_ptr<HttpFront> front; // last: its threads use everything above
};

TEST_F(FaultsOverHttp, AreNoneWhereNoneAreWanted) {
  start();
  EXPECT_THAT(*client().list_groups(azure::GroupType::Large, "", 10, {}), SizeIs(1));
}

TEST_F(FaultsOverHttp, AnswerWithTheirStatusWithoutCarryingOut) {
  start("list-groups:408*1,list-groups:500*1,list-groups:502*1,list-groups:503*1,list-groups:504*1");
  for (const int status : {408, 500, 502, 503, 504}) {
    const azure::ServiceError error = list_groups();
    EXPECT_EQ(error.kind, Kind::Unavailable);
    EXPECT_EQ(error.http_status, status);
  }
  EXPECT_EQ(carried_out, 0);
  EXPECT_EQ(list_groups().message, "no error at all");
}

TEST_F(FaultsOverHttp, ThrottleInThreeWays) {
  start("*:429*1,*:429-bare*1,*:429-message*1");
  const std::vector<std::optional<std::chrono::milliseconds>> waits = {1000ms, std::nullopt, 1000ms};
  for (const auto &wait : waits) {
    const azure::ServiceError error = list_groups();
    EXPECT_EQ(error.kind, Kind::Throttled);
    EXPECT_EQ(error.code, "429");
    EXPECT_EQ(error.retry_after, wait);
  }
}

TEST_F(FaultsOverHttp, ResetTheConnection) {
  start("*:reset*1");
  const azure::ServiceError error = list_groups();
  EXPECT_EQ(error.kind, Kind::Transport);
  EXPECT_THAT(error.message, ::testing::HasSubstr("reset"));
  EXPECT_EQ(carried_out, 0);
  EXPECT_EQ(list_groups().message, "no error at all");
}

TEST_F(FaultsOverHttp, HangUntilTheClientGoes) {
  start("*:hang*1");
  auto waiting = std::async(std::launch::async, [this] { return list_groups(1s); });
  hanging.get_future().wait();
  EXPECT_EQ(waiting.get().kind, Kind::Timeout);
  EXPECT_EQ(list_groups().message, "no error at all");
}

TEST_F(FaultsOverHttp, DoNotKeepTheServerFromStopping) {
  start("*:hang");
  auto waiting = std::async(std::launch::async, [this] { return list_groups(10min); });
  hanging.get_future().wait();
  front->stop();
  EXPECT_EQ(waiting.get().kind, Kind::Transport);
}

TEST_F(FaultsOverHttp, DripSoSlowlyThatTheClientGivesUp) {
  start("*:drip");
  EXPECT_EQ(list_groups(100ms).kind, Kind::Timeout);
  auto waiting = std::async(std::launch::async, [this] { return list_groups(10min); });
  while (carried_out == 0)
    std::this_thread::yield();
  front->stop(); // an hour before the first byte
  EXPECT_EQ(waiting.get().kind, Kind::Transport);
}

TEST_F(FaultsOverHttp, DripTheWholeAnswer) {
  http.delivery.drip_interval = 0ms;
  start("*:drip");
  EXPECT_EQ(list_groups().message, "no error at all");
}

TEST_F(FaultsOverHttp, EndInTheMiddleOfTheAnswer) {
  start("*:truncated");
  const azure::ServiceError error = list_groups();
  EXPECT_EQ(error.kind, Kind::Transport);
  EXPECT_EQ(error.http_status, 0);
  EXPECT_EQ(carried_out, 1);
}

TEST_F(FaultsOverHttp, SendWhatIsNoJsonOrTooMuchOfIt) {
  start("*:malformed*1,*:wrong-type*1,*:oversized*1");
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(list_groups().kind, Kind::Malformed);
  EXPECT_EQ(carried_out, 3);
}

TEST_F(FaultsOverHttp, PadAnOversizedAnswerWithBlanksThatChangeNothing) {
  start("*:oversized");
  const auto response = send(azure::Method::Get, "/face/v1.2/largepersongroups");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body.size(), 100'000 + std::string_view(R"([{"largePersonGroupId":"g","name":"G"}])").size());
  EXPECT_EQ(nlohmann::json::parse(response.body)[0]["name"], "G");
}

TEST_F(FaultsOverHttp, SendTheClientElsewhere) {
  start("*:redirect");
  const azure::ServiceError error = list_groups();
  EXPECT_EQ(error.kind, Kind::Rejected);
  EXPECT_EQ(error.http_status, 307);
  EXPECT_EQ(send(azure::Method::Get, "/face/v1.2/largepersongroups").header("location"), "https://elsewhere.invalid/");
}

TEST_F(FaultsOverHttp, AnswerWithAStatusThatNobodyKnows) {
  start("*:299");
  const auto response = send(azure::Method::Get, "/face/v1.2/largepersongroups");
  EXPECT_EQ(response.status, 299);
  EXPECT_EQ(response.body, R"([{"largePersonGroupId":"g","name":"G"}])");
  EXPECT_EQ(response.header("content-type"), "application/json; charset=utf-8");
}

TEST_F(FaultsOverHttp, NameTheErrorInAHeaderFromVersion12On) {
  start("*:503");
  EXPECT_EQ(send(azure::Method::Get, "/face/v1.2/largepersongroups").header("x-ms-error-code"), "ServiceUnavailable");
  EXPECT_EQ(send(azure::Method::Get, "/face/v1.0/largepersongroups").header("x-ms-error-code"), std::nullopt);
}

TEST_F(FaultsOverHttp, LeaveRequestsOfNoOperationAndWithoutKeyAlone) {
  serve.behaviours.quota = 0;
  start("*:503");
  EXPECT_EQ(send(azure::Method::Get, "/face/v1.2/nothing").status, 200); // what the route of this test says
  serve.key = "another";
  front.reset();
  start("*:503");
  EXPECT_EQ(list_groups().http_status, 401);
}

TEST_F(FaultsOverHttp, LetAnswersWait) {
  serve.behaviours.latency = Latency{60'000, 0};
  start();
  EXPECT_EQ(list_groups(100ms).kind, Kind::Timeout);
  front->stop(); // long before the minute is over
}

class AdminOverHttp : public FaultsOverHttp {
protected:
  AdminOverHttp() { serve.admin = true; }
  static constexpr const char *path = "/admin/behaviours";
};

TEST_F(AdminOverHttp, ShowsAndChangesBehavioursWhileTheServerRuns) {
  start("list-groups:500*2");
  EXPECT_EQ(list_groups().http_status, 500);
  EXPECT_EQ(nlohmann::json::parse(send(azure::Method::Get, path).body),
            nlohmann::json::parse(
                R"({"tps":null,"quota":null,"latency":null,"denyIdentify":false,"fault":"list-groups:500*1"})"));
  const auto put = send(azure::Method::Put, path, R"({"quota":1,"fault":"list-groups:502*1"})");
  EXPECT_EQ(put.status, 200);
  EXPECT_EQ(nlohmann::json::parse(put.body)["quota"], 1);
  EXPECT_EQ(list_groups().http_status, 502);
  EXPECT_EQ(list_groups().http_status, 403);
  EXPECT_EQ(send(azure::Method::Delete, path).status, 200);
  EXPECT_EQ(list_groups().message, "no error at all");
}

TEST_F(AdminOverHttp, KeepsTheBehavioursWhereTheNewOnesAreWrong) {
  start("list-groups:500");
  const auto put = send(azure::Method::Put, path, R"({"tps":0})");
  EXPECT_EQ(put.status, 400);
  EXPECT_EQ(nlohmann::json::parse(put.body),
            nlohmann::json::parse(R"({"error":{"code":"BadArgument","message":"tps is 0; it must be 1 to 10000"}})"));
  EXPECT_EQ(send(azure::Method::Put, path, "{").status, 400);
  EXPECT_EQ(list_groups().http_status, 500);
}

TEST_F(AdminOverHttp, KnowsNothingElse) {
  start();
  EXPECT_EQ(send(azure::Method::Post, path, "{}").status, 405);
  EXPECT_EQ(send(azure::Method::Get, "/admin/keys").status, 404);
}

TEST_F(AdminOverHttp, NeedsTheKey) {
  start();
  EXPECT_EQ(send(azure::Method::Get, path, "", "another").status, 401);
}

TEST_F(AdminOverHttp, IsOffUnlessItIsWanted) {
  serve.admin = false;
  start();
  send(azure::Method::Put, path, R"({"fault":"*:500"})");
  EXPECT_EQ(list_groups().message, "no error at all");
}

TEST(Administer, RefusesOtherMachines) {
  Director director({}, steady_clock(), [] { return 0.0; });
  const Request from_elsewhere{.method = "DELETE", .path = "/admin/behaviours", .client = "192.0.2.1"};
  EXPECT_EQ(administer(director, from_elsewhere).status, 403);
}

TEST_F(FaultsOverHttp, StandInTheRequestLogWithTheirNames) {
  serve.request_log = directory.path() / "requests";
  start("list-groups:truncated*1,list-groups:reset*1");
  static_cast<void>(list_groups());
  static_cast<void>(list_groups());
  std::istringstream lines(test::content_of(serve.request_log));
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  auto logged = nlohmann::json::parse(line);
  EXPECT_EQ(logged["fault"], "truncated");
  EXPECT_EQ(logged["status"], 200);
  EXPECT_EQ(logged["operation"], "list-groups");
  EXPECT_EQ(logged["client"], "127.0.0.1");
  ASSERT_TRUE(std::getline(lines, line));
  logged = nlohmann::json::parse(line);
  EXPECT_EQ(logged["fault"], "reset");
  EXPECT_EQ(logged["status"], nullptr);
  EXPECT_THAT(test::content_of(serve.request_log), ::testing::Not(::testing::HasSubstr("secret")));
}

TEST_F(FaultsOverHttp, ComeAfterTheLimitOfEachClient) {
  serve.max_requests_per_client = 1;
  start();
  azure::ServiceError error;
  do // until two of them fall into one second
    error = list_groups();
  while (error.kind != Kind::Throttled);
  EXPECT_EQ(error.retry_after, 1000ms);
}

} // namespace
} // namespace facerec::server
