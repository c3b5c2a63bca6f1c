// The real transport against a real socket.
#include "facerec/azure/http.h"
#include "tests/support/loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <future>
#include <thread>

namespace facerec::azure {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using test::http_reply;
using test::LoopbackServer;
using test::ScriptedReply;
using testing::HasSubstr;
using testing::Not;
using Then = ScriptedReply::Then;

const std::vector<ScriptedReply> no_replies;

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

HttpRequest get(const std::string &url, std::chrono::milliseconds timeout = 20s) {
  HttpRequest request;
  request.url = url;
  request.timeout = timeout;
  return request;
}

TEST(MethodNames, AreThoseOfHttp) {
  EXPECT_EQ(to_string(Method::Get), "GET");
  EXPECT_EQ(to_string(Method::Post), "POST");
  EXPECT_EQ(to_string(Method::Put), "PUT");
  EXPECT_EQ(to_string(Method::Patch), "PATCH");
  EXPECT_EQ(to_string(Method::Delete), "DELETE");
}

TEST(CurlTransport, GivesStatusHeadersInLowerCaseAndBody) {
  LoopbackServer server({http_reply(202, "done", "Operation-Location: /x y \r\nX-Empty:\r\n")});
  const auto transport = make_curl_transport({});
  const auto response = transport->send(get(server.url() + "/a?b=c"), {});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 202);
  EXPECT_EQ(response->body, "done");
  EXPECT_EQ(response->header("operation-location"), "/x y");
  EXPECT_EQ(response->header("x-empty"), "");
  EXPECT_EQ(response->header("x-missing"), std::nullopt);
  EXPECT_EQ(server.requests().at(0).target, "/a?b=c");
}

TEST(CurlTransport, SendsMethodHeadersAndBodyAsGivenAndNoExpectHeader) {
  LoopbackServer server({http_reply(200, "")});
  const auto transport = make_curl_transport({});
  const std::string image(2000000, '\x7f'); // libcurl asks "Expect: 100-continue" for bodies of this size
  HttpRequest request = get(server.url() + "/detect");
  request.method = Method::Post;
  request.body = bytes(image);
  request.headers = {{"Ocp-Apim-Subscription-Key", "s3cret-key"}, {"Content-Type", "application/octet-stream"}};
  ASSERT_TRUE(transport->send(request, {}));
  const auto seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.body, image);
  EXPECT_EQ(seen.header("ocp-apim-subscription-key"), "s3cret-key");
  EXPECT_EQ(seen.header("content-type"), "application/octet-stream");
  EXPECT_EQ(seen.header("content-length"), "2000000");
  EXPECT_EQ(seen.header("expect"), std::nullopt);
}

TEST(CurlTransport, SendsEveryMethodWithTheBodyItHas) {
  struct Row {
    Method method;
    std::string_view body;
    std::optional<std::string> length;
  };
  const std::vector<Row> rows{{Method::Get, "", std::nullopt}, {Method::Delete, "", std::nullopt},
                              {Method::Post, "", "0"},         {Method::Put, "", "0"},
                              {Method::Put, "{}", "2"},        {Method::Patch, "{}", "2"}};
  LoopbackServer server(std::vector<ScriptedReply>(rows.size(), http_reply(200, "")));
  const auto transport = make_curl_transport({});
  for (const Row &row : rows) {
    HttpRequest request = get(server.url());
    request.method = row.method;
    request.body = bytes(row.body);
    ASSERT_TRUE(transport->send(request, {}));
    const auto seen = server.requests().back();
    EXPECT_EQ(seen.method, to_string(row.method));
    EXPECT_EQ(seen.body, row.body);
    EXPECT_EQ(seen.header("content-length"), row.length) << seen.method;
    EXPECT_EQ(seen.header("content-type"), std::nullopt) << seen.method;
  }
}

TEST(CurlTransport, ReusesItsConnection) {
  LoopbackServer server({http_reply(200, "1"), http_reply(404, "2"), http_reply(200, "3")});
  const auto transport = make_curl_transport({});
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(transport->send(get(server.url()), {}));
  for (const auto &request : server.requests())
    EXPECT_EQ(request.connection, 0);
}

TEST(CurlTransport, OpensANewConnectionWhereTheServerClosedTheKeptOne) {
  LoopbackServer server({{http_reply(200, "1").bytes, Then::Close}, http_reply(200, "2")});
  const auto transport = make_curl_transport({});
  ASSERT_TRUE(transport->send(get(server.url()), {}));
  auto second = transport->send(get(server.url()), {});
  if (!second) // it was sent into the closing connection, and nothing is sent twice
    second = transport->send(get(server.url()), {});
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->body, "2");
  EXPECT_NE(server.requests().back().connection, 0);
}

