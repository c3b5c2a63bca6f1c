// facerec backup FILE, facerec restore FILE: the local server's data folder as one file, and back.
#include "facerec/context.h"
#include "facerec/json_output.h"

#include "server/backup.h"

#include <array>
#include <cstdio>
#include <ostream>

namespace facerec::tool {
namespace {

constexpr std::int64_t large = 64'000'000; // bytes: what takes so long that its progress is worth a line

struct BackupArguments {
  std::string file;
  std::string data = "facerec-data";
  bool force = false;
};

std::string megabytes(std::int64_t bytes) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f MB", double(bytes) / 1e6);
  return text.data();
}

std::string counted(std::int64_t number, const char *one, const char *many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

// A line at each tenth of a large file; stops at Ctrl-C.
server::CopyProgress progress_on(const Environment &environment) {
  return [&environment, told = std::int64_t{0}](std::int64_t done, std::int64_t total) mutable {
    const std::int64_t tenth = total > 0 ? 10 * done / total : 10;
    if (total >= large && tenth > told)
      environment.err << "Copied " << 10 * tenth << " % of " << megabytes(total) << std::endl;
    told = tenth;
    return !environment.stop.stop_requested();
  };
}

Failure failure(const std::string &what, const Error &error) {
  if (error.code == ErrorCode::Cancelled)
    return {ExitCode::Interrupted, "Interrupted; nothing was changed."};
  const bool is_usage = error.code != ErrorCode::Unavailable;
  return {is_usage ? ExitCode::Usage : ExitCode::LocalFailure, "Cannot " + what + ": " + error.message + "."};
}

void print_contents(const Context &context, const std::string &done, const BackupArguments &arguments,
                    const server::BackupContents &contents) {
  if (context.options.json)
    print_json(context.environment.out, {{"file", arguments.file},
                                         {"data", arguments.data},
                                         {"groups", contents.groups},
                                         {"people", contents.persons},
                                         {"faces", contents.faces},
                                         {"bytes", contents.bytes}});
  else
    context.environment.out << done << ": " << counted(contents.groups, "group", "groups") << ", "
                            << counted(contents.persons, "person", "people") << ", "
                            << counted(contents.faces, "face", "faces") << ", " << megabytes(contents.bytes) << "."
                            << std::endl;
}

server::Overwrite overwrite(const BackupArguments &arguments) {
  return arguments.force ? server::Overwrite::Yes : server::Overwrite::No;
}

Outcome back_up(const Context &context, const BackupArguments &arguments) {
  const auto contents =
      server::back_up(arguments.data, arguments.file, overwrite(arguments), progress_on(context.environment));
  if (!contents)
    return failure("back up \"" + arguments.data + "\"", contents.error());
  print_contents(context, "Backed up \"" + arguments.data + "\" to \"" + arguments.file + "\" without its keys",
                 arguments, *contents);
  return ExitCode::Ok;
}

Outcome restore(const Context &context, const BackupArguments &arguments) {
  const auto contents =
      server::restore(arguments.file, arguments.data, overwrite(arguments), progress_on(context.environment));
  if (!contents)
    return failure("restore \"" + arguments.file + "\"", contents.error());
  print_contents(context, "Restored \"" + arguments.data + "\" from \"" + arguments.file + "\"", arguments, *contents);
  return ExitCode::Ok;
}

std::shared_ptr<BackupArguments> add_arguments(CLI::App &command, const char *file, const char *force) {
  auto arguments = std::make_shared<BackupArguments>();
  command.add_option("FILE", arguments->file, file)->required();
  command.add_option("--data", arguments->data, "The data folder of `facerec serve`")
      ->type_name("DIR")
      ->capture_default_str();
  command.add_flag("--force", arguments->force, force);
  return arguments;
}

} // namespace

void add_backup_commands(CLI::App &app, Context &context) {
  CLI::App *backup =
      app.add_subcommand("backup", "Copy all that the local server knows of people to one file, while it runs or not");
  const auto to =
      add_arguments(*backup, "The file to write, readable by its owner only", "Replace a file that is there");
  backup->footer(
      "\nThe file holds groups, people and what was learned of their faces: keep it as safe as the data folder. The "
      "keys\nare not in it.\n" +
      backup->get_footer());
  backup->callback([&context, to] { context.action = [&context, to] { return back_up(context, *to); }; });
  CLI::App *restore_command = app.add_subcommand("restore", "Put a backup in the place of what the local server knows");
  const auto from = add_arguments(*restore_command, "A file that `facerec backup` has written",
                                  "Replace what the folder holds of people");
  restore_command->footer("\nThe server must not run meanwhile. The folder keeps its keys.\n" +
                          restore_command->get_footer());
  restore_command->callback(
      [&context, from] { context.action = [&context, from] { return restore(context, *from); }; });
}

} // namespace facerec::tool
