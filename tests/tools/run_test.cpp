#include "tests/tools/tool_fixture.h"

#include <cstdlib>

namespace facerec::tool::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CommandLine : public ToolTest {};

TEST_F(CommandLine, HelpGoesToTheOutputAndNamesEveryCommandAndExitCode) {
  EXPECT_EQ(facerec({"--help"}), 0);
  for (const char *word : {"check",           "group",      "train",
                           "person",          "face",       "enroll",
                           "identify",        "export",     "import",
                           "serve",           "portraits",  "report",
                           "contact-sheet",   "completion", "man",
                           "backup",          "restore",    "FACE_ENDPOINT",
                           "FACE_APIKEY",     "--key-file", "  4  partly done",
                           "130  interrupted"})
    EXPECT_THAT(out(), HasSubstr(word));
  EXPECT_THAT(err(), IsEmpty());
}

TEST_F(CommandLine, HelpOfEveryCommandNamesTheExitCodes) {
  for (const char *command :
       {"check", "group", "train", "person", "face", "enroll", "identify", "export", "import", "serve", "backup",
        "restore", "portraits", "report", "contact-sheet", "completion", "man"}) {
    EXPECT_EQ(facerec({command, "--help"}), 0);
    EXPECT_THAT(out(), HasSubstr("\nExit codes:\n    0  done\n")) << command;
  }
}

TEST_F(CommandLine, VersionIsPrinted) {
  EXPECT_EQ(facerec({"--version"}), 0);
  EXPECT_THAT(out(), ::testing::StartsWith("facerec "));
}

TEST_F(CommandLine, WithoutACommandIsAUsageError) {
  EXPECT_EQ(facerec({}), 1);
  EXPECT_THAT(err(), HasSubstr("A subcommand is required"));
}

TEST_F(CommandLine, AnUnknownCommandIsNamed) {
  EXPECT_EQ(facerec({"frob", "--json"}), 1);
  EXPECT_EQ(err(), "facerec: There is no command \"frob\" here. Run with --help for more information.\n");
  EXPECT_EQ(facerec({"group", "frob"}), 1);
  EXPECT_THAT(err(), HasSubstr("There is no command \"frob\" here."));
  EXPECT_EQ(facerec({"--frob"}), 1);
  EXPECT_THAT(err(), HasSubstr("There is no option \"--frob\" here."));
  EXPECT_EQ(facerec({"group"}), 1);
  EXPECT_THAT(err(), HasSubstr("A subcommand is required"));
}

TEST_F(CommandLine, UnknownOptionsAndBadValuesAreUsageErrors) {
  EXPECT_EQ(facerec({"group", "list", "--api-key", "secret"}), 1);
  EXPECT_EQ(facerec({"group", "list", "--group-type", "huge"}), 1);
  EXPECT_THAT(err(), HasSubstr("--group-type"));
  EXPECT_EQ(facerec({"group", "list", "--api-version", "v9"}), 1);
  EXPECT_EQ(facerec({"group", "list", "--rate", "0"}), 1);
  EXPECT_EQ(facerec({"group", "list", "--rate", "nan"}), 1);
  EXPECT_THAT(err(), HasSubstr("--rate: Value nan is not a number"));
  EXPECT_EQ(facerec({"import", "/dev/zero"}), 1);
  EXPECT_THAT(err(), HasSubstr("\"/dev/zero\" is a device"));
  EXPECT_EQ(facerec({"group", "list", "--timeout", "never"}), 1);
  EXPECT_EQ(facerec({"portraits", directory_.path().string(), "--people", "0"}), 1);
  EXPECT_EQ(facerec({"serve", "--port", "70000"}), 1);
  EXPECT_THAT(service_->lines(), IsEmpty());
}

TEST_F(CommandLine, TheEndpointIsNeeded) {
  EXPECT_EQ(facerec({"group", "list"}), 1);
  EXPECT_EQ(err(), "facerec: No endpoint: give --endpoint URL or set FACE_ENDPOINT.\n");
}

