// The HTTP front as clients meet it who send nothing, wait long, or send too much.
#include "server/front/deadlines.h"
#include "server/front/http_front.h"
#include "tests/server/front/raw_client.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace facerec::server {
namespace {

constexpr std::string_view half_a_header = "GET / HTTP/1.1\r\nHo";
constexpr std::string_view whole_request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view ok = "HTTP/1.1 200 OK";

HttpOptions local(int idle_timeout_s) {
  HttpOptions options;
  options.address = "127.0.0.1";
  options.idle_timeout_s = idle_timeout_s;
  return options;
}

Answer answer_at_once(const Request &) { return {}; }

TEST(HttpFrontTest, ServesOthersWhileAHundredConnectionsStaySilent) {
  const auto front = HttpFront::start(local(60), {answer_at_once});
  ASSERT_TRUE(front) << front.error().message;
  std::vector<Client> silent;
  for (int i = 0; i < 100; ++i) {
    silent.emplace_back((*front)->port());
    ASSERT_TRUE(silent.back().send(half_a_header));
  }
  const Client other((*front)->port());
  ASSERT_TRUE(other.send(whole_request));
  EXPECT_TRUE(other.receive().starts_with(ok));
}

TEST(HttpFrontTest, ClosesAConnectionThatStaysSilent) {
  const auto front = HttpFront::start(local(1), {answer_at_once});
  ASSERT_TRUE(front) << front.error().message;
  const Client silent((*front)->port());
  ASSERT_TRUE(silent.send(half_a_header));
  EXPECT_NE(silent.receive(), "nothing");
}

TEST(HttpFrontTest, AnswersThoughTheAnswerTakesLongerThanSilenceMay) {
  const auto front = HttpFront::start(
      local(1), {[](const Request &) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2100)); // libmicrohttpd's clock cannot be injected
        return Answer{};
      }});
  ASSERT_TRUE(front) << front.error().message;
  const Client client((*front)->port());
  ASSERT_TRUE(client.send(whole_request));
  EXPECT_TRUE(client.receive().starts_with(ok));
}

HttpOptions with_limits() {
  HttpOptions options = local(60);
  options.max_body_bytes = 100;
  options.max_json_bytes = 10;
  options.max_discarded_bytes = 1000;
  return options;
}

// How a body came through: its size, or that it was too large.
Answer describe_body(const Request &request) {
  const std::string size = std::to_string(request.body_bytes);
  return {{200, request.body_too_large ? size + " bytes thrown away" : size + " bytes: " + request.body, {}}};
}

