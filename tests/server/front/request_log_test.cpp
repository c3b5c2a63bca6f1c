#include "server/front/request_log.h"
#include "tests/support/program.h"
#include "tests/support/test_data.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <sstream>
#include <thread>

namespace facerec::server {
namespace {

using namespace std::chrono_literals;
using test::content_of;

// 2026-01-31 12:00:00.045 UTC
constexpr std::chrono::system_clock::time_point noon{std::chrono::milliseconds(1'769'860'800'045)};

Request request() {
  return {.method = "POST",
          .path = "/face/v1.2/detect",
          .query = {{"userData", "born in May"}},
          .content_type = "application/octet-stream",
          .key = "the-key",
          .body = "the picture",
          .client = "192.0.2.7",
          .body_bytes = 11};
}

TEST(RequestLine, SaysWhoAskedForWhatAndWhatCameOfIt) {
  const Answer answer{.response = {200, "[]", {}}, .operation = "detect"};
  EXPECT_EQ(request_line(request(), answer, noon, 12'340us),
            R"({"time":"2026-01-31T12:00:00.045Z","client":"192.0.2.7","method":"POST","path":"/face/v1.2/detect",)"
            R"("operation":"detect","status":200,"code":null,"requestBytes":11,"responseBytes":2,"milliseconds":12.3,)"
            R"("fault":null})");
}

TEST(RequestLine, NamesTheCodeOfAnError) {
  const Answer answer{.response = {404, R"({"error":{"code":"PersonNotFound","message":"m"}})", {}}};
  const auto line = nlohmann::json::parse(request_line(request(), answer, noon, 0us));
  EXPECT_EQ(line["status"], 404);
  EXPECT_EQ(line["code"], "PersonNotFound");
  EXPECT_EQ(line["operation"], nullptr);
  for (const std::string body : {"", "<html>", R"([])", R"({"error":1})"})
    EXPECT_EQ(nlohmann::json::parse(request_line(request(), {{502, body, {}}}, noon, 0us))["code"], nullptr);
}

TEST(RequestLine, GivesNoStatusToWhatIsNeverAnswered) {
  for (const Delivery delivery : {Delivery::Hang, Delivery::Reset}) {
    const Answer answer{.response = {200, "[]", {}}, .delivery = delivery, .fault = "hang"};
    const auto line = nlohmann::json::parse(request_line(request(), answer, noon, 0us));
    EXPECT_EQ(line["status"], nullptr);
    EXPECT_EQ(line["responseBytes"], 0);
    EXPECT_EQ(line["fault"], "hang");
  }
}

TEST(RequestLine, HoldsNoKeyBodyOrQueryValue) {
  const std::string line = request_line(request(), {}, noon, 0us);
  for (const char *secret : {"the-key", "the picture", "born in May", "userData"})
    EXPECT_EQ(line.find(secret), std::string::npos) << secret;
}

TEST(RequestLine, IsOneLineOfValidJsonWhateverThePath) {
  Request odd = request();
  odd.path = "/\n\"\xff" + std::string(10'000, 'x');
  const std::string line = request_line(odd, {}, noon, 0us);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_LT(line.size(), 1000U);
  EXPECT_TRUE(nlohmann::json::accept(line));
}

class RequestLogTest : public ::testing::Test {
protected:
  test::TemporaryDirectory directory;
  const std::string path = directory.path() / "log";
};

TEST_F(RequestLogTest, AppendsLinesToAFileOfItsOwnersOnly) {
  (*RequestLog::open(path))->write("one");
  (*RequestLog::open(path))->write("two");
  EXPECT_EQ(content_of(path), "one\ntwo\n");
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(RequestLogTest, BeginsANewFileWhenTheOldOneWasRenamedOrRemoved) {
  const auto log = RequestLog::open(path);
  ASSERT_TRUE(log);
  (*log)->write("one");
  std::filesystem::rename(path, path + ".1");
  (*log)->write("two");
  EXPECT_EQ(content_of(path + ".1"), "one\n");
  EXPECT_EQ(content_of(path), "two\n");
  std::filesystem::remove(path);
  (*log)->write("three");
  EXPECT_EQ(content_of(path), "three\n");
}

TEST_F(RequestLogTest, KeepsLinesOfManyThreadsWhole) {
  const auto log = RequestLog::open(path);
  ASSERT_TRUE(log);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n)
        (*log)->write(std::string(300, 'x'));
    });
  threads.clear();
  std::istringstream lines(content_of(path));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count)
    EXPECT_EQ(line, std::string(300, 'x'));
  EXPECT_EQ(count, 200);
}

TEST_F(RequestLogTest, SaysWhyItCannotBeWritten) {
  const auto log = RequestLog::open(directory.path());
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error(), (Error{ErrorCode::Unavailable, "the request log '" + directory.path().string() +
                                                            "' cannot be written: Is a directory"}));
}

} // namespace
} // namespace facerec::server