TEST_F(CommandLine, TheEndpointMayComeFromTheEnvironment) {
  variables_["FACE_ENDPOINT"] = "https://west.api.cognitive.microsoft.com";
  service_->answer(200, "[]");
  EXPECT_EQ(facerec({"group", "list"}), 0);
  ASSERT_EQ(service_->requests().size(), 1u);
  EXPECT_THAT(service_->requests()[0].url,
              ::testing::StartsWith("https://west.api.cognitive.microsoft.com/face/v1.2/"));
}

TEST_F(CommandLine, PlainHttpToAnotherMachineNeedsPermission) {
  EXPECT_EQ(facerec({"group", "list", "--endpoint", "http://192.0.2.1:8080"}), 1);
  EXPECT_THAT(service_->lines(), IsEmpty());
  service_->answer(200, "[]");
  EXPECT_EQ(facerec({"group", "list", "--endpoint", "http://192.0.2.1:8080", "--allow-insecure-http"}), 0);
}

TEST_F(CommandLine, TheKeyComesFromTheEnvironment) {
  service_->answer(200, "[]");
  EXPECT_EQ(facerec_at_service({"group", "list"}), 0);
  EXPECT_EQ(service_->requests().at(0).headers.at("Ocp-Apim-Subscription-Key"), "the-secret-key");
}

TEST_F(CommandLine, AKeyFileWinsOverTheEnvironment) {
  const auto file = write_file("key", "  from-the-file \nsecond line\n");
  service_->answer(200, "[]");
  EXPECT_EQ(facerec_at_service({"group", "list", "--key-file", file.string()}), 0);
  EXPECT_EQ(service_->requests().at(0).headers.at("Ocp-Apim-Subscription-Key"), "from-the-file");
}

TEST_F(CommandLine, ServeSaysThatItsKeyIsInTheEnvironment) {
  ASSERT_EQ(setenv("FACE_APIKEY", "the-servers-key", 1), 0);
  stop_.request_stop(); // it ends as soon as it listens
  EXPECT_EQ(facerec({"serve", "--data", (directory_.path() / "data").string()}), 0);
  unsetenv("FACE_APIKEY");
  EXPECT_THAT(out(), HasSubstr("The key is in the environment variable FACE_APIKEY."));
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / "data" / "key"));
}

TEST_F(CommandLine, NoKeyIsAUsageErrorThatSaysWhereToPutIt) {
  variables_.erase("FACE_APIKEY");
  EXPECT_EQ(facerec_at_service({"group", "list"}), 1);
  EXPECT_EQ(err(), "facerec: No key: set FACE_APIKEY or give --key-file FILE.\n");
}

TEST_F(CommandLine, AKeyThatNoHeaderCanCarryIsRefusedWithoutShowingIt) {
  variables_["FACE_APIKEY"] = "abc\r\nX-Evil: 1";
  EXPECT_EQ(facerec_at_service({"group", "list"}), 1);
  EXPECT_THAT(err(), HasSubstr("FACE_APIKEY holds no key"));
  EXPECT_THAT(err(), Not(HasSubstr("abc")));
  EXPECT_EQ(facerec_at_service({"group", "list", "--key-file", (directory_.path() / "missing").string()}), 1);
  EXPECT_THAT(err(), HasSubstr("missing"));
  EXPECT_THAT(service_->lines(), IsEmpty());
}

TEST_F(CommandLine, TheGroupIsNeededAndChecked) {
  EXPECT_EQ(facerec({"person", "list", "--endpoint", "https://x.example"}), 1);
  EXPECT_EQ(err(), "facerec: No person group: give --group ID.\n");
  EXPECT_EQ(facerec({"person", "list", "--endpoint", "https://x.example", "--group", "a/b"}), 1);
  EXPECT_THAT(err(), HasSubstr("\"a/b\" is no id of a person group"));
}

