// facerec check
#include "facerec/check.h"
#include "facerec/json_output.h"
#include "facerec/with_account.h"

#include <iomanip>
#include <ostream>

namespace facerec::tool {
namespace {

std::string_view name_of(std::size_t index) { return to_string(static_cast<Subject>(index)); }

void print_text(std::ostream &out, const Findings &findings, std::uint64_t transactions) {
  for (std::size_t i = 0; i < findings.size(); ++i) {
    out << std::left << std::setw(9) << name_of(i) << std::setw(8) << to_string(findings[i].state) << findings[i].says
        << '\n';
    if (!findings[i].advice.empty())
      out << std::string(17, ' ') << findings[i].advice << '\n';
  }
  out << "This took " << transactions << (transactions == 1 ? " transaction." : " transactions.") << std::endl;
}

nlohmann::ordered_json to_json(const Findings &findings, std::uint64_t transactions) {
  auto checks = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < findings.size(); ++i)
    checks[std::string(name_of(i))] = {
        {"state", to_string(findings[i].state)}, {"says", findings[i].says}, {"advice", findings[i].advice}};
  return {{"checks", checks}, {"transactions", transactions}};
}

Outcome check(const Context &context) {
  const bool has_group = !context.options.group.empty();
  const auto group = has_group ? group_of(context.options) : azure::GroupRef{};
  if (!group)
    return group.error();
  return with_account(context, [&](Account &account) -> Outcome {
    const Findings findings =
        check_account(account, group_type_of(context.options), has_group ? std::optional(*group) : std::nullopt,
                      context.options.recognition_model);
    if (context.options.json)
      print_json(context.environment.out, to_json(findings, account.transactions()));
    else
      print_text(context.environment.out, findings, account.transactions());
    return exit_code_of(findings);
  });
}

} // namespace

void add_check_command(CLI::App &app, Context &context) {
  CLI::App *command = app.add_subcommand(
      "check", "Say whether the service, the key and the group can be used, and what to do about it");
  command->footer(std::string(R"(
Asks in turn whether the endpoint answers, the key fits, the group exists, which recognition model it has, whether it is
trained, and whether the account may identify faces. That takes at most 6 transactions; the last two are a Detect of a
drawn face and an Identify of what was found, or of a faceId that nobody has: an account that may not identify is told so
(403) before the faceId is looked for. Without --group the group is left out. Nothing is tried twice.
The exit code is that of the first thing that is wrong.
)") + command->get_footer());
  set_action(*command, context, [&context] { return check(context); });
}

} // namespace facerec::tool
