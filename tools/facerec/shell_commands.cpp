// facerec completion SHELL, facerec man
#include "facerec/completion.h"
#include "facerec/context.h"
#include "facerec/manual.h"
#include "facerec/with_account.h"

#include <ostream>

namespace facerec::tool {
namespace {

Outcome complete(std::ostream &out, const std::string &shell, const CommandInfo &root) {
  if (shell == "bash")
    write_bash_completion(out, root);
  else if (shell == "zsh")
    write_zsh_completion(out, root);
  else
    write_fish_completion(out, root);
  out << std::flush;
  return ExitCode::Ok;
}

} // namespace

void add_completion_command(CLI::App &app, Context &context) {
  CLI::App *command = app.add_subcommand("completion", "Print what completes this command line in a shell");
  auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "The shell")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer("\nInstalled packages bring it along. By hand: source <(facerec completion bash)\n" +
                  command->get_footer());
  set_action(*command, context,
             [&app, &context, shell] { return complete(context.environment.out, *shell, describe(app)); });
}

void add_man_command(CLI::App &app, Context &context) {
  CLI::App *command = app.add_subcommand("man", "Print the manual page: facerec man | man -l -");
  set_action(*command, context, [&app, &context]() -> Outcome {
    write_manual(context.environment.out, describe(app), FACEREC_VERSION);
    context.environment.out << std::flush;
    return ExitCode::Ok;
  });
}

} // namespace facerec::tool