TEST_F(CommandLine, OwnCertificatesReachTheTransport) {
  service_->answer(200, "[]");
  EXPECT_EQ(facerec_at_service({"group", "list", "--tls-ca-file", "/etc/own.pem"}), 0);
  EXPECT_EQ(curl_options_.ca_file, "/etc/own.pem");
}

TEST_F(CommandLine, TheExitCodeTellsWhoIsToBlame) {
  service_->refuse(401, "401", "Access denied due to invalid subscription key.");
  EXPECT_EQ(facerec_at_service({"group", "list"}), 2);
  EXPECT_EQ(err(),
            "facerec: Cannot list the groups: Access denied due to invalid subscription key. (401) Check the key "
            "(FACE_APIKEY or --key-file) and that it belongs to this endpoint.\n");
  for (int attempt = 0; attempt < 5; ++attempt)
    service_->fail(azure::HttpFailure::Transport, "Couldn't connect to server");
  EXPECT_EQ(facerec_at_service({"group", "list"}), 3);
  EXPECT_THAT(err(), ::testing::StartsWith("Couldn't connect to server. Trying again in 0.5 s.\n"));
  EXPECT_THAT(err(), ::testing::EndsWith("facerec: Cannot list the groups: Couldn't connect to server. Check "
                                         "--endpoint and whether the service runs.\n"));
}

TEST_F(CommandLine, AnInterruptionIsAnExitCodeOfItsOwn) {
  service_->on_request = [this](auto &) { stop_.request_stop(); };
  EXPECT_EQ(facerec_at_service({"group", "list"}), 130);
  EXPECT_EQ(err(), "facerec: Interrupted.\n");
}

TEST_F(CommandLine, RetriesObeyRetryAfterAndAreAnnounced) {
  service_->answer(429, R"({"error":{"code":"429","message":"Rate limit is exceeded."}})", {{"retry-after", "7"}});
  service_->answer(503, "");
  service_->answer(200, "[]");
  EXPECT_EQ(facerec_at_service({"group", "list"}), 0);
  EXPECT_EQ(waits_, (std::vector<int>{7000, 500}));
  EXPECT_THAT(err(), HasSubstr("Rate limit is exceeded. (429) Trying again in 7.0 s.\n"));
}

TEST_F(CommandLine, RequestsKeepToTheRate) {
  std::string page = "[";
  for (int i = 0; i < 1000; ++i)
    page += std::string(i ? "," : "") + R"({"largePersonGroupId":"g)" + std::to_string(i) + R"(","name":"n"})";
  service_->answer(200, page + "]");
  service_->answer(200, "[]");
  EXPECT_EQ(facerec_at_service({"group", "list", "--rate", "4"}), 0);
  EXPECT_EQ(waits_, std::vector<int>{250});
}

TEST_F(CommandLine, AKeyOnTheLineIsNeverRepeated) {
  const std::vector<std::vector<std::string>> lines{
      {"group", "list", "--api-key", "the-secret-key"},
      {"group", "list", "--key=the-secret-key"},
      {"--api-key", "the-secret-key", "group", "list"},
      {"enroll", "--key", "the-secret-key"},
      {"identify", "--key", "the-secret-key"},
      {"check", "the-secret-key"},
      {"group", "list", "-kthe-secret-key"},
      {"person", "get", "Eva", "the-secret-key"},
  };
  for (const auto &line : lines) {
    EXPECT_EQ(facerec_at_service(line), 1);
    EXPECT_THAT(err() + out(), Not(HasSubstr("secret"))) << err();
  }
  EXPECT_EQ(facerec_at_service({"group", "list", "--api-key=the-secret-key"}), 1);
  EXPECT_EQ(err(),
            "facerec: There is no option \"--api-key\" here. A key comes from FACE_APIKEY or --key-file. Run with "
            "--help for more information.\n");
  EXPECT_EQ(facerec_at_service({"check", "a", "b"}), 1);
  EXPECT_EQ(err(), "facerec: \"check\" has 2 arguments too many. Run with --help for more information.\n");
  EXPECT_THAT(service_->lines(), IsEmpty());
}

} // namespace
} // namespace facerec::tool::test
