#include "facerec/completion.h"
#include "facerec/completion_words.h"

#include <ostream>

namespace facerec::tool {
namespace {

using Value = OptionInfo::Value;

// What fish may offer behind the option.
std::string values_of(const OptionInfo &option) {
  if (option.value == Value::None)
    return "";
  if (!option.choices.empty())
    return " -x -a " + quoted(join(option.choices, " "));
  if (option.value == Value::Directory)
    return " -x -a '(__fish_complete_directories)'";
  return option.value == Value::File ? " -r -F" : " -x";
}

std::string names_of(const OptionInfo &option) {
  std::string text;
  for (const std::string &name : option.names)
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return text;
}

void write_option(std::ostream &out, const std::string &condition, const OptionInfo &option) {
  out << "complete -c facerec" << condition << names_of(option) << values_of(option) << " -d " << quoted(option.help)
      << "\n";
}

// Prints in which command the cursor is: "facerec group create".
void write_path(std::ostream &out, const CommandInfo &root) {
  out << "function __facerec_at\n"
         "  set -l at "
      << root.path
      << "\n  set -l skip 0\n"
         "  for word in (commandline -opc)[2..]\n"
         "    if test $skip = 1\n"
         "      set skip 0\n"
         "    else if contains -- $word "
      << join(names_with_value(root), " ")
      << "\n      set skip 1\n"
         "    else if contains -- \"$at $word\" "
      << join(quoted_paths(root), " ")
      << "\n      set at \"$at $word\"\n"
         "    end\n"
         "  end\n"
         "  test \"$at\" = \"$argv\"\n"
         "end\n";
}

void write_command(std::ostream &out, const CommandInfo &command) {
  const std::string condition = " -n " + quoted("__facerec_at " + command.path);
  for (const CommandInfo &below : command.commands)
    out << "complete -c facerec" << condition << " -a " << below.name << " -d " << quoted(below.help) << "\n";
  for (const OptionInfo &option : command.options)
    if (!option.is_positional)
      write_option(out, condition, option);
  if (const Value arguments = arguments_at(command); arguments != Value::None)
    out << "complete -c facerec" << condition
        << (arguments == Value::File ? " -F" : " -a '(__fish_complete_directories)'") << "\n";
}

} // namespace

void write_fish_completion(std::ostream &out, const CommandInfo &root) {
  out << "# fish completion for facerec, made by `facerec completion fish`.\n";
  write_path(out, root);
  out << "complete -c facerec -f\n";
  for (const OptionInfo &option : root.options)
    write_option(out, "", option);
  for (const CommandInfo *command : flatten(root)) {
    CommandInfo own = *command;
    if (command == &root)
      own.options.clear(); // they are allowed everywhere, above
    write_command(out, own);
  }
}

} // namespace facerec::tool