std::string post(std::size_t length, const std::string &type) {
  return "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: " + type +
         "\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

std::string answer_to(const HttpFront &front, const std::string &text) {
  const Client client(front.port());
  static_cast<void>(client.send(text)); // refused in the middle, maybe
  return client.receive_all();
}

TEST(HttpLimits, AreOthersForPicturesThanForJson) {
  const auto front = HttpFront::start(with_limits(), {describe_body});
  ASSERT_TRUE(front) << front.error().message;
  const auto body_of = [&](std::size_t length, const std::string &type) {
    const std::string answer = answer_to(**front, post(length, type) + std::string(length, 'x'));
    return answer.substr(answer.find("\r\n\r\n") + 4);
  };
  EXPECT_EQ(body_of(10, "application/json; charset=utf-8"), "10 bytes: xxxxxxxxxx");
  EXPECT_EQ(body_of(11, "application/json"), "11 bytes thrown away");
  EXPECT_EQ(body_of(11, "application/octet-stream"), "11 bytes: xxxxxxxxxxx");
  EXPECT_EQ(body_of(101, "application/octet-stream"), "101 bytes thrown away");
}

TEST(HttpLimits, RefuseABodyThatIsNotWorthThrowingAway) {
  const auto front = HttpFront::start(with_limits(), {describe_body});
  ASSERT_TRUE(front) << front.error().message;
  const std::string answer = answer_to(**front, post(1101, "application/octet-stream"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
  EXPECT_TRUE(
      answer.ends_with(R"({"error":{"code":"RequestTooLarge","message":"The body is larger than 1100 bytes."}})"))
      << answer;
  const std::string chunk = "3e8\r\n" + std::string(1000, 'x') + "\r\n";
  EXPECT_EQ(answer_to(**front, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk), "");
}

TEST(HttpLimits, ThrowAHundredMegabytesAwayAndAnswer) {
  HttpOptions options = local(60);
  options.max_body_bytes = 1000;
  const auto front = HttpFront::start(options, {describe_body});
  ASSERT_TRUE(front) << front.error().message;
  const Client client((*front)->port());
  ASSERT_TRUE(client.send(post(100'000'000, "application/octet-stream")));
  const std::string megabyte(1'000'000, 'x');
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(client.send(megabyte));
  EXPECT_TRUE(client.receive_all().ends_with("100000000 bytes thrown away"));
}

TEST(HttpLimits, RefuseTenThousandHeaders) {
  const auto front = HttpFront::start(with_limits(), {answer_at_once});
  ASSERT_TRUE(front) << front.error().message;
  std::string request = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 10'000; ++i)
    request += "X-" + std::to_string(i) + ": 1\r\n";
  const std::string answer = answer_to(**front, request + "\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 431 ")) << answer;
}

TEST(HttpLimits, RefuseMoreHeadersThanAllowedHoweverShort) {
  HttpOptions options = with_limits();
  options.max_headers = 3;
  const auto front = HttpFront::start(options, {answer_at_once});
  ASSERT_TRUE(front) << front.error().message;
  const std::string three = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nA: 1\r\n";
  EXPECT_TRUE(answer_to(**front, three + "\r\n").starts_with(ok));
  const std::string answer = answer_to(**front, three + "B: 1\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 431 ")) << answer;
  EXPECT_NE(answer.find("A request has at most 3 headers."), std::string::npos) << answer;
}

TEST(HttpLimits, RefuseAFirstLineWithoutEnd) {
  const auto front = HttpFront::start(with_limits(), {answer_at_once});
  ASSERT_TRUE(front) << front.error().message;
  const std::string answer = answer_to(**front, "GET /" + std::string(100'000, 'a'));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 414 ")) << answer;
}

TEST(HttpLimits, EndAClientThatSendsItsRequestByteByByte) {
  HttpOptions options = with_limits();
  options.patience = std::chrono::milliseconds(300);
  const auto front = HttpFront::start(options, {answer_at_once});
  ASSERT_TRUE(front) << front.error().message;
  const Client slow((*front)->port());
  ASSERT_TRUE(slow.send("GET / HTTP/1.1\r\nX: "));
  while (slow.send("a")) // never idle, and never done
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(slow.receive_all(), "");
}

TEST(HttpLimits, EndAClientThatSendsItsBodyByteByByte) {
  HttpOptions options = with_limits();
  options.patience = std::chrono::milliseconds(300);
  const auto front = HttpFront::start(options, {answer_at_once});
  ASSERT_TRUE(front) << front.error().message;
  const Client slow((*front)->port());
  ASSERT_TRUE(slow.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"));
  while (slow.send("1\r\na\r\n"))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(slow.receive_all(), "");
}

TEST(HttpLimits, LetTheNextConnectionWaitUntilOneIsFree) {
  HttpOptions options = with_limits();
  options.max_connections = 2;
  const auto front = HttpFront::start(options, {answer_at_once});
  ASSERT_TRUE(front) << front.error().message;
  auto first = std::make_unique<Client>((*front)->port());
  ASSERT_TRUE(first->send(whole_request));
  ASSERT_TRUE(first->receive().starts_with(ok)); // accepted, and kept
  const Client second((*front)->port());
  ASSERT_TRUE(second.send(whole_request));
  ASSERT_TRUE(second.receive().starts_with(ok));
  const Client third((*front)->port());
  ASSERT_TRUE(third.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  first.reset();
  EXPECT_TRUE(third.receive_all().starts_with(ok));
}

TEST(HttpLimits, CloseMoreConnectionsOfOneClientThanAllowed) {
  HttpOptions options = with_limits();
  options.max_connections_per_client = 1;
  const auto front = HttpFront::start(options, {answer_at_once});
  ASSERT_TRUE(front) << front.error().message;
  const Client first((*front)->port());
  ASSERT_TRUE(first.send(whole_request));
  ASSERT_TRUE(first.receive().starts_with(ok));
  EXPECT_EQ(answer_to(**front, std::string(whole_request)), "");
}

TEST(HttpPaths, KeepAnEncodedNulByteAsItIsWritten) {
  const auto front = HttpFront::start(with_limits(), {[](const Request &request) {
                                        return Answer{{200, request.path + " " + request.query.at("start"), {}}};
                                      }});
  ASSERT_TRUE(front) << front.error().message;
  const std::string rest = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  EXPECT_TRUE(answer_to(**front, "GET /a%00b?start=c%00d" + rest).ends_with("\r\n\r\n/a%00b c%00d"));
  EXPECT_TRUE(answer_to(**front, "GET /a%2dc?start=%2500" + rest).ends_with("\r\n\r\n/a-c %00"));
}

TEST(HttpBodies, HaveOneLength) {
  const auto front = HttpFront::start(with_limits(), {describe_body});
  ASSERT_TRUE(front) << front.error().message;
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n";
  for (const char *other : {"Content-Length: 5", "Transfer-Encoding: chunked"}) {
    const std::string answer = answer_to(**front, head + other + "\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
    EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos) << "the rest was taken for a request: " << answer;
  }
}

TEST(HttpAdmission, AnswersInsteadOfTheHandlerAndKeepsNothingOfTheBody) {
  std::string body = "never asked";
  const HttpHandlers handlers{.answer =
                                  [](const Request &) {
                                    return Answer{{500, "", {}}};
                                  },
                              .admit =
                                  [](const Request &request) {
                                    return std::optional(Answer{{401, request.path, {}}});
                                  },
                              .observe = [&](const Request &request, const Answer &) { body = request.body; }};
  const auto front = HttpFront::start(with_limits(), handlers);
  ASSERT_TRUE(front) << front.error().message;
  const std::string answer = answer_to(**front, post(5, "application/octet-stream") + "hello");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 401 ")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n/")) << answer;
  EXPECT_EQ(body, "");
}

TEST(DueTimesTest, NameTheSocketsThatAreDueOnce) {
  using namespace std::chrono_literals;
  const TimePoint start{};
  DueTimes due;
  EXPECT_EQ(due.first(), std::nullopt);
  due.set(7, start + 3s);
  due.set(8, start + 2s);
  due.set(9, start + 1s);
  due.set(7, start + 4s); // again: anew
  due.clear(9);
  EXPECT_EQ(due.first(), start + 2s);
  EXPECT_EQ(due.take_due(start + 1s), std::vector<int>());
  EXPECT_EQ(due.take_due(start + 2s), std::vector<int>{8});
  EXPECT_EQ(due.take_due(start + 9s), std::vector<int>{7});
  EXPECT_EQ(due.first(), std::nullopt);
}

} // namespace
} // namespace facerec::server
