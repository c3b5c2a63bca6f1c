// What a command of the command line gets, and how it says what it wants to do.
#pragma once

#include "facerec/environment.h"
#include "facerec/exit_code.h"
#include "facerec/options.h"

#include <functional>

namespace facerec::tool {

using Outcome = Result<ExitCode, Failure>;

// A command's parser sets `action`; run() calls it after the whole line was understood.
struct Context {
  const Environment &environment;
  SharedOptions options;
  std::function<Outcome()> action;
};

// Each adds one family of commands. `context` must outlive `app`.
void add_check_command(CLI::App &app, Context &context);
void add_group_commands(CLI::App &app, Context &context);
void add_train_command(CLI::App &app, Context &context);
void add_person_commands(CLI::App &app, Context &context);
void add_face_commands(CLI::App &app, Context &context);
void add_identify_command(CLI::App &app, Context &context);
void add_enroll_command(CLI::App &app, Context &context);
void add_export_command(CLI::App &app, Context &context);
void add_import_command(CLI::App &app, Context &context);
void add_completion_command(CLI::App &app, Context &context);
void add_man_command(CLI::App &app, Context &context);
void add_backup_commands(CLI::App &app, Context &context);
void add_serve_command(CLI::App &app, Context &context);
void add_portraits_command(CLI::App &app, Context &context);
void add_report_command(CLI::App &app, Context &context);
void add_contact_sheet_command(CLI::App &app, Context &context);

} // namespace facerec::tool