// libcurl would; but each sending is a transaction.
TEST(CurlTransport, SendsNothingTwiceWhereAKeptConnectionBreaksBeforeTheAnswer) {
  LoopbackServer server({http_reply(200, "1"), {"", Then::Close}, http_reply(200, "3")});
  const auto transport = make_curl_transport({});
  ASSERT_TRUE(transport->send(get(server.url()), {}));
  const auto broken = transport->send(get(server.url()), {});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().failure, HttpFailure::Transport);
  EXPECT_EQ(server.requests().size(), 2u);
  const auto third = transport->send(get(server.url()), {});
  ASSERT_TRUE(third) << third.error().message;
  EXPECT_EQ(third->body, "3");
}

TEST(CurlTransport, ServesSeveralCallersAtOnce) {
  // The first caller's answer never comes; the second one is not held up by it.
  LoopbackServer server({{"", Then::Hang}, http_reply(200, "second")});
  const auto transport = make_curl_transport({});
  std::stop_source stop;
  auto first = std::async(std::launch::async, [&] { return transport->send(get(server.url()), stop.get_token()); });
  ASSERT_TRUE(server.wait_for_requests(1));
  const auto second = transport->send(get(server.url()), {});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->body, "second");
  stop.request_stop();
  EXPECT_FALSE(first.get());
}

TEST(CurlTransport, DoesNotFollowARedirect) {
  LoopbackServer server({http_reply(302, "", "Location: /elsewhere\r\n"), http_reply(200, "followed")});
  const auto response = make_curl_transport({})->send(get(server.url()), {});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(response->header("location"), "/elsewhere");
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(CurlTransport, ForgetsTheHeadersOfAnInterimAnswer) {
  LoopbackServer server({{"HTTP/1.1 103 Early\r\nX-Early: 1\r\n\r\n" + http_reply(200, "x", "X-Late: 2\r\n").bytes}});
  const auto response = make_curl_transport({})->send(get(server.url()), {});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header("x-early"), std::nullopt);
  EXPECT_EQ(response->header("x-late"), "2");
}

struct BrokenReply {
  const char *name;
  ScriptedReply reply;
};
class BrokenReplies : public testing::TestWithParam<BrokenReply> {};

