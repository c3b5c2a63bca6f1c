// Completion and manual, made from the parser and read by the programs that they are for.
#include "facerec/command_tree.h"
#include "tests/tools/tool_fixture.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace facerec::tool::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

bool has_program(const std::string &name) { return std::system(("command -v " + name + " >/dev/null").c_str()) == 0; }

struct Ran {
  int status = -1;
  std::vector<std::string> lines; // of both outputs
};

Ran run_shell(const std::string &command) {
  Ran ran;
  FILE *pipe = popen((command + " 2>&1").c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    text.append(buffer.data(), n);
  ran.status = pclose(pipe);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    ran.lines.push_back(line);
  return ran;
}

class Shell : public ToolTest {
protected:
  std::string script(const std::string &shell) {
    EXPECT_EQ(facerec({"completion", shell}), 0) << err();
    return write_file("completion." + shell, out()).string();
  }

  // What bash offers for the last of `words`.
  std::vector<std::string> in_bash(const std::vector<std::string> &words) {
    std::string line = "cd '" + directory_.path().string() + "'; . '" + script("bash") + "'; COMP_WORDS=(";
    for (const std::string &word : words)
      line += "'" + word + "' ";
    line += "); COMP_CWORD=" + std::to_string(words.size() - 1) + "; _facerec; printf '%s\\n' \"${COMPREPLY[@]}\"";
    return run_shell("bash -c \"" + escaped(line) + "\"").lines;
  }

  // What fish offers behind `line`, without descriptions.
  std::vector<std::string> in_fish(const std::string &line) {
    auto ran = run_shell("HOME='" + directory_.path().string() + "' fish --no-config -c \"source '" + script("fish") +
                         "'; complete -C '" + line + "'\"");
    for (std::string &offer : ran.lines)
      offer = offer.substr(0, offer.find('\t'));
    return ran.lines;
  }

private:
  static std::string escaped(const std::string &text) {
    std::string result;
    for (const char c : text)
      result += (c == '"' || c == '$' || c == '\\' ? "\\" : "") + std::string(1, c);
    return result;
  }
};

TEST_F(Shell, BashOffersCommandsOptionsAndValues) {
  EXPECT_THAT(in_bash({"facerec", "gro"}), ElementsAre("group"));
  EXPECT_THAT(in_bash({"facerec", "group", "--json", "tr"}), ElementsAre("train"));
  EXPECT_THAT(in_bash({"facerec", "--group", "person", "person", ""}),
              IsSupersetOf({"add", "get", "list", "update", "delete", "--json"}));
  EXPECT_THAT(in_bash({"facerec", "group", "train", "--wa"}), ElementsAre("--wait"));
  EXPECT_THAT(in_bash({"facerec", "group", "train", "--api-version", ""}), ElementsAre("v1.0", "v1.2"));
  EXPECT_THAT(in_bash({"facerec", "enroll", "--min-quality", "m"}), ElementsAre("medium"));
  EXPECT_THAT(in_bash({"facerec", "completion", "--he"}), ElementsAre("--help"));
}

TEST_F(Shell, BashOffersFilesWhereFilesBelong) {
  write_picture("some.jpg");
  std::filesystem::create_directory(directory_.path() / "somewhere");
  EXPECT_THAT(in_bash({"facerec", "identify", "som"}), UnorderedElementsAre("some.jpg", "somewhere"));
  EXPECT_THAT(in_bash({"facerec", "enroll", "som"}), ElementsAre("somewhere"));
  EXPECT_THAT(in_bash({"facerec", "group", "list", "--key-file", "some."}), ElementsAre("some.jpg"));
  EXPECT_THAT(in_bash({"facerec", "import", "--pictures", "som"}), ElementsAre("somewhere"));
}

TEST_F(Shell, FishOffersCommandsOptionsAndValues) {
  if (!has_program("fish"))
    GTEST_SKIP() << "there is no fish";
  EXPECT_THAT(in_fish("facerec gro"), ElementsAre("group"));
  EXPECT_THAT(in_fish("facerec --group person group tr"), ElementsAre("train"));
  EXPECT_THAT(in_fish("facerec group train --wa"), ElementsAre("--wait"));
  EXPECT_THAT(in_fish("facerec group train --api-version v"), ElementsAre("v1.0", "v1.2"));
  EXPECT_THAT(in_fish("facerec person "), Not(Contains("train")));
}

TEST_F(Shell, ZshReadsItsCompletion) {
  if (!has_program("zsh"))
    GTEST_SKIP() << "there is no zsh";
  const Ran read = run_shell("zsh -n '" + script("zsh") + "'");
  EXPECT_EQ(read.status, 0);
  EXPECT_THAT(read.lines, ElementsAre());
  EXPECT_THAT(out(), ::testing::StartsWith("#compdef facerec\n"));
}

TEST_F(Shell, OnlyKnownShellsAreTaken) {
  EXPECT_EQ(facerec({"completion", "tcsh"}), 1);
  EXPECT_EQ(facerec({"completion"}), 1);
}

TEST_F(Shell, TheManualNamesEveryCommandOptionAndExitCode) {
  ASSERT_EQ(facerec({"man"}), 0);
  const std::string page = out();
  EXPECT_THAT(page, HasSubstr(".TH FACEREC 1"));
  for (const char *part : {".SS facerec check\n", ".SS facerec group create\n", ".SS facerec face update\n",
                           "\\fB\\-\\-key\\-file\\fR \\fIFILE\\fR", "130  interrupted", "default: v1.2",
                           "\\fBfacerec person add\\fR [\\fIOPTIONS\\fR] \\fINAME\\fR \\fIIMAGE\\fR…"})
    EXPECT_THAT(page, HasSubstr(part));
}

TEST_F(Shell, TheManualIsFormattedWithoutAComplaint) {
  if (!has_program("man"))
    GTEST_SKIP() << "there is no man";
  ASSERT_EQ(facerec({"man"}), 0);
  const std::string file = write_file("facerec.1", out()).string();
  const Ran formatted = run_shell("LC_ALL=C.UTF-8 MANROFFOPT=-ww man --warnings -E UTF-8 -l '" + file + "' | cat");
  EXPECT_EQ(formatted.status, 0);
  EXPECT_THAT(formatted.lines, Contains(HasSubstr("facerec group create")));
  EXPECT_THAT(formatted.lines, Not(Contains(HasSubstr("warning"))));
  EXPECT_THAT(formatted.lines, Not(Contains(HasSubstr("error"))));
}

TEST(CommandTree, SaysWhatTheParserKnows) {
  CLI::App app("The program.", "prog");
  std::string word;
  std::vector<std::string> files;
  bool flag = false;
  app.add_option("-w,--word", word, "A word")->check(CLI::IsMember({"a", "b"}));
  app.footer("above");
  CLI::App *command = app.add_subcommand("do", "Do it");
  command->add_option("FILE", files, "Files")->required();
  command->add_flag("--flag", flag, "A flag");
  command->footer("own" + command->get_footer());
  const CommandInfo root = describe(app);
  EXPECT_EQ(root.path, "prog");
  const OptionInfo &option = root.options.at(1); // behind --help
  EXPECT_THAT(option.names, ElementsAre("-w", "--word"));
  EXPECT_THAT(option.choices, ElementsAre("a", "b"));
  EXPECT_EQ(option.value, OptionInfo::Value::Word);
  EXPECT_EQ(option.value_name, "TEXT");
  ASSERT_EQ(root.commands.size(), 1u);
  const CommandInfo &below = root.commands[0];
  EXPECT_EQ(below.path, "prog do");
  EXPECT_EQ(below.footer, "own");
  const OptionInfo &file = below.options.at(1);
  EXPECT_TRUE(file.is_positional && file.is_required && file.is_repeatable);
  EXPECT_EQ(file.value, OptionInfo::Value::File);
  EXPECT_EQ(below.options.at(2).value, OptionInfo::Value::None);
  EXPECT_EQ(flatten(root).size(), 2u);
}

} // namespace
} // namespace facerec::tool::test
