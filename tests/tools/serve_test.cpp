// `facerec serve`: what its options say and refuse; the real program where it has to listen.
#include "tests/support/loopback_certificate.h"
#include "tests/support/program.h"
#include "tests/tools/tool_fixture.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace facerec::tool::test {
namespace {

using ::facerec::test::content_of;
using ::facerec::test::Program;
using ::testing::HasSubstr;
using ::testing::Not;

class ServeTest : public ToolTest {
protected:
  std::string in(const std::string &name) const { return (directory_.path() / name).string(); }

  // Starts `facerec serve` with more options and waits until it listens.
  std::unique_ptr<Program> start(std::vector<std::string> options) {
    for (const std::string &more : {std::string("--data"), in("data"), std::string("--ready-file"), in("url"),
                                    std::string("--key-file"), in("key")})
      options.push_back(more);
    options.insert(options.begin(), "serve");
    auto server = std::make_unique<Program>(options, in("server.log"));
    while (server->is_running() && !std::filesystem::exists(in("url"))) // a process has no other news to wait for
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::ifstream(in("url")) >> url_;
    return server;
  }
  // The exit code of `facerec group list` at the server, as a process of its own.
  int list_groups(std::vector<std::string> options = {}, const std::string &key_file = "key") {
    options.insert(options.begin(), {"group", "list", "--endpoint", url_, "--key-file", in(key_file)});
    return Program(options, in("output")).wait();
  }

  std::string url_;
};

TEST_F(ServeTest, RefusesWhatBreaksARule) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--fault", "detct:503"}, "the fault 'detct:503' names no operation: it must be * or one of detect, "},
      {{"--fault", "detect:503", "--fault", "detect:1"}, "the fault 'detect:1' is of no known kind"},
      {{"--latency", "fast"}, "the latency 'fast' must be MEAN or MEAN±SPREAD in milliseconds"},
      {{"--tps", "0"}, "tps is 0; it must be 1 to 10000"},
      {{"--listen", "0.0.0.0"}, "the address 0.0.0.0 lets other machines in"},
      {{"--tls-cert", "/nowhere"}, "--tls-cert and --tls-key belong together; give both or none"}};
  for (const auto &[options, message] : cases) {
    std::vector<std::string> arguments = {"serve", "--data", in("data")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_EQ(facerec(arguments), 1) << message;
    EXPECT_THAT(err(), HasSubstr("facerec: The server cannot start: " + message));
    EXPECT_FALSE(std::filesystem::exists(in("data"))); // nothing was done
  }
}

TEST_F(ServeTest, ExplainsFaultsInItsHelp) {
  EXPECT_EQ(facerec({"serve", "--help"}), 0);
  EXPECT_THAT(out(), HasSubstr("OPERATION is * or one of detect, identify, "));
  EXPECT_THAT(out(), HasSubstr("KIND is one of 429, 429-bare, 429-message, 408, 500, 502, 503, 504, reset, hang, drip, "
                               "truncated, malformed, oversized, wrong-type, redirect, 299."));
}

class ServeProcess : public ServeTest {
protected:
  void SetUp() override {
    if (!std::getenv("FACEREC_BIN"))
      GTEST_SKIP() << "FACEREC_BIN names no program";
    std::ofstream(in("key")) << "a-key-for-this-test\n";
  }
};

TEST_F(ServeProcess, SaysAloudThatOthersCanListenIn) {
  const auto server = start({"--listen", "0.0.0.0", "--insecure"});
  EXPECT_THAT(url_, ::testing::StartsWith("http://127.0.0.1:")) << content_of(in("server.log"));
  EXPECT_THAT(content_of(in("server.log")), HasSubstr("WARNING: Other machines can reach this server"));
  EXPECT_EQ(list_groups(), 0) << content_of(in("output"));
}

TEST_F(ServeProcess, SpeaksTlsToTheTool) {
  std::ofstream(in("cert.pem")) << ::facerec::test::certificate;
  std::ofstream(in("key.pem")) << ::facerec::test::private_key;
  const auto server = start({"--listen", "0.0.0.0", "--tls-cert", in("cert.pem"), "--tls-key", in("key.pem")});
  EXPECT_THAT(url_, ::testing::StartsWith("https://127.0.0.1:")) << content_of(in("server.log"));
  EXPECT_THAT(content_of(in("server.log")), Not(HasSubstr("WARNING")));
  EXPECT_EQ(list_groups({"--tls-ca-file", in("cert.pem")}), 0) << content_of(in("output"));
}

TEST_F(ServeProcess, LetsKeysBeChangedOneAfterTheOther) {
  const auto server = start({});
  std::ofstream(in("new-keys")) << "a-new-key\na-key-for-this-test\n";
  std::filesystem::rename(in("new-keys"), in("key"));
  EXPECT_EQ(list_groups(), 0) << content_of(in("output")); // the file's first line, the new one
  std::ofstream(in("old-key")) << "a-key-for-this-test\n";
  EXPECT_EQ(list_groups({}, "old-key"), 0) << content_of(in("output"));
}

TEST_F(ServeProcess, MisbehavesAndKeepsARequestLog) {
  const auto server = start({"--fault", "list-groups:503*1,list-groups:hang", "--request-log", in("requests")});
  EXPECT_EQ(list_groups({"--timeout", "1"}), 3) << content_of(in("output"));
  EXPECT_THAT(content_of(in("requests")), HasSubstr(R"("operation":"list-groups","status":503)"));
  EXPECT_THAT(content_of(in("requests")), HasSubstr(R"("fault":"hang")"));
  EXPECT_THAT(content_of(in("requests")), Not(HasSubstr("a-key-for-this-test")));
  server->signal(SIGTERM);
  EXPECT_EQ(server->wait(), 0);
}

} // namespace
} // namespace facerec::tool::test
