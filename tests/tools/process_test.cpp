// The real program, in processes of its own: server, enrolment, signals.
#include "tests/support/program.h"
#include "tests/support/test_data.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

namespace facerec::tool::test {
namespace {

using ::facerec::test::content_of;
using ::facerec::test::Program;
using ::testing::HasSubstr;
using ::testing::Not;

class RealProgram : public ::testing::Test {
protected:
  void SetUp() override {
    if (!std::getenv("FACEREC_BIN"))
      GTEST_SKIP() << "FACEREC_BIN names no program";
    std::ofstream(in("key")) << "a-key-for-this-test\n";
  }

  std::string in(const std::string &name) const { return (directory_.path() / name).string(); }

  int facerec(std::vector<std::string> arguments) {
    Program program(std::move(arguments), in("output"));
    return program.wait();
  }
  std::string output() const { return content_of(in("output")); }

  std::unique_ptr<Program> start_server() {
    std::filesystem::remove(in("url"));
    auto server =
        std::make_unique<Program>(std::vector<std::string>{"serve", "--port", "0", "--data", in("data"), "--ready-file",
                                                           in("url"), "--key-file", in("key")},
                                  in("server.log"));
    while (server->is_running() && !std::filesystem::exists(in("url"))) // a process has no other news to wait for
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::ifstream(in("url")) >> url_;
    EXPECT_THAT(url_, ::testing::StartsWith("http://127.0.0.1:")) << content_of(in("server.log"));
    return server;
  }
  std::vector<std::string> at_server(std::vector<std::string> arguments) const {
    for (const auto &more : {std::string("--endpoint"), url_, std::string("--key-file"), in(client_key_),
                             std::string("--group"), std::string("staff"), std::string("--rate"), std::string("200")})
      arguments.push_back(more);
    return arguments;
  }