TEST_P(BrokenReplies, AreTransportErrorsAndTheNextExchangeWorks) {
  LoopbackServer server({GetParam().reply, http_reply(200, "fine")});
  const auto transport = make_curl_transport({});
  const auto broken = transport->send(get(server.url() + "/face?key=hidden"), {});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().failure, HttpFailure::Transport);
  EXPECT_THAT(broken.error().message, Not(testing::IsEmpty()));
  EXPECT_THAT(broken.error().message, Not(HasSubstr("hidden")));
  const auto next = transport->send(get(server.url()), {});
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next->body, "fine");
}
INSTANTIATE_TEST_SUITE_P(
    CurlTransport, BrokenReplies,
    testing::Values(BrokenReply{"Reset", {"", Then::Reset}}, BrokenReply{"NothingAtAll", {"", Then::Close}},
                    BrokenReply{"HeadCut", {"HTTP/1.1 200 OK\r\nContent-Le", Then::Reset}},
                    BrokenReply{"BodyCut", {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Then::Close}},
                    BrokenReply{"ChunkCut",
                                {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf", Then::Close}},
                    BrokenReply{"NoHttp", {"SSH-2.0-OpenSSH\r\n\r\n", Then::Close}}),
    [](const auto &param_info) { return std::string(param_info.param.name); });

TEST(CurlTransport, RefusesABodyLargerThanTheBound) {
  LoopbackServer server({http_reply(200, std::string(5000, 'x'))});
  CurlOptions options;
  options.max_response_bytes = 4096;
  const auto response = make_curl_transport(options)->send(get(server.url()), {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::TooLarge);
  EXPECT_EQ(response.error().message, "the answer is larger than 4096 bytes");
}

TEST(CurlTransport, CountsHeadersTowardsTheBound) {
  std::string headers;
  for (int i = 0; i < 100; ++i)
    headers += "X-Padding: " + std::string(50, 'x') + "\r\n";
  LoopbackServer server({http_reply(200, "tiny", headers)});
  CurlOptions options;
  options.max_response_bytes = 4096;
  const auto response = make_curl_transport(options)->send(get(server.url()), {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::TooLarge);
}

TEST(CurlTransport, TakesAnAnswerOfExactlyTheBound) {
  const ScriptedReply reply = http_reply(200, std::string(1000, 'x'));
  LoopbackServer server({reply});
  CurlOptions options;
  options.max_response_bytes = reply.bytes.size();
  EXPECT_TRUE(make_curl_transport(options)->send(get(server.url()), {}));
}

TEST(CurlTransport, GivesUpWhenTheTimeoutPasses) {
  LoopbackServer server({{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nha", Then::Hang}});
  const auto start = steady_clock::now();
  const auto response = make_curl_transport({})->send(get(server.url(), 200ms), {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::Timeout);
  EXPECT_GE(steady_clock::now() - start, 200ms);
  EXPECT_LT(steady_clock::now() - start, 5s);
}

TEST(CurlTransport, ReturnsPromptlyWhenStoppedWhileItWaits) {
  // Silence, because an arriving byte would wake libcurl up; ten times, because a timer of its own may do so once.
  constexpr std::size_t times = 10;
  std::vector<ScriptedReply> replies(times, {"", Then::Hang});
  replies.push_back(http_reply(200, "after"));
  LoopbackServer server(replies);
  const auto transport = make_curl_transport({});
  steady_clock::duration waited{};
  for (std::size_t i = 0; i < times; ++i) {
    std::stop_source stop;
    auto pending =
        std::async(std::launch::async, [&] { return transport->send(get(server.url(), 60s), stop.get_token()); });
    ASSERT_TRUE(server.wait_for_requests(i + 1));
    const auto start = steady_clock::now();
    stop.request_stop();
    const auto response = pending.get();
    waited += steady_clock::now() - start;
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, HttpFailure::Cancelled);
    EXPECT_EQ(response.error().message, "the request was cancelled");
  }
  EXPECT_LT(waited, 1s);
  const auto next = transport->send(get(server.url()), {});
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next->body, "after");
}

TEST(CurlTransport, SendsNothingWhereStopWasRequestedBefore) {
  LoopbackServer server(no_replies);
  std::stop_source stop;
  stop.request_stop();
  const auto response = make_curl_transport({})->send(get(server.url()), stop.get_token());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::Cancelled);
  EXPECT_TRUE(server.requests().empty());
}

TEST(CurlTransport, ReportsARefusedConnection) {
  std::string url;
  { url = LoopbackServer(no_replies).url(); } // nobody listens there any more
  const auto response = make_curl_transport({})->send(get(url), {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::Transport);
  EXPECT_THAT(response.error().message, HasSubstr("127.0.0.1"));
}

TEST(CurlTransport, SpeaksHttpAndHttpsOnly) {
  for (const char *url : {"file:///etc/hostname", "ftp://127.0.0.1/", "gopher://127.0.0.1/"}) {
    const auto response = make_curl_transport({})->send(get(url), {});
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error().failure, HttpFailure::Transport);
    EXPECT_THAT(response.error().message, HasSubstr("rotocol")) << url;
  }
}

TEST(CurlTransport, NamesACaFileThatIsMissing) {
  CurlOptions options;
  options.ca_file = "/nowhere/ca.pem";
  LoopbackServer server(no_replies);
  const auto response = make_curl_transport(options)->send(get("https" + server.url().substr(4), 5s), {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().failure, HttpFailure::Transport);
  EXPECT_THAT(response.error().message, HasSubstr("/nowhere/ca.pem"));
}

TEST(CurlTransport, RefusesAHeaderThatWouldStartAnotherOneAndDoesNotShowItsValue) {
  LoopbackServer server(no_replies);
  HttpRequest request = get(server.url());
  request.headers = {{"Ocp-Apim-Subscription-Key", "s3cret\r\nX-Injected: 1"}};
  const auto response = make_curl_transport({})->send(request, {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().message, "the value of header \"Ocp-Apim-Subscription-Key\" holds a control character");
  EXPECT_TRUE(server.requests().empty());
}

TEST(CurlTransport, SendsAHeaderWithoutAValue) {
  LoopbackServer server({http_reply(200, "")});
  HttpRequest request = get(server.url());
  request.headers = {{"Ocp-Apim-Subscription-Key", ""}};
  ASSERT_TRUE(make_curl_transport({})->send(request, {}));
  EXPECT_EQ(server.requests().at(0).header("ocp-apim-subscription-key"), "");
}

TEST(CurlTransport, SendsPlainHttpPastAnyProxyOfTheEnvironment) {
  LoopbackServer proxy({http_reply(200, "proxied")});
  LoopbackServer server({http_reply(200, "direct")});
  setenv("http_proxy", proxy.url().c_str(), 1);
  const auto response = make_curl_transport({})->send(get(server.url()), {});
  unsetenv("http_proxy");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "direct");
  EXPECT_TRUE(proxy.requests().empty());
}

} // namespace
} // namespace facerec::azure
