#include "facerec/run.h"

#include "facerec/base/text.h"
#include "facerec/context.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <optional>
#include <ostream>

namespace facerec::tool {
namespace {

constexpr const char *footer = R"(
The options that facerec --help lists may also follow a command: facerec enroll people --group staff.

Variables: FACE_ENDPOINT (the service's URL), FACE_APIKEY (the key); for --auth entra and managed-identity those of
Azure's own libraries: AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, AZURE_AUTHORITY_HOST,
AZURE_POD_IDENTITY_AUTHORITY_HOST, IDENTITY_ENDPOINT, IDENTITY_HEADER.

Exit codes:
    0  done
    1  an option, argument or input file is wrong
    2  the service refused: key, approval, unknown group, a broken rule
    3  the service did not answer, also after several tries
    4  partly done: the messages name what was left out
    5  a file could not be written, or the server could not start
  130  interrupted; what was done so far stays)";

void add_commands(CLI::App &app, Context &context) {
  app.fallthrough(); // shared options may stand behind a command too
  app.require_subcommand(1);
  app.set_version_flag("--version", "facerec " FACEREC_VERSION);
  app.footer(footer);
  add_shared_options(app, context.options);
  add_check_command(app, context);
  add_group_commands(app, context);
  add_train_command(app, context);
  add_person_commands(app, context);
  add_face_commands(app, context);
  add_enroll_command(app, context);
  add_identify_command(app, context);
  add_export_command(app, context);
  add_import_command(app, context);
  add_serve_command(app, context);
  add_backup_commands(app, context);
  add_portraits_command(app, context);
  add_report_command(app, context);
  add_contact_sheet_command(app, context);
  add_completion_command(app, context);
  add_man_command(app, context);
}

const CLI::App &innermost_command(const CLI::App &app) {
  const CLI::App *innermost = &app;
  while (!innermost->get_subcommands().empty())
    innermost = innermost->get_subcommands().front();
  return *innermost;
}

// What is wrong about the words that nothing on the line wanted; CLI11 repeats them all, and one of them may be a key:
// `--api-key SECRET`. So only the name of an option is repeated, and a word where a command should stand.
std::optional<std::string> unwanted_words(const CLI::App &app) {
  const std::vector<std::string> rest = app.remaining(true);
  if (rest.empty())
    return std::nullopt;
  const auto option = std::find_if(rest.begin(), rest.end(), [](auto &word) { return word.starts_with('-'); });
  if (option != rest.end()) {
    const std::string name =
        option->starts_with("--") ? std::string(split(*option, '=').front()) : option->substr(0, 2);
    const bool is_key = to_lower(name).ends_with("key");
    return "There is no option \"" + shorten(name, 80) + "\" here." +
           (is_key ? " A key comes from FACE_APIKEY or --key-file." : "");
  }
  const CLI::App &command = innermost_command(app);
  if (!command.get_subcommands({}).empty())
    return "There is no command \"" + shorten(rest.front(), 80) + "\" here.";
  return "\"" + command.get_name() + "\" has " + std::to_string(rest.size()) +
         (rest.size() == 1 ? " argument" : " arguments") + " too many.";
}

int exit_code_of(const CLI::App &app, const CLI::ParseError &error, const Environment &environment) {
  if (error.get_exit_code() == 0) // --help, --version
    return app.exit(error, environment.out, environment.err);
  if (const auto words = unwanted_words(app))
    environment.err << "facerec: " << *words << " Run with --help for more information." << std::endl;
  else
    app.exit(error, environment.out, environment.err);
  return static_cast<int>(ExitCode::Usage);
}

ExitCode act(const Context &context) {
  const Outcome outcome = context.action();
  if (outcome)
    return *outcome;
  context.environment.err << "facerec: " << outcome.error().message << std::endl;
  return outcome.error().code;
}

} // namespace

int run(std::vector<std::string> arguments, const Environment &environment) {
  try {
    CLI::App app("Name faces in video: enrol people, run a local Azure Face server, read what was seen.", "facerec");
    Context context{environment, {}, {}};
    add_commands(app, context);
    std::reverse(arguments.begin(), arguments.end()); // CLI11 takes them from the back
    try {
      app.parse(std::move(arguments));
    } catch (const CLI::ParseError &error) {
      return exit_code_of(app, error, environment);
    }
    return static_cast<int>(act(context));
  } catch (const std::exception &error) {
    environment.err << "facerec: " << error.what() << std::endl;
    return static_cast<int>(ExitCode::LocalFailure);
  }
}

} // namespace facerec::tool