  facerec::test::TemporaryDirectory directory_;
  std::string url_;
  std::string client_key_ = "key"; // the file; the server reads its own again where that changes
};

TEST_F(RealProgram, EnrolsProceduralPeopleAtTheLocalServer) {
  const auto server = start_server();
  ASSERT_EQ(facerec({"portraits", in("people"), "--people", "2", "--per-person", "3"}), 0) << output();
  EXPECT_EQ(facerec(at_server({"enroll", in("people")})), 0) << output();
  EXPECT_THAT(output(), HasSubstr("[6/6]"));
  EXPECT_EQ(facerec(at_server({"person", "list", "--json"})), 0) << output();
  const auto persons = nlohmann::json::parse(output());
  ASSERT_EQ(persons.size(), 2u);
  for (const auto &person : persons)
    EXPECT_EQ(person["persistedFaceIds"].size(), 3u);
  EXPECT_EQ(facerec(at_server({"enroll", in("people")})), 0) << output();
  EXPECT_THAT(output(), HasSubstr("already there"));
  EXPECT_EQ(facerec(at_server({"group", "delete"})), 0) << output();
  EXPECT_EQ(facerec(at_server({"person", "list"})), 2) << output();
  EXPECT_THAT(content_of(in("server.log")), Not(HasSubstr("a-key-for-this-test")));
}

TEST_F(RealProgram, RefusesAWrongKeyAndNeverShowsIt) {
  const auto server = start_server();
  std::ofstream(in("other-key")) << "another-key\n";
  client_key_ = "other-key";
  EXPECT_EQ(facerec(at_server({"group", "list"})), 2);
  EXPECT_THAT(output(), HasSubstr("Check the key"));
  EXPECT_THAT(output(), Not(HasSubstr("another-key")));
}

TEST_F(RealProgram, EndsTheServerCleanlyOnBothSignals) {
  for (const int number : {SIGINT, SIGTERM}) {
    const auto server = start_server();
    server->signal(number);
    EXPECT_EQ(server->wait(), 0) << content_of(in("server.log"));
  }
}

TEST_F(RealProgram, EndsAWaitOnCtrlC) {
  url_ = "http://127.0.0.1:1"; // nobody listens there: the first retry waits for at least half a second
  Program program(at_server({"group", "list"}), in("output"));
  while (program.is_running() && output().find("Trying again") == std::string::npos)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  program.signal(SIGINT);
  EXPECT_EQ(program.wait(), 130);
  EXPECT_THAT(output(), HasSubstr("Interrupted."));
}

TEST_F(RealProgram, SaysWhyTheServerCannotStart) {
  std::ofstream(in("file")) << "in the way";
  EXPECT_EQ(facerec({"serve", "--data", in("file/below"), "--key-file", in("key")}), 5) << output();
  EXPECT_THAT(output(), HasSubstr("facerec: The server cannot start: "));
  EXPECT_EQ(facerec({"serve", "--data", in("data"), "--key-file", in("no-key")}), 1) << output();
}

TEST_F(RealProgram, ChecksAnEmptyServerAndATrainedGroup) {
  const auto server = start_server();
  EXPECT_EQ(facerec(at_server({"check", "--json"})), 2) << output();
  auto checks = nlohmann::json::parse(output())["checks"];
  EXPECT_EQ(checks["key"]["state"], "ok");
  EXPECT_EQ(checks["group"]["says"], "There is no group \"staff\".");
  EXPECT_EQ(checks["identify"]["state"], "ok");
  ASSERT_EQ(facerec({"portraits", in("people"), "--people", "1", "--per-person", "2"}), 0) << output();
  ASSERT_EQ(facerec(at_server({"enroll", in("people"), "--force"})), 0) << output();
  EXPECT_EQ(facerec(at_server({"check", "--json"})), 0) << output();
  checks = nlohmann::json::parse(output())["checks"];
  for (const auto &[subject, finding] : checks.items())
    EXPECT_EQ(finding["state"], "ok") << subject;
  std::ofstream(in("other-key")) << "another-key\n";
  client_key_ = "other-key";
  EXPECT_EQ(facerec(at_server({"check", "--json"})), 2) << output();
  EXPECT_EQ(nlohmann::json::parse(output())["checks"]["key"]["state"], "wrong");
}

TEST_F(RealProgram, IdentifiesWhomItEnrolled) {
  const auto server = start_server();
  ASSERT_EQ(facerec({"portraits", in("people"), "--people", "2", "--per-person", "3"}), 0) << output();
  ASSERT_EQ(facerec(at_server({"enroll", in("people")})), 0) << output();
  EXPECT_EQ(facerec(at_server({"identify", in("people/person-0/01.png"), in("people/person-1/01.png"), "--json"})), 0)
      << output();
  const auto pictures = nlohmann::json::parse(output());
  ASSERT_EQ(pictures.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_EQ(pictures[i]["faces"].size(), 1u) << pictures;
    EXPECT_EQ(pictures[i]["faces"][0]["matches"][0]["name"], "person-" + std::to_string(i));
  }
}

TEST_F(RealProgram, ANewPictureOfSomebodyWhoIsThereIsAllThatIsAdded) {
  const auto server = start_server();
  ASSERT_EQ(facerec({"portraits", in("people"), "--people", "1", "--per-person", "2"}), 0) << output();
  ASSERT_EQ(facerec(at_server({"enroll", in("people"), "--force"})), 0) << output();
  ASSERT_EQ(facerec({"portraits", in("people"), "--people", "1", "--per-person", "3"}), 0) << output();
  EXPECT_EQ(facerec(at_server({"enroll", in("people"), "--force"})), 0) << output();
  EXPECT_THAT(output(), HasSubstr("[1/3] person-0/01.png: already there\n[2/3] person-0/02.png: already there\n"
                                  "[3/3] person-0/03.png: added\n"));
  EXPECT_EQ(facerec(at_server({"person", "get", "person-0", "--json"})), 0) << output();
  EXPECT_EQ(nlohmann::json::parse(output())["persistedFaceIds"].size(), 3u);
}

TEST_F(RealProgram, CarriesAGroupToAnotherGroupWithItsFaces) {
  const auto server = start_server();
  ASSERT_EQ(facerec({"portraits", in("people"), "--people", "2", "--per-person", "2"}), 0) << output();
  ASSERT_EQ(facerec(at_server({"enroll", in("people"), "--force"})), 0) << output();
  EXPECT_EQ(facerec(at_server({"export", in("staff.jsonl")})), 0) << output();
  EXPECT_THAT(output(), HasSubstr("Wrote 2 people with 4 faces"));
  auto there = at_server({"import", in("staff.jsonl"), "--pictures", in("people"), "--json"});
  std::replace(there.begin(), there.end(), std::string("staff"), std::string("moved"));
  EXPECT_EQ(facerec(there), 0) << output();
  auto list = at_server({"person", "list", "--json"});
  std::replace(list.begin(), list.end(), std::string("staff"), std::string("moved"));
  EXPECT_EQ(facerec(list), 0) << output();
  const auto persons = nlohmann::json::parse(output());
  ASSERT_EQ(persons.size(), 2u);
  for (const auto &person : persons)
    EXPECT_EQ(person["persistedFaceIds"].size(), 2u);
  EXPECT_EQ(facerec(there), 0) << output();
  EXPECT_THAT(output(), HasSubstr("\"state\": \"unchanged\""));
}

} // namespace
} // namespace facerec::tool::test
